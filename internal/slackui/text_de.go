package slackui

// german is the catalogue in German; what each entry is for stands with the English one.
func german() *texts {
	t := &texts{
		wordApprove: "Genehmigen", wordDeny: "Ablehnen", wordView: "In IdentityIQ ansehen", wordDetails: "Einzelheiten",
		wordApproveWithComment: "Mit Kommentar genehmigen", wordShowNext: "Nächsten zeigen", wordOpen: "Öffnen",
		wordNextPage: "Nächste Seite", wordPreviousPage: "Vorige Seite", wordCancel: "Abbrechen", wordClose: "Schließen",

		wordRequestedBy: "Beantragt von", wordFor: "Für", wordDue: "Fällig", wordOverdue: "überfällig", wordPriority: "Priorität",
		wordRequest: "Antrag", wordWorkItem: "Vorgang", wordWhyYou: "Warum Sie", wordJustification: "Begründung",
		wordComment: "Kommentar", wordReason: "Grund", wordNotSaid: "IdentityIQ sagt es nicht", wordAccount: "ein Konto",
		wordRole: "Rolle", wordPrivileged: "privilegiert", wordAttribute: "Attribut", wordValue: "Wert", wordNative: "Konto",
		wordDescription: "Beschreibung", wordState: "Zustand", wordCreated: "Angelegt", wordKind: "Art", wordThing: "Name",
		wordApplication: "Anwendung", wordDecidedLately: "Zuletzt entschieden", wordWaitingNow: "Wartet auf Sie", wordColon: ":",

		sentenceRecordingApproval: "Ihre Genehmigung wird eingetragen…",
		sentenceRecordingDenial:   "Ihre Ablehnung wird eingetragen…",
		sentenceRecordingSome:     "Eine Entscheidung wird eingetragen…",
		sentenceStalledMine:       "Wird eingetragen… IdentityIQ antwortet nicht. Ihre Entscheidung ist gespeichert und wird gesendet.",
		sentenceNotRecorded:       "Nicht eingetragen. Entscheiden Sie in IdentityIQ.",
		sentenceCompleted:         "In IdentityIQ abgeschlossen",
		sentenceExpired:           "Abgelaufen",
		sentenceCanceled:          "Zurückgezogen",
		sentenceReturned:          "In IdentityIQ zurückgegeben",
		sentenceNotYours:          "Nicht mehr von Ihnen zu entscheiden",
		sentenceListEmpty:         "Nichts wartet auf Ihre Genehmigung.",
		sentenceListNeverRead:     "IdentityIQ wurde noch nicht erreicht, daher weiß ich von nichts, was auf Sie wartet.",
		sentenceConfirmTitle:      "Trotzdem genehmigen?",
		sentenceConfirmStop:       "Jetzt nicht",
		sentenceDecideApprove:     "Sie genehmigen damit:",
		sentenceDecideDeny:        "Sie lehnen damit ab:",
		sentenceCommentHint:       "Der Text geht mit Ihrer Entscheidung an IdentityIQ, und andere können ihn dort lesen.",
		sentenceModalTitle:        "Genehmigungen",
		sentenceHelpTitle:         "Was Sie fragen können",
		sentenceHelpHome:          "Meine Startseite zeigt, was auf Sie wartet, und auch dort können Sie entscheiden.",
		sentenceDoneEmpty:         "Sie haben hier noch nichts entschieden.",

		wordRemindLater: "Später erinnern", wordRemindMe: "Erinnern", wordWhen: "Wann", wordDate: "Datum", wordSave: "Speichern",
		wordSnoozedUntil: "Erinnerung am", wordMySettings: "Meine Einstellungen", wordChangeSettings: "Einstellungen ändern",
		wordNewItems: "Neue Vorgänge", wordRemindFrom: "Erinnerungen ab", wordRemindTo: "Erinnerungen bis",
		wordRemindDays: "Erinnerungen am", wordPauseUntil: "Keine Erinnerungen vor",
		sentenceDateHint:   "Nur für ein bestimmtes Datum.",
		sentencePauseHint:  "Karten neuer Vorgänge kommen trotzdem. Leer heißt: Erinnerungen wie gewohnt.",
		sentenceAlwaysHint: "00:00 bis 00:00 ist der ganze Tag.",

		wordStartReview: "Zugriffsprüfung beginnen", wordContinueReview: "Zugriffsprüfung fortsetzen", wordProgress: "Fortschritt",
		sentenceSigned: "Abgezeichnet", sentenceReviewGone: "Nicht mehr in IdentityIQ",

		sentences: map[string]string{
			SentenceNothingRecorded: "Nichts wurde eingetragen. Bitte versuchen Sie es in einer Minute noch einmal.",
			SentenceUnclear:         "Ich konnte nicht feststellen, ob das eingetragen wurde. Die Karte wird es zeigen.",
			SentenceNoForm:          "Ich konnte das Formular nicht rechtzeitig öffnen. Nichts wurde geändert. Bitte versuchen Sie es noch einmal.",
			SentenceNoAnswer:        "Ich kann das gerade nicht nachsehen. Bitte versuchen Sie es in einer Minute noch einmal.",
			SentenceOneAtATime:      "Ich suche noch nach dem, was Sie zuvor gefragt haben. Bitte fragen Sie noch einmal, sobald das beantwortet ist.",
			SentenceNothingWaiting:  "Nichts weiter wartet auf Sie.",
			SentenceReasonNeeded:    "Bitte geben Sie einen Grund an.",
			SentenceCommentTooLong:  "Bitte bleiben Sie unter 2.000 Zeichen.",
			SentenceDateNeeded:      "Bitte wählen Sie ein Datum.",
			SentenceDatePast:        "Bitte wählen Sie ein Datum ab morgen.",
			SentenceDateFar:         "Bitte wählen Sie ein Datum innerhalb eines Jahres.",
			SentenceHoursEqual:      "Bitte wählen Sie zwei verschiedene Zeiten; 00:00 bis 00:00 ist der ganze Tag.",
			SentenceDaysNeeded:      "Bitte wählen Sie mindestens einen Tag. Wenn Sie nichts hören möchten, wählen Sie das oben.",
			SentenceChoiceNeeded:    "Bitte wählen Sie eines davon.",
			sentenceSent:            "Ich habe es Ihnen als Direktnachricht gesendet.",
			sentenceBackToUsual:     "Sie werden wie gewohnt daran erinnert.",
			sentenceSettingsSaved:   "Ihre Einstellungen sind gespeichert.",
		},
	}
	germanCards(t)
	germanRefusals(t)
	germanLists(t)
	germanPersonal(t)
	germanReviews(t)
	germanAdmin(t)
	germanEntities(t)
	germanRules(t)
	return t
}

// zahl writes a number of things: einer stands for one of them.
func zahl(n int, einer, viele string) string {
	if n == 1 {
		return einer
	}
	return digits(n, ".") + " " + viele
}
