package words

import "github.com/iiq-approvals/bot/internal/approvals"

func Sent(lang approvals.Language) string {
	return phrase{
		"I sent it to you in a direct message.",
		"Ich habe es Ihnen als Direktnachricht gesendet.",
		"Je vous l'ai envoyé en message direct.",
		"Se lo envié en un mensaje directo.",
	}.in(lang)
}

func NothingRecorded(lang approvals.Language) string {
	return phrase{
		"Nothing was recorded. Please try again in a minute.",
		"Nichts wurde eingetragen. Bitte versuchen Sie es in einer Minute noch einmal.",
		"Rien n'a été enregistré. Veuillez réessayer dans une minute.",
		"No se registró nada. Inténtelo de nuevo dentro de un minuto.",
	}.in(lang)
}

func Unclear(lang approvals.Language) string {
	return phrase{
		"I could not confirm that this was recorded. The card will show it.",
		"Ich konnte nicht feststellen, ob das eingetragen wurde. Die Karte wird es zeigen.",
		"Je n'ai pas pu confirmer l'enregistrement. La carte le montrera.",
		"No pude confirmar que se haya registrado. La tarjeta lo mostrará.",
	}.in(lang)
}

// NoForm says that the modal could not be opened within the life of Slack's trigger.
func NoForm(lang approvals.Language) string {
	return phrase{
		"I could not open the form in time. Nothing was changed. Please try again.",
		"Ich konnte das Formular nicht rechtzeitig öffnen. Nichts wurde geändert. Bitte versuchen Sie es noch einmal.",
		"Je n'ai pas pu ouvrir le formulaire à temps. Rien n'a été modifié. Veuillez réessayer.",
		"No pude abrir el formulario a tiempo. No se cambió nada. Inténtelo de nuevo.",
	}.in(lang)
}

// NoAnswer says that a look-up failed.
func NoAnswer(lang approvals.Language) string {
	return phrase{
		"I can't look that up right now. Please try again in a minute.",
		"Ich kann das gerade nicht nachsehen. Bitte versuchen Sie es in einer Minute noch einmal.",
		"Je ne peux pas consulter cela pour le moment. Veuillez réessayer dans une minute.",
		"Ahora mismo no puedo consultarlo. Inténtelo de nuevo dentro de un minuto.",
	}.in(lang)
}

// OneAtATime answers somebody who asks while two earlier questions of theirs are not answered.
func OneAtATime(lang approvals.Language) string {
	return phrase{
		"I am still looking up what you asked before. Please ask again once that is answered.",
		"Ich suche noch nach dem, was Sie zuvor gefragt haben. Bitte fragen Sie noch einmal, sobald das beantwortet ist.",
		"Je cherche encore la réponse à votre question précédente. Veuillez redemander dès que vous l’aurez reçue.",
		"Todavía estoy buscando lo que preguntó antes. Pregunte de nuevo cuando tenga esa respuesta.",
	}.in(lang)
}

// NothingWaiting answers Show next when the queue is empty.
func NothingWaiting(lang approvals.Language) string {
	return phrase{
		"Nothing more is waiting for you.",
		"Nichts weiter wartet auf Sie.",
		"Plus rien ne vous attend.",
		"No le espera nada más.",
	}.in(lang)
}

// ReasonNeeded stands under the empty field of the modal.
func ReasonNeeded(lang approvals.Language) string {
	return phrase{
		"Please write a reason.",
		"Bitte geben Sie einen Grund an.",
		"Veuillez indiquer un motif.",
		"Escriba un motivo.",
	}.in(lang)
}

// CommentTooLong stands under the field when more than 2,000 characters came.
func CommentTooLong(lang approvals.Language) string {
	return phrase{
		"Please keep it under 2,000 characters.",
		"Bitte bleiben Sie unter 2.000 Zeichen.",
		"Veuillez rester sous 2\u202f000 caractères.",
		"No supere los 2000 caracteres.",
	}.in(lang)
}

// DateNeeded and the next two stand under the date of a form.
func DateNeeded(lang approvals.Language) string {
	return phrase{
		"Please choose a date.",
		"Bitte wählen Sie ein Datum.",
		"Veuillez choisir une date.",
		"Elija una fecha.",
	}.in(lang)
}

func DatePast(lang approvals.Language) string {
	return phrase{
		"Please choose a date from tomorrow on.",
		"Bitte wählen Sie ein Datum ab morgen.",
		"Veuillez choisir une date à partir de demain.",
		"Elija una fecha a partir de mañana.",
	}.in(lang)
}

func DateFar(lang approvals.Language) string {
	return phrase{
		"Please choose a date within a year.",
		"Bitte wählen Sie ein Datum innerhalb eines Jahres.",
		"Veuillez choisir une date dans l'année qui vient.",
		"Elija una fecha dentro de un año.",
	}.in(lang)
}

// HoursEqual stands under the end of the hours.
func HoursEqual(lang approvals.Language) string {
	return phrase{
		"Please choose two different times; 00:00 to 00:00 is the whole day.",
		"Bitte wählen Sie zwei verschiedene Zeiten; 00:00 bis 00:00 ist der ganze Tag.",
		"Veuillez choisir deux heures différentes\u00a0; de 00:00 à 00:00, c'est toute la journée.",
		"Elija dos horas distintas; de 00:00 a 00:00 es todo el día.",
	}.in(lang)
}

// DaysNeeded stands under the days.
func DaysNeeded(lang approvals.Language) string {
	return phrase{
		"Please choose a day at least. To hear nothing, choose so above.",
		"Bitte wählen Sie mindestens einen Tag. Wenn Sie nichts hören möchten, wählen Sie das oben.",
		"Veuillez choisir au moins un jour. Pour ne rien recevoir, choisissez-le ci-dessus.",
		"Elija al menos un día. Para no recibir nada, elíjalo arriba.",
	}.in(lang)
}

// ChoiceNeeded stands under choices of which none was made.
func ChoiceNeeded(lang approvals.Language) string {
	return phrase{
		"Please choose one.",
		"Bitte wählen Sie eines davon.",
		"Veuillez faire un choix.",
		"Elija una opción.",
	}.in(lang)
}

func BackToUsual(lang approvals.Language) string {
	return phrase{
		"You will be reminded of it as usual.",
		"Sie werden wie gewohnt daran erinnert.",
		"Les rappels se feront comme d'habitude.",
		"Se le recordará como de costumbre.",
	}.in(lang)
}

func SettingsSaved(lang approvals.Language) string {
	return phrase{
		"Your settings are saved.",
		"Ihre Einstellungen sind gespeichert.",
		"Vos réglages sont enregistrés.",
		"Sus ajustes están guardados.",
	}.in(lang)
}
