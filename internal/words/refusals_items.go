package words

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

// ItemRefusal gives the sentence of a refusal that has neither time nor person: what stands in the way of deciding an item.
func ItemRefusal(lang approvals.Language, c approvals.RefusalCode) string {
	return grammar.Of(lang,
		func(c approvals.RefusalCode) string {
			switch c {
			case approvals.RefusedNotYours:
				return "This request is not yours to decide. Nothing was changed."
			case approvals.RefusedClosed:
				return "This request is already closed. Nothing was changed."
			case approvals.RefusedExpired:
				return "This request has expired. Nothing was changed."
			case approvals.RefusedCanceled:
				return "This request was canceled. Nothing was changed."
			case approvals.RefusedSignature:
				return "This one needs your electronic signature. Decide it in IdentityIQ."
			case approvals.RefusedSelf:
				return "You asked for this yourself, or it is for you. Decide it in IdentityIQ."
			case approvals.RefusedUnknownPeople:
				return "It is not certain who asked for this, and for whom. Decide it in IdentityIQ."
			case approvals.RefusedType:
				return "Items of this kind cannot be decided in Slack. Decide it in IdentityIQ."
			case approvals.RefusedNotWhole:
				return "Not all of this request could be read here. Nothing was changed. Decide it in IdentityIQ."
			case approvals.RefusedTrial:
				return "During this trial the bot only shows what waits. Nothing was changed. Decide it in IdentityIQ."
			case approvals.RefusedRules:
				return englishRefusedRules
			case approvals.RefusedNoSuchItem:
				return "I know of no such item that waits for you. Ask for the list with /approvals."
			case approvals.RefusedChanged:
				return "This request has changed since you were shown it. Nothing was decided. Please look at it again."
			case approvals.RefusedLost:
				return "The bot's database went back to an earlier state while your decision was in hand. It is not sent any more, " +
					"and nobody can say whether it had been. Please look in IdentityIQ, and decide again if it is still open."
			case approvals.RefusedNoComment:
				return "A reason is needed. Nothing was changed."
			case approvals.TakenAfterAll:
				return "IdentityIQ has your decision after all: it is recorded."
			}
			if s := englishEntityRefusal(c); s != "" {
				return s
			}
			if s := linesRefusal(approvals.English, c); s != "" {
				return s
			}
			return "That did not work. Nothing was changed."
		},
		germanItemRefusal,
		frenchItemRefusal,
		spanishItemRefusal,
	)(c)
}

func germanItemRefusal(c approvals.RefusalCode) string {
	const there = " Entscheiden Sie in IdentityIQ."
	switch c {
	case approvals.RefusedNotYours:
		return "Dieser Antrag ist nicht von Ihnen zu entscheiden. Nichts wurde geändert."
	case approvals.RefusedClosed:
		return "Dieser Antrag ist bereits abgeschlossen. Nichts wurde geändert."
	case approvals.RefusedExpired:
		return "Dieser Antrag ist abgelaufen. Nichts wurde geändert."
	case approvals.RefusedCanceled:
		return "Dieser Antrag wurde zurückgezogen. Nichts wurde geändert."
	case approvals.RefusedSignature:
		return "Hier ist Ihre elektronische Unterschrift nötig." + there
	case approvals.RefusedSelf:
		return "Sie haben das selbst beantragt, oder es ist für Sie." + there
	case approvals.RefusedUnknownPeople:
		return "Es ist nicht sicher, wer das beantragt hat und für wen." + there
	case approvals.RefusedType:
		return "Vorgänge dieser Art können nicht in Slack entschieden werden." + there
	case approvals.RefusedNotWhole:
		return "Hier konnte nicht der ganze Antrag gelesen werden. Nichts wurde geändert." + there
	case approvals.RefusedTrial:
		return "In diesem Probebetrieb zeigt der Bot nur, was wartet. Nichts wurde geändert." + there
	case approvals.RefusedRules:
		return "Nach den Regeln Ihres Unternehmens ist das in IdentityIQ zu entscheiden. Nichts wurde geändert."
	case approvals.RefusedChanged:
		return "Dieser Antrag hat sich geändert, seit er Ihnen gezeigt wurde. Nichts wurde entschieden. Bitte sehen Sie ihn noch einmal an."
	case approvals.RefusedNoSuchItem:
		return "Ich kenne keinen solchen Vorgang, der auf Sie wartet. Mit /approvals bekommen Sie die Liste."
	case approvals.RefusedLost:
		return "Die Datenbank des Bots ist auf einen früheren Stand zurückgegangen, während Ihre Entscheidung unterwegs war. Sie wird " +
			"nicht mehr gesendet, und niemand kann sagen, ob sie es schon war. Bitte sehen Sie in IdentityIQ nach und entscheiden Sie " +
			"noch einmal, falls sie noch aussteht."
	case approvals.RefusedNoComment:
		return "Ein Grund ist nötig. Nichts wurde geändert."
	case approvals.TakenAfterAll:
		return "IdentityIQ hat Ihre Entscheidung doch angenommen: Sie ist eingetragen."
	}
	if s := germanEntityRefusal(c); s != "" {
		return s
	}
	if s := linesRefusal(approvals.German, c); s != "" {
		return s
	}
	return "Das hat nicht funktioniert. Nichts wurde geändert."
}

