package words

import "github.com/iiq-approvals/bot/internal/approvals"

func Approve(lang approvals.Language) string {
	return phrase{"Approve", "Genehmigen", "Approuver", "Aprobar"}.in(lang)
}

func Deny(lang approvals.Language) string {
	return phrase{"Deny", "Ablehnen", "Refuser", "Rechazar"}.in(lang)
}

func View(lang approvals.Language) string {
	return phrase{
		"View in IdentityIQ",
		"In IdentityIQ ansehen",
		"Voir dans IdentityIQ",
		"Ver en IdentityIQ",
	}.in(lang)
}

func Details(lang approvals.Language) string {
	return phrase{"Details", "Einzelheiten", "Détails", "Detalles"}.in(lang)
}

func ApproveWithComment(lang approvals.Language) string {
	return phrase{
		"Approve with a comment",
		"Mit Kommentar genehmigen",
		"Approuver avec un commentaire",
		"Aprobar con un comentario",
	}.in(lang)
}

func ShowNext(lang approvals.Language) string {
	return phrase{
		"Show next",
		"Nächsten zeigen",
		"Afficher la suivante",
		"Mostrar la siguiente",
	}.in(lang)
}

func Open(lang approvals.Language) string {
	return phrase{"Open", "Öffnen", "Ouvrir", "Abrir"}.in(lang)
}

func NextPage(lang approvals.Language) string {
	return phrase{
		"Next page",
		"Nächste Seite",
		"Page suivante",
		"Página siguiente",
	}.in(lang)
}

func PreviousPage(lang approvals.Language) string {
	return phrase{
		"Previous page",
		"Vorige Seite",
		"Page précédente",
		"Página anterior",
	}.in(lang)
}

func Cancel(lang approvals.Language) string {
	return phrase{"Cancel", "Abbrechen", "Annuler", "Cancelar"}.in(lang)
}

func Close(lang approvals.Language) string {
	return phrase{"Close", "Schließen", "Fermer", "Cerrar"}.in(lang)
}

func RequestedBy(lang approvals.Language) string {
	return phrase{
		"Requested by",
		"Beantragt von",
		"Demandé par",
		"Solicitado por",
	}.in(lang)
}

func For(lang approvals.Language) string { return phrase{"For", "Für", "Pour", "Para"}.in(lang) }

func Due(lang approvals.Language) string {
	return phrase{"Due", "Fällig", "Échéance", "Vence"}.in(lang)
}

func Overdue(lang approvals.Language) string {
	return phrase{"overdue", "überfällig", "en retard", "vencido"}.in(lang)
}

func Priority(lang approvals.Language) string {
	return phrase{"Priority", "Priorität", "Priorité", "Prioridad"}.in(lang)
}

func Request(lang approvals.Language) string {
	return phrase{"Request", "Antrag", "Demande", "Solicitud"}.in(lang)
}

func WorkItem(lang approvals.Language) string {
	return phrase{"Work item", "Vorgang", "Tâche", "Tarea"}.in(lang)
}

func WhyYou(lang approvals.Language) string {
	return phrase{"Why you", "Warum Sie", "Pourquoi vous", "Por qué usted"}.in(lang)
}

func Justification(lang approvals.Language) string {
	return phrase{
		"Justification",
		"Begründung",
		"Justification",
		"Justificación",
	}.in(lang)
}

func Comment(lang approvals.Language) string {
	return phrase{"Comment", "Kommentar", "Commentaire", "Comentario"}.in(lang)
}

func Reason(lang approvals.Language) string {
	return phrase{"Reason", "Grund", "Motif", "Motivo"}.in(lang)
}

func NotSaid(lang approvals.Language) string {
	return phrase{
		"IdentityIQ does not say",
		"IdentityIQ sagt es nicht",
		"IdentityIQ ne le dit pas",
		"IdentityIQ no lo dice",
	}.in(lang)
}

func Account(lang approvals.Language) string {
	return phrase{"an account", "ein Konto", "un compte", "una cuenta"}.in(lang)
}

func Role(lang approvals.Language) string { return phrase{"role", "Rolle", "rôle", "rol"}.in(lang) }

func Privileged(lang approvals.Language) string {
	return phrase{
		"privileged",
		"privilegiert",
		"privilégié",
		"privilegiado",
	}.in(lang)
}

func Attribute(lang approvals.Language) string {
	return phrase{"Attribute", "Attribut", "Attribut", "Atributo"}.in(lang)
}

func Operation(lang approvals.Language) string {
	return phrase{"Operation", "Änderung", "Opération", "Operación"}.in(lang)
}

func Value(lang approvals.Language) string {
	return phrase{"Value", "Wert", "Valeur", "Valor"}.in(lang)
}

func Native(lang approvals.Language) string {
	return phrase{"Account", "Konto", "Compte", "Cuenta"}.in(lang)
}

func Description(lang approvals.Language) string {
	return phrase{
		"Description",
		"Beschreibung",
		"Description",
		"Descripción",
	}.in(lang)
}

func State(lang approvals.Language) string {
	return phrase{"State", "Zustand", "État", "Estado"}.in(lang)
}

func Created(lang approvals.Language) string {
	return phrase{"Created", "Angelegt", "Créée", "Creada"}.in(lang)
}

func Kind(lang approvals.Language) string { return phrase{"Kind", "Art", "Type", "Tipo"}.in(lang) }

func Thing(lang approvals.Language) string { return phrase{"Name", "Name", "Nom", "Nombre"}.in(lang) }

func Application(lang approvals.Language) string {
	return phrase{"Application", "Anwendung", "Application", "Aplicación"}.in(lang)
}

func DecidedLately(lang approvals.Language) string {
	return phrase{
		"Decided lately",
		"Zuletzt entschieden",
		"Décidé récemment",
		"Decidido últimamente",
	}.in(lang)
}

func WaitingNow(lang approvals.Language) string {
	return phrase{
		"Waiting for you",
		"Wartet auf Sie",
		"En attente de vous",
		"Le espera",
	}.in(lang)
}

// Colon stands after a label.
func Colon(lang approvals.Language) string { return phrase{":", ":", "\u00a0:", ":"}.in(lang) }
