package answers

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func HelpEntries(lang approvals.Language) []HelpEntry {
	return grammar.Of(lang, englishHelpEntries, germanHelpEntries, frenchHelpEntries, spanishHelpEntries)()
}

func englishHelpEntries() []HelpEntry {
	return []HelpEntry{
		{Word: "list", Show: "/approvals", Says: "what waits for you, soonest due first"},
		{Word: "requests", Show: "/approvals requests", Says: "only the access requests that wait for you"},
		{Word: "reviews", Show: "/approvals reviews", Says: "the access reviews that wait for you, and how far they are"},
		{Word: "overdue", Show: "/approvals overdue", Says: "only what is past its due date"},
		{Word: "done", Show: "/approvals done", Says: "what you decided lately"},
		{Word: "search", Show: "/approvals Dana", Says: "what waits for you and has this name, application or access in it"},
		{Word: "number", Show: "/approvals 1234", Says: "the item with this number"},
		{Word: "snoozed", Show: "/approvals snoozed", Says: "what you want to be reminded of later, and when"},
		{Word: "settings", Show: "/approvals settings", Says: "how and when you are told: hours, days, a pause, a digest"},
		{Word: "help", Show: "/approvals help", Says: "this help"},
		{Word: "my approvals", Show: "my approvals", Says: "the same list, written to me here or after my name in a channel: only you see the answer"},
	}
}

func germanHelpEntries() []HelpEntry {
	return []HelpEntry{
		{Word: "list", Show: "/approvals", Says: "was auf Sie wartet, das zuerst Fällige zuerst"},
		{Word: "requests", Show: "/approvals anträge", Says: "nur die Anträge, die auf Sie warten"},
		{Word: "reviews", Show: "/approvals reviews", Says: "die Zugriffsprüfungen, die auf Sie warten, und wie weit sie sind"},
		{Word: "overdue", Show: "/approvals überfällig", Says: "nur was überfällig ist"},
		{Word: "done", Show: "/approvals erledigt", Says: "was Sie zuletzt entschieden haben"},
		{Word: "search", Show: "/approvals Dana", Says: "was auf Sie wartet und diesen Namen, diese Anwendung oder diesen Zugriff enthält"},
		{Word: "number", Show: "/approvals 1234", Says: "der Vorgang mit dieser Nummer"},
		{Word: "snoozed", Show: "/approvals zurückgestellt", Says: "woran Sie später erinnert werden wollen, und wann"},
		{Word: "settings", Show: "/approvals einstellungen", Says: "wie und wann Sie benachrichtigt werden: Stunden, Tage, Pause, Zusammenfassung"},
		{Word: "help", Show: "/approvals hilfe", Says: "diese Hilfe"},
		{Word: "my approvals", Show: "my approvals", Says: "dieselbe Liste, hier geschrieben oder nach meinem Namen in einem Kanal: nur Sie sehen die Antwort"},
	}
}

func frenchHelpEntries() []HelpEntry {
	return []HelpEntry{
		{Word: "list", Show: "/approvals", Says: "ce qui vous attend, l'échéance la plus proche d'abord"},
		{Word: "requests", Show: "/approvals demandes", Says: "seulement les demandes d'accès qui vous attendent"},
		{Word: "reviews", Show: "/approvals revues", Says: "les revues d'accès qui vous attendent, et leur avancement"},
		{Word: "overdue", Show: "/approvals en retard", Says: "seulement ce qui est en retard"},
		{Word: "done", Show: "/approvals historique", Says: "ce que vous avez décidé récemment"},
		{Word: "search", Show: "/approvals Dana", Says: "ce qui vous attend et contient ce nom, cette application ou cet accès"},
		{Word: "number", Show: "/approvals 1234", Says: "la tâche qui porte ce numéro"},
		{Word: "snoozed", Show: "/approvals plus tard", Says: "ce que vous voulez qu'on vous rappelle plus tard, et quand"},
		{Word: "settings", Show: "/approvals réglages", Says: "comment et quand vous êtes prévenu\u00a0: heures, jours, pause, résumé"},
		{Word: "help", Show: "/approvals aide", Says: "cette aide"},
		{Word: "my approvals", Show: "my approvals", Says: "la même liste, écrit ici ou après mon nom dans un canal\u00a0: vous seul voyez la réponse"},
	}
}

func spanishHelpEntries() []HelpEntry {
	return []HelpEntry{
		{Word: "list", Show: "/approvals", Says: "lo que le espera, primero lo que vence antes"},
		{Word: "requests", Show: "/approvals solicitudes", Says: "solo las solicitudes de acceso que le esperan"},
		{Word: "reviews", Show: "/approvals revisiones", Says: "las revisiones de acceso que le esperan, y su avance"},
		{Word: "overdue", Show: "/approvals vencidas", Says: "solo lo que está vencido"},
		{Word: "done", Show: "/approvals historial", Says: "lo que decidió últimamente"},
		{Word: "search", Show: "/approvals Dana", Says: "lo que le espera y contiene este nombre, aplicación o acceso"},
		{Word: "number", Show: "/approvals 1234", Says: "la tarea con este número"},
		{Word: "snoozed", Show: "/approvals más tarde", Says: "lo que quiere que se le recuerde más tarde, y cuándo"},
		{Word: "settings", Show: "/approvals ajustes", Says: "cómo y cuándo se le avisa: horas, días, pausa, resumen"},
		{Word: "help", Show: "/approvals ayuda", Says: "esta ayuda"},
		{Word: "my approvals", Show: "my approvals", Says: "la misma lista, escrito aquí o tras mi nombre en un canal: solo usted ve la respuesta"},
	}
}

