package words

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

// MoreMenu stands in the menu beside the buttons of a card while nothing is chosen.
func MoreMenu(lang approvals.Language) string {
	return phrase{"More", "Mehr", "Plus", "Más"}.in(lang)
}

// DecideLines is the entry of the menu, and the title of the form.
func DecideLines(lang approvals.Language) string {
	return phrase{"Decide line by line", "Zeilenweise entscheiden", "Décider ligne par ligne", "Decidir línea por línea"}.in(lang)
}

// Record submits the form of a decision line by line.
func Record(lang approvals.Language) string {
	return phrase{"Record", "Eintragen", "Enregistrer", "Registrar"}.in(lang)
}

func NextLines(lang approvals.Language) string {
	return phrase{"Next lines", "Nächste Zeilen", "Lignes suivantes", "Líneas siguientes"}.in(lang)
}

func PreviousLines(lang approvals.Language) string {
	return phrase{"Previous lines", "Vorige Zeilen", "Lignes précédentes", "Líneas anteriores"}.in(lang)
}

// RecordingDecision is for one's own decision line by line.
func RecordingDecision(lang approvals.Language) string {
	return phrase{
		"Recording your decision…",
		"Ihre Entscheidung wird eingetragen…",
		"Votre décision est en cours d'enregistrement…",
		"Registrando su decisión…",
	}.in(lang)
}

// LinesLead stands above the lines of the form.
func LinesLead(lang approvals.Language) string {
	return phrase{
		"Choose for every line. All of it is sent at once when you press Record.",
		"Wählen Sie für jede Zeile. Alles wird zusammen gesendet, wenn Sie auf Eintragen klicken.",
		"Choisissez pour chaque ligne. Tout est envoyé en une fois lorsque vous appuyez sur Enregistrer.",
		"Elija para cada línea. Todo se envía a la vez cuando pulsa Registrar.",
	}.in(lang)
}

// LinesShown says which of the undecided lines are on the page, from 1.
func LinesShown(lang approvals.Language, from, to, all int) string {
	return grammar.Of(lang,
		func() string {
			return "Lines " + grammar.Digits(from, ",") + " to " + grammar.Digits(to, ",") + " of " + grammar.Digits(all, ",")
		},
		func() string {
			return "Zeilen " + grammar.Digits(from, ".") + " bis " + grammar.Digits(to, ".") + " von " + grammar.Digits(all, ".")
		},
		func() string {
			return "Lignes " + grammar.Digits(from, grammar.Narrow) + " à " + grammar.Digits(to, grammar.Narrow) + " sur " +
				grammar.Digits(all, grammar.Narrow)
		},
		func() string {
			return "Líneas " + grammar.Digits(from, grammar.Hard) + " a " + grammar.Digits(to, grammar.Hard) + " de " +
				grammar.Digits(all, grammar.Hard)
		},
	)()
}

// LinesDecidedBefore heads the lines of the form that are decided already.
func LinesDecidedBefore(lang approvals.Language) string {
	return phrase{"Decided before", "Zuvor entschieden", "Décidé auparavant", "Decidido antes"}.in(lang)
}

// ChoiceMissing stands under a line without a choice.
func ChoiceMissing(lang approvals.Language) string {
	return phrase{
		"Please choose Approve or Deny.",
		"Bitte wählen Sie Genehmigen oder Ablehnen.",
		"Veuillez choisir Approuver ou Refuser.",
		"Elija Aprobar o Rechazar.",
	}.in(lang)
}

// ChoicesMissing names lines without a choice, of which there are n; named are some of them.
func ChoicesMissing(lang approvals.Language, n int, named []string) string {
	more := ""
	if n > len(named) {
		more = " " + More(lang, n-len(named))
	}
	lead := phrase{
		"Nothing was sent. No choice yet",
		"Nichts wurde gesendet. Noch nicht gewählt",
		"Rien n'a été envoyé. Pas encore choisi",
		"No se envió nada. Sin elegir todavía",
	}.in(lang)
	return lead + Colon(lang) + " " + strings.Join(named, "; ") + more
}

// LinesAnew stands above the form where the item has changed since it was opened.
func LinesAnew(lang approvals.Language) string {
	return phrase{
		"This request has changed since you were shown it. Nothing was sent. It is shown here as it is now; please choose again.",
		"Dieser Antrag hat sich geändert, seit er Ihnen gezeigt wurde. Nichts wurde gesendet. Hier steht er, wie er jetzt ist; " +
			"bitte wählen Sie noch einmal.",
		"Cette demande a changé depuis qu'elle vous a été montrée. Rien n'a été envoyé. La voici telle qu'elle est maintenant\u00a0; " +
			"veuillez choisir à nouveau.",
		"Esta solicitud ha cambiado desde que se le mostró. No se envió nada. Aquí está como es ahora; elija de nuevo.",
	}.in(lang)
}

