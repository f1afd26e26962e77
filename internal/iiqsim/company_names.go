package iiqsim

import "strings"

// culture is given names and surnames that belong together.
type culture struct{ given, family []string }

func cultures() []culture {
	names := func(s string) []string { return strings.Split(s, " ") }
	return []culture{
		{
			names("Emma James Olivia Noah Grace Henry Chloe Owen Ruth Daniel Megan Peter Alice Thomas Hannah George"),
			names("Smith O'Connor Taylor Clark Murphy O'Brien Wright Hughes Baker Turner Cooper Morgan Reed Ward Foster Bennett"),
		},
		{
			names("Jürgen Anna Björn Käthe Lukas Sabine Moritz Jörg Annika Heike Florian Ute Götz Silke Matthias Änne"),
			names("Müller Schäfer Weiß Krüger Hoffmann Schröder Vogel Köhler Jäger Lange Böhm Meyer-Lüdenscheidt Groß Brandt Kühn Zöllner"),
		},
		{
			names("Élodie François Chloé Mathieu Zoé Jérôme Amélie Benoît Camille Thérèse Gaël Inès Loïc Noémie Rémi Aurélie"),
			names("Lefèvre Dubois Moreau Garnier D'Alembert Béranger Girard Fontaine L'Hôpital Roche Chevalier Faure Besson Clément Guérin Noël"),
		},
		{
			names("Íñigo Lucía Andrés María José Begoña Sofía Raúl Inés Álvaro Marta Joaquín Pilar Óscar Núria Ramón"),
			[]string{
				"García Márquez", "Núñez Ortega", "López de la Cruz", "Fernández Ruiz", "Peña Castillo", "Gómez Ibáñez", "Muñoz Vidal",
				"Ramírez Soto", "Domínguez León", "Sánchez Prieto", "Ibarra", "Echeverría",
			},
		},
		{
			names("Priya Arjun Ananya Rahul Kavya Vikram Meera Sanjay Divya Rohan Lakshmi Aditya Nisha Karthik Pooja Suresh"),
			names("Iyer Patel Krishnamurthy Singh Reddy Gupta Nair Sharma Banerjee Mehta Rao Joshi Desai Kapoor Menon Chatterjee"),
		},
		{
			names("Wei Mei Hiroshi Yuki Jun Sakura Min-jun Seo-yeon Lin Xiu Kenji Aiko Thanh Linh Bao Haruto"),
			names("Chen Wang Tanaka Sato Kim Park Nguyễn Trần Liu Zhang Suzuki Watanabe Lee Huang Yamamoto Choi"),
		},
		{
			names("Chinwe Kwame Amara Tunde Zanele Sipho Fatou Ibrahim Ngozi Kofi Thandiwe Musa Adaeze Jabari Nia Segun"),
			names("Okafor Mensah Adeyemi Nkosi Diallo Mbeki Eze Boateng Dlamini Traoré Achebe Owusu Balogun Kamau Mwangi Sarr"),
		},
		{
			names("Łukasz Zofia Oğuz Şirin Elif Mateusz Agnieszka Václav Jiří Žaneta Søren Åsa Mikkel Ingrid Ilya Oksana"),
			names("Wójcik Kowalczyk Yılmaz Öztürk Novák Dvořáková Jørgensen Ångström Lindqvist Sørensen Çelik Shevchenko Dąbrowski Černý Nygård Hakimi"),
		},
	}
}

// speller writes names in ASCII, as logins and e-mail addresses do.
type speller map[rune]string

// accentPairs are letters with a mark, each followed by the letter without it.
const accentPairs = "éeèeêeëeÉEáaàaâaãaÁAąaíiîiïiÍIìióoôoòoõoÓOúuûuùuçcÇCčcČCñnńnžzŽZşsŞSğgřrýyễeầaěeůušs"

func newSpeller() speller {
	out := speller{
		'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'Ä': "Ae", 'Ö': "Oe", 'Ü': "Ue", 'ø': "oe", 'Ø': "Oe", 'å': "aa", 'Å': "Aa",
		'ł': "l", 'Ł': "L", 'ı': "i", 'đ': "d", ' ': "-", '\'': "", '-': "-",
	}
	letters := []rune(accentPairs)
	for i := 0; i+1 < len(letters); i += 2 {
		out[letters[i]] = string(letters[i+1])
	}
	return out
}

// plain spells a name; what has no spelling is left out.
func (s speller) plain(name string) string {
	var out strings.Builder
	for _, r := range name {
		if r < 128 && isLetter(byte(r)) {
			out.WriteRune(r)
			continue
		}
		out.WriteString(s[r])
	}
	return out.String()
}