func frenchItemRefusal(c approvals.RefusalCode) string {
	const there = " Décidez dans IdentityIQ."
	switch c {
	case approvals.RefusedNotYours:
		return "Cette décision ne vous revient pas. Rien n'a été modifié."
	case approvals.RefusedClosed:
		return "Cette demande est déjà close. Rien n'a été modifié."
	case approvals.RefusedExpired:
		return "Cette demande a expiré. Rien n'a été modifié."
	case approvals.RefusedCanceled:
		return "Cette demande a été annulée. Rien n'a été modifié."
	case approvals.RefusedSignature:
		return "Votre signature électronique est nécessaire." + there
	case approvals.RefusedSelf:
		return "Vous l'avez demandé vous-même, ou c'est pour vous." + there
	case approvals.RefusedUnknownPeople:
		return "Il n'est pas certain qui l'a demandé, et pour qui." + there
	case approvals.RefusedType:
		return "Ce type de tâche ne peut pas être décidé dans Slack." + there
	case approvals.RefusedNotWhole:
		return "La demande n'a pas pu être lue en entier ici. Rien n'a été modifié." + there
	case approvals.RefusedTrial:
		return "Pendant cet essai, le bot montre seulement ce qui attend. Rien n'a été modifié." + there
	case approvals.RefusedRules:
		return "Les règles de votre entreprise demandent de décider cela dans IdentityIQ. Rien n'a été modifié."
	case approvals.RefusedChanged:
		return "Cette demande a changé depuis qu'elle vous a été montrée. Rien n'a été décidé. Veuillez la regarder encore une fois."
	case approvals.RefusedNoSuchItem:
		return "Je ne connais aucune tâche de ce genre qui vous attende. Demandez la liste avec /approvals."
	case approvals.RefusedLost:
		return "La base de données du bot est revenue à un état antérieur alors que votre décision était en cours. Elle ne sera plus " +
			"envoyée, et personne ne peut dire si elle l'avait été. Veuillez vérifier dans IdentityIQ, et décider à nouveau si c'est " +
			"encore ouvert."
	case approvals.RefusedNoComment:
		return "Un motif est nécessaire. Rien n'a été modifié."
	case approvals.TakenAfterAll:
		return "IdentityIQ a bien pris en compte votre décision\u00a0: elle est enregistrée."
	}
	if s := frenchEntityRefusal(c); s != "" {
		return s
	}
	if s := linesRefusal(approvals.French, c); s != "" {
		return s
	}
	return "Cela n'a pas fonctionné. Rien n'a été modifié."
}

func spanishItemRefusal(c approvals.RefusalCode) string {
	const there = " Decida en IdentityIQ."
	switch c {
	case approvals.RefusedNotYours:
		return "No le corresponde a usted decidir esta solicitud. No se cambió nada."
	case approvals.RefusedClosed:
		return "Esta solicitud ya está cerrada. No se cambió nada."
	case approvals.RefusedExpired:
		return "Esta solicitud ha caducado. No se cambió nada."
	case approvals.RefusedCanceled:
		return "Esta solicitud fue cancelada. No se cambió nada."
	case approvals.RefusedSignature:
		return "Hace falta su firma electrónica." + there
	case approvals.RefusedSelf:
		return "Lo solicitó usted mismo, o es para usted." + there
	case approvals.RefusedUnknownPeople:
		return "No es seguro quién lo solicitó y para quién." + there
	case approvals.RefusedType:
		return "Las tareas de este tipo no se pueden decidir en Slack." + there
	case approvals.RefusedNotWhole:
		return "Aquí no se pudo leer toda la solicitud. No se cambió nada." + there
	case approvals.RefusedTrial:
		return "Durante esta prueba el bot solo muestra lo que espera. No se cambió nada." + there
	case approvals.RefusedRules:
		return "Las reglas de su empresa piden que esto se decida en IdentityIQ. No se cambió nada."
	case approvals.RefusedChanged:
		return "Esta solicitud ha cambiado desde que se le mostró. No se decidió nada. Véala otra vez, por favor."
	case approvals.RefusedNoSuchItem:
		return "No sé de ninguna tarea así que le espere. Pida la lista con /approvals."
	case approvals.RefusedLost:
		return "La base de datos del bot volvió a un estado anterior mientras su decisión estaba en curso. Ya no se enviará, y nadie " +
			"puede decir si se había enviado. Mire en IdentityIQ, por favor, y decida otra vez si sigue pendiente."
	case approvals.RefusedNoComment:
		return "Hace falta un motivo. No se cambió nada."
	case approvals.TakenAfterAll:
		return "IdentityIQ sí aceptó su decisión: está registrada."
	}
	if s := spanishEntityRefusal(c); s != "" {
		return s
	}
	if s := linesRefusal(approvals.Spanish, c); s != "" {
		return s
	}
	return "Eso no funcionó. No se cambió nada."
}

const englishRefusedRules = "Your company's rules ask for this to be decided in IdentityIQ. Nothing was changed."