// LinesElsewhere says in Details why single lines of an item cannot be decided here; "" where they can.
func LinesElsewhere(lang approvals.Language, o approvals.LineOffer) string {
	switch o {
	case approvals.LinesTooMany:
		return phrase{
			"More than 200 lines wait: single lines are decided in IdentityIQ.",
			"Mehr als 200 Zeilen warten: Einzelne Zeilen werden in IdentityIQ entschieden.",
			"Plus de 200 lignes attendent\u00a0: les lignes se décident une à une dans IdentityIQ.",
			"Esperan más de 200 líneas: las líneas sueltas se deciden en IdentityIQ.",
		}.in(lang)
	case approvals.LinesInIIQ:
		return phrase{
			"Single lines are decided in IdentityIQ.",
			"Einzelne Zeilen werden in IdentityIQ entschieden.",
			"Les lignes se décident une à une dans IdentityIQ.",
			"Las líneas sueltas se deciden en IdentityIQ.",
		}.in(lang)
	}
	return ""
}

// LineCounts says how many lines went which way.
func LineCounts(lang approvals.Language, approved, denied int) string {
	return grammar.Of(lang,
		func(approved, denied int) string {
			return grammar.Digits(approved, ",") + " approved, " + grammar.Digits(denied, ",") + " denied"
		},
		func(approved, denied int) string {
			return grammar.Digits(approved, ".") + " genehmigt, " + grammar.Digits(denied, ".") + " abgelehnt"
		},
		frenchCounts,
		spanishCounts,
	)(approved, denied)
}

// Line names a line by its number and what it is about, which may be "".
func Line(lang approvals.Language, n int, thing string) string {
	said := phrase{"line", "Zeile", "ligne", "línea"}.in(lang) + " " + grammar.Digits(n, grammar.Hard)
	if thing != "" {
		said += " (" + thing + ")"
	}
	return said
}

// LineTold says of a line why a decision of it was refused, or how somebody decided it. line is as Line has it, "" for a line that
// is not there any more.
func LineTold(lang approvals.Language, word approvals.LineWord, line string) string {
	said := lineWord(word).in(lang)
	if line == "" {
		return said
	}
	return line + Colon(lang) + " " + said
}

func lineWord(word approvals.LineWord) phrase {
	switch word {
	case approvals.LineDecidedBefore:
		return phrase{"was decided meanwhile", "wurde inzwischen entschieden", "a été décidée entre-temps", "se decidió entretanto"}
	case approvals.LineUnknown:
		return phrase{
			"a line is not in the request any more",
			"eine Zeile ist nicht mehr im Antrag",
			"une ligne n'est plus dans la demande",
			"una línea ya no está en la solicitud",
		}
	case approvals.LineLeftOpen:
		return phrase{"was not there yet", "war noch nicht da", "n'était pas encore là", "todavía no estaba"}
	case approvals.LineApproved:
		return phrase{"approved", "genehmigt", "approuvée", "aprobada"}
	}
	return phrase{"denied", "abgelehnt", "refusée", "rechazada"}
}

// LineNow is how a line of an ended item was decided.
func LineNow(lang approvals.Language, s approvals.ItemState) string {
	switch s {
	case approvals.StateFinished:
		return Verdict(lang, approvals.Approve)
	case approvals.StateRejected:
		return Verdict(lang, approvals.Deny)
	}
	return ""
}

// linesRefusal gives the sentence of a refusal about deciding line by line; "" for every other code.
func linesRefusal(lang approvals.Language, c approvals.RefusalCode) string {
	switch c {
	case approvals.RefusedLines:
		return phrase{
			"The lines of this request have changed since you were shown them. Nothing was decided. Please look at it again.",
			"Die Zeilen dieses Antrags haben sich geändert, seit sie Ihnen gezeigt wurden. Nichts " +
				"wurde entschieden. Bitte sehen Sie ihn noch einmal an.",
			"Les lignes de cette demande ont changé depuis qu'elles vous ont été montrées. Rien " +
				"n'a été décidé. Veuillez la regarder à nouveau.",
			"Las líneas de esta solicitud han cambiado desde que se le mostraron. No se decidió nada. Mírela de nuevo.",
		}.in(lang)
	case approvals.RefusedNoLines:
		return phrase{
			"Single lines cannot be decided here now. Nothing was changed. Decide the whole request here, or its lines in IdentityIQ.",
			"Einzelne Zeilen können hier gerade nicht entschieden werden. Nichts wurde geändert. Entscheiden " +
				"Sie hier den ganzen Antrag, oder die Zeilen in IdentityIQ.",
			"Les lignes ne peuvent pas être décidées une à une ici pour le moment. Rien n'a été modifié. " +
				"Décidez toute la demande ici, ou ses lignes dans IdentityIQ.",
			"Ahora no se pueden decidir aquí líneas sueltas. No se cambió nada. Decida aquí la " +
				"solicitud entera, o sus líneas en IdentityIQ.",
		}.in(lang)
	case approvals.RefusedLinesOnly:
		return phrase{
			"Your company's rules want this request decided line by line. Nothing was changed. " +
				"Choose Decide line by line from the menu More.",
			"Nach den Regeln Ihres Unternehmens ist dieser Antrag zeilenweise zu entscheiden. Nichts wurde " +
				"geändert. Wählen Sie im Menü Mehr: Zeilenweise entscheiden.",
			"Les règles de votre entreprise veulent que cette demande soit décidée ligne par ligne. Rien n'a été " +
				"modifié. Choisissez Décider ligne par ligne dans le menu Plus.",
			"Las reglas de su empresa piden decidir esta solicitud línea por línea. No se cambió " +
				"nada. Elija Decidir línea por línea en el menú Más.",
		}.in(lang)
	}
	return ""
}
