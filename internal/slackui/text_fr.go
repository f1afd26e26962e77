package slackui

// french is the catalogue in French; what each entry is for stands with the English one.
func french() *texts {
	t := &texts{
		wordApprove: "Approuver", wordDeny: "Refuser", wordView: "Voir dans IdentityIQ", wordDetails: "Détails",
		wordApproveWithComment: "Approuver avec un commentaire", wordShowNext: "Afficher la suivante", wordOpen: "Ouvrir",
		wordNextPage: "Page suivante", wordPreviousPage: "Page précédente", wordCancel: "Annuler", wordClose: "Fermer",

		wordRequestedBy: "Demandé par", wordFor: "Pour", wordDue: "Échéance", wordOverdue: "en retard", wordPriority: "Priorité",
		wordRequest: "Demande", wordWorkItem: "Tâche", wordWhyYou: "Pourquoi vous", wordJustification: "Justification",
		wordComment: "Commentaire", wordReason: "Motif", wordNotSaid: "IdentityIQ ne le dit pas", wordAccount: "un compte",
		wordRole: "rôle", wordPrivileged: "privilégié", wordAttribute: "Attribut", wordValue: "Valeur", wordNative: "Compte",
		wordDescription: "Description", wordState: "État", wordCreated: "Créée", wordKind: "Type", wordThing: "Nom",
		wordApplication: "Application", wordDecidedLately: "Décidé récemment", wordWaitingNow: "En attente de vous", wordColon: "\u00a0:",

		sentenceRecordingApproval: "Votre approbation est en cours d'enregistrement…",
		sentenceRecordingDenial:   "Votre refus est en cours d'enregistrement…",
		sentenceRecordingSome:     "Une décision est en cours d'enregistrement…",
		sentenceStalledMine:       "Enregistrement en cours… IdentityIQ ne répond pas. Votre décision est conservée et sera envoyée.",
		sentenceNotRecorded:       "Non enregistré. Décidez dans IdentityIQ.",
		sentenceCompleted:         "Terminé dans IdentityIQ",
		sentenceExpired:           "Expiré",
		sentenceCanceled:          "Annulé",
		sentenceReturned:          "Renvoyé dans IdentityIQ",
		sentenceNotYours:          "Cette décision ne vous revient plus",
		sentenceListEmpty:         "Rien n'attend votre approbation.",
		sentenceListNeverRead:     "IdentityIQ n'a pas encore pu être joint, je ne connais donc rien qui vous attende.",
		sentenceConfirmTitle:      "Approuver quand même\u00a0?",
		sentenceConfirmStop:       "Pas maintenant",
		sentenceDecideApprove:     "Vous allez approuver ceci\u00a0:",
		sentenceDecideDeny:        "Vous allez refuser ceci\u00a0:",
		sentenceCommentHint:       "Ce texte est envoyé à IdentityIQ avec votre décision, et d'autres peuvent l'y lire.",
		sentenceModalTitle:        "Approbations",
		sentenceHelpTitle:         "Ce que vous pouvez demander",
		sentenceHelpHome:          "Mon onglet Accueil montre ce qui vous attend, et vous pouvez aussi y décider.",
		sentenceDoneEmpty:         "Vous n'avez encore rien décidé ici.",

		wordRemindLater: "Rappeler plus tard", wordRemindMe: "Rappeler", wordWhen: "Quand", wordDate: "Date", wordSave: "Enregistrer",
		wordSnoozedUntil: "Rappel le", wordMySettings: "Mes réglages", wordChangeSettings: "Modifier les réglages",
		wordNewItems: "Nouvelles tâches", wordRemindFrom: "Rappels à partir de", wordRemindTo: "Rappels jusqu'à",
		wordRemindDays: "Rappels les", wordPauseUntil: "Aucun rappel avant le",
		sentenceDateHint:   "Seulement pour une date précise.",
		sentencePauseHint:  "Les cartes des nouvelles tâches arrivent quand même. Laissez vide pour les rappels habituels.",
		sentenceAlwaysHint: "De 00:00 à 00:00, c'est toute la journée.",

		wordStartReview: "Commencer la revue d'accès", wordContinueReview: "Continuer la revue d'accès", wordProgress: "Avancement",
		sentenceSigned: "Signée", sentenceReviewGone: "N'est plus dans IdentityIQ",

		sentences: map[string]string{
			SentenceNothingRecorded: "Rien n'a été enregistré. Veuillez réessayer dans une minute.",
			SentenceUnclear:         "Je n'ai pas pu confirmer l'enregistrement. La carte le montrera.",
			SentenceNoForm:          "Je n'ai pas pu ouvrir le formulaire à temps. Rien n'a été modifié. Veuillez réessayer.",
			SentenceNoAnswer:        "Je ne peux pas consulter cela pour le moment. Veuillez réessayer dans une minute.",
			SentenceOneAtATime:      "Je cherche encore la réponse à votre question précédente. Veuillez redemander dès que vous l’aurez reçue.",
			SentenceNothingWaiting:  "Plus rien ne vous attend.",
			SentenceReasonNeeded:    "Veuillez indiquer un motif.",
			SentenceCommentTooLong:  "Veuillez rester sous 2\u202f000 caractères.",
			SentenceDateNeeded:      "Veuillez choisir une date.",
			SentenceDatePast:        "Veuillez choisir une date à partir de demain.",
			SentenceDateFar:         "Veuillez choisir une date dans l'année qui vient.",
			SentenceHoursEqual:      "Veuillez choisir deux heures différentes\u00a0; de 00:00 à 00:00, c'est toute la journée.",
			SentenceDaysNeeded:      "Veuillez choisir au moins un jour. Pour ne rien recevoir, choisissez-le ci-dessus.",
			SentenceChoiceNeeded:    "Veuillez faire un choix.",
			sentenceSent:            "Je vous l'ai envoyé en message direct.",
			sentenceBackToUsual:     "Les rappels se feront comme d'habitude.",
			sentenceSettingsSaved:   "Vos réglages sont enregistrés.",
		},
	}
	frenchCards(t)
	frenchRefusals(t)
	frenchLists(t)
	frenchPersonal(t)
	frenchReviews(t)
	frenchAdmin(t)
	frenchEntities(t)
	frenchRules(t)
	return t
}

// narrow is the blank between groups of digits in French.
const narrow = "\u202f"

// nombre writes a number of things: un stands for one of them.
func nombre(n int, un, plusieurs string) string {
	if n == 1 {
		return un
	}
	return digits(n, narrow) + " " + plusieurs
}