func HelpTitle(lang approvals.Language) string {
	return grammar.Of(lang,
		"What you can ask",
		"Was Sie fragen können",
		"Ce que vous pouvez demander",
		"Lo que puede preguntar",
	)
}

func HelpHome(lang approvals.Language) string {
	return grammar.Of(lang,
		"My Home tab shows what waits for you, and you can decide there too.",
		"Meine Startseite zeigt, was auf Sie wartet, und auch dort können Sie entscheiden.",
		"Mon onglet Accueil montre ce qui vous attend, et vous pouvez aussi y décider.",
		"Mi pestaña de inicio muestra lo que le espera, y allí también puede decidir.",
	)
}

func NotUnderstood(lang approvals.Language, typed string) string {
	return grammar.Of(lang,
		func(typed string) string { return "I do not understand “" + typed + "”." },
		func(typed string) string { return "Ich verstehe „" + typed + "“ nicht." },
		func(typed string) string { return "Je ne comprends pas " + guillemets(typed) + "." },
		func(typed string) string { return "No entiendo «" + typed + "»." },
	)(typed)
}

func DidYouMean(lang approvals.Language) string {
	return grammar.Of(lang,
		func() string { return "Did you mean this?" },
		func() string { return "Meinten Sie eines davon?" },
		func() string { return "Vouliez-vous dire ceci\u00a0?" },
		func() string { return "¿Quería decir esto?" },
	)()
}

// Found is the title of a list that words have narrowed down.
func Found(lang approvals.Language, k ListKind, total int, text string) string {
	return grammar.Of(lang,
		func(k ListKind, total int, text string) string {
			one, many := "One item that waits for you matches", "items that wait for you match"
			switch k {
			case ListOverdue:
				one, many = "One overdue item matches", "overdue items match"
			case ListRequests:
				one, many = "One request that waits for you matches", "requests that wait for you match"
			case ListReviews:
				one, many = "One access review that waits for you matches", "access reviews that wait for you match"
			}
			return grammar.CountEnglish(total, one, many) + " “" + text + "”"
		},
		func(k ListKind, total int, text string) string {
			one, many := "Ein Vorgang, der auf Sie wartet, passt zu", "Vorgänge, die auf Sie warten, passen zu"
			switch k {
			case ListOverdue:
				one, many = "Ein überfälliger Vorgang passt zu", "überfällige Vorgänge passen zu"
			case ListRequests:
				one, many = "Ein Antrag, der auf Sie wartet, passt zu", "Anträge, die auf Sie warten, passen zu"
			case ListReviews:
				one, many = "Eine Zugriffsprüfung, die auf Sie wartet, passt zu", "Zugriffsprüfungen, die auf Sie warten, passen zu"
			}
			return grammar.CountGerman(total, one, many) + " „" + text + "“"
		},
		func(k ListKind, total int, text string) string {
			one, many := "Une tâche qui vous attend correspond à", "tâches qui vous attendent correspondent à"
			switch k {
			case ListOverdue:
				one, many = "Une tâche en retard correspond à", "tâches en retard correspondent à"
			case ListRequests:
				one, many = "Une demande qui vous attend correspond à", "demandes qui vous attendent correspondent à"
			case ListReviews:
				one, many = "Une revue d'accès qui vous attend correspond à", "revues d'accès qui vous attendent correspondent à"
			}
			return grammar.CountFrench(total, one, many) + " " + guillemets(text)
		},
		func(k ListKind, total int, text string) string {
			one, many := "Una tarea que le espera coincide con", "tareas que le esperan coinciden con"
			switch k {
			case ListOverdue:
				one, many = "Una tarea vencida coincide con", "tareas vencidas coinciden con"
			case ListRequests:
				one, many = "Una solicitud que le espera coincide con", "solicitudes que le esperan coinciden con"
			case ListReviews:
				one, many = "Una revisión de acceso que le espera coincide con", "revisiones de acceso que le esperan coinciden con"
			}
			return grammar.CountSpanish(total, one, many) + " «" + text + "»"
		},
	)(k, total, text)
}

func NothingFound(lang approvals.Language, typed string) string {
	return grammar.Of(lang,
		func(typed string) string {
			return "I do not understand “" + typed + "”, and nothing that waits for you matches it."
		},
		func(typed string) string {
			return "Ich verstehe „" + typed + "“ nicht, und nichts, was auf Sie wartet, passt dazu."
		},
		func(typed string) string {
			return "Je ne comprends pas " + guillemets(typed) + ", et rien de ce qui vous attend n'y correspond."
		},
		func(typed string) string {
			return "No entiendo «" + typed + "», y nada de lo que le espera coincide."
		},
	)(typed)
}

// TakenFor stands before the answer to a question with a typing error in it.
func TakenFor(lang approvals.Language, typed string) string {
	return grammar.Of(lang,
		func(typed string) string {
			return "Nothing that waits for you matches “" + typed + "”, so I took it for this:"
		},
		func(typed string) string {
			return "Nichts, was auf Sie wartet, passt zu „" + typed + "“, daher habe ich es so verstanden:"
		},
		func(typed string) string {
			return "Rien de ce qui vous attend ne correspond à " + guillemets(typed) + ", je l'ai donc compris ainsi\u00a0:"
		},
		func(typed string) string {
			return "Nada de lo que le espera coincide con «" + typed + "», así que lo entendí de este modo:"
		},
	)(typed)
}

// HelpEntry is one thing that can be asked: Word is what people type, Says what they get.
type HelpEntry struct {
	Word string
	Show string
	Says string
}

func guillemets(s string) string { return "«\u00a0" + s + "\u00a0»" }
