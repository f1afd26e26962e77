package words

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// UnreadDates stands before the names of dates that could not be read.
func UnreadDates(lang approvals.Language) string {
	return phrase{
		"Not readable here, see IdentityIQ",
		"Hier nicht lesbar, siehe IdentityIQ",
		"Illisible ici, voir IdentityIQ",
		"Ilegible aquí, véase IdentityIQ",
	}.in(lang)
}

// DateNames names dates of a work item or an access review.
func DateNames(lang approvals.Language, kinds []approvals.DateKind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = dateName(lang, k)
	}
	return strings.Join(names, ", ")
}

func dateName(lang approvals.Language, k approvals.DateKind) string {
	switch k {
	case approvals.DateCreated:
		return phrase{"date of creation", "Datum der Erstellung", "date de création", "fecha de creación"}.in(lang)
	case approvals.DateModified:
		return phrase{"date of the last change", "Datum der letzten Änderung", "date de la dernière modification",
			"fecha de la última modificación"}.in(lang)
	case approvals.DateDue:
		return phrase{"due date", "Fälligkeit", "échéance", "fecha de vencimiento"}.in(lang)
	case approvals.DateStart:
		return phrase{"start of the access", "Beginn des Zugriffs", "début de l'accès", "inicio del acceso"}.in(lang)
	case approvals.DateEnd:
		return phrase{"end of the access", "Ende des Zugriffs", "fin de l'accès", "fin del acceso"}.in(lang)
	case approvals.DateComment:
		return phrase{"date of a comment", "Datum eines Kommentars", "date d'un commentaire", "fecha de un comentario"}.in(lang)
	}
	return phrase{"a date", "ein Datum", "une date", "una fecha"}.in(lang)
}
