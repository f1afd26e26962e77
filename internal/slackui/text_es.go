package slackui

// spanish is the catalogue in Spanish; what each entry is for stands with the English one.
func spanish() *texts {
	t := &texts{
		wordApprove: "Aprobar", wordDeny: "Rechazar", wordView: "Ver en IdentityIQ", wordDetails: "Detalles",
		wordApproveWithComment: "Aprobar con un comentario", wordShowNext: "Mostrar la siguiente", wordOpen: "Abrir",
		wordNextPage: "Página siguiente", wordPreviousPage: "Página anterior", wordCancel: "Cancelar", wordClose: "Cerrar",

		wordRequestedBy: "Solicitado por", wordFor: "Para", wordDue: "Vence", wordOverdue: "vencido", wordPriority: "Prioridad",
		wordRequest: "Solicitud", wordWorkItem: "Tarea", wordWhyYou: "Por qué usted", wordJustification: "Justificación",
		wordComment: "Comentario", wordReason: "Motivo", wordNotSaid: "IdentityIQ no lo dice", wordAccount: "una cuenta",
		wordRole: "rol", wordPrivileged: "privilegiado", wordAttribute: "Atributo", wordValue: "Valor", wordNative: "Cuenta",
		wordDescription: "Descripción", wordState: "Estado", wordCreated: "Creada", wordKind: "Tipo", wordThing: "Nombre",
		wordApplication: "Aplicación", wordDecidedLately: "Decidido últimamente", wordWaitingNow: "Le espera", wordColon: ":",

		sentenceRecordingApproval: "Registrando su aprobación…",
		sentenceRecordingDenial:   "Registrando su rechazo…",
		sentenceRecordingSome:     "Registrando una decisión…",
		sentenceStalledMine:       "Registrando… IdentityIQ no responde. Su decisión está guardada y se enviará.",
		sentenceNotRecorded:       "No se registró. Decida en IdentityIQ.",
		sentenceCompleted:         "Terminado en IdentityIQ",
		sentenceExpired:           "Caducado",
		sentenceCanceled:          "Cancelado",
		sentenceReturned:          "Devuelto en IdentityIQ",
		sentenceNotYours:          "Ya no le corresponde a usted decidir",
		sentenceListEmpty:         "Nada espera su aprobación.",
		sentenceListNeverRead:     "Todavía no se ha podido contactar con IdentityIQ, así que no sé de nada que le espere.",
		sentenceConfirmTitle:      "¿Aprobar de todos modos?",
		sentenceConfirmStop:       "Ahora no",
		sentenceDecideApprove:     "Va a aprobar esto:",
		sentenceDecideDeny:        "Va a rechazar esto:",
		sentenceCommentHint:       "Se envía a IdentityIQ con su decisión, y otros pueden leerlo allí.",
		sentenceModalTitle:        "Aprobaciones",
		sentenceHelpTitle:         "Lo que puede preguntar",
		sentenceHelpHome:          "Mi pestaña de inicio muestra lo que le espera, y allí también puede decidir.",
		sentenceDoneEmpty:         "Todavía no ha decidido nada aquí.",

		wordRemindLater: "Recordar más tarde", wordRemindMe: "Recordar", wordWhen: "Cuándo", wordDate: "Fecha", wordSave: "Guardar",
		wordSnoozedUntil: "Recordatorio el", wordMySettings: "Mis ajustes", wordChangeSettings: "Cambiar los ajustes",
		wordNewItems: "Tareas nuevas", wordRemindFrom: "Recordatorios desde", wordRemindTo: "Recordatorios hasta",
		wordRemindDays: "Recordatorios los", wordPauseUntil: "Sin recordatorios antes del",
		sentenceDateHint:   "Solo para una fecha concreta.",
		sentencePauseHint:  "Las tarjetas de tareas nuevas llegan igualmente. Déjelo vacío para los recordatorios habituales.",
		sentenceAlwaysHint: "De 00:00 a 00:00 es todo el día.",

		wordStartReview: "Empezar la revisión de acceso", wordContinueReview: "Continuar la revisión de acceso", wordProgress: "Avance",
		sentenceSigned: "Firmada", sentenceReviewGone: "Ya no está en IdentityIQ",

		sentences: map[string]string{
			SentenceNothingRecorded: "No se registró nada. Inténtelo de nuevo dentro de un minuto.",
			SentenceUnclear:         "No pude confirmar que se haya registrado. La tarjeta lo mostrará.",
			SentenceNoForm:          "No pude abrir el formulario a tiempo. No se cambió nada. Inténtelo de nuevo.",
			SentenceNoAnswer:        "Ahora mismo no puedo consultarlo. Inténtelo de nuevo dentro de un minuto.",
			SentenceOneAtATime:      "Todavía estoy buscando lo que preguntó antes. Pregunte de nuevo cuando tenga esa respuesta.",
			SentenceNothingWaiting:  "No le espera nada más.",
			SentenceReasonNeeded:    "Escriba un motivo.",
			SentenceCommentTooLong:  "No supere los 2000 caracteres.",
			SentenceDateNeeded:      "Elija una fecha.",
			SentenceDatePast:        "Elija una fecha a partir de mañana.",
			SentenceDateFar:         "Elija una fecha dentro de un año.",
			SentenceHoursEqual:      "Elija dos horas distintas; de 00:00 a 00:00 es todo el día.",
			SentenceDaysNeeded:      "Elija al menos un día. Para no recibir nada, elíjalo arriba.",
			SentenceChoiceNeeded:    "Elija una opción.",
			sentenceSent:            "Se lo envié en un mensaje directo.",
			sentenceBackToUsual:     "Se le recordará como de costumbre.",
			sentenceSettingsSaved:   "Sus ajustes están guardados.",
		},
	}
	spanishCards(t)
	spanishRefusals(t)
	spanishLists(t)
	spanishPersonal(t)
	spanishReviews(t)
	spanishAdmin(t)
	spanishEntities(t)
	spanishRules(t)
	return t
}

// hard is the blank between groups of digits in Spanish.
const hard = "\u00a0"

// numero writes a number of things: uno stands for one of them.
func numero(n int, uno, varios string) string {
	if n == 1 {
		return uno
	}
	return digits(n, hard) + " " + varios
}
