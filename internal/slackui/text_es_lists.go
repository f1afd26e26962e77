package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func spanishLists(t *texts) {
	t.sayListTitle = func(k ListKind, total, overdue int) string {
		switch k {
		case ListReviews:
			return numero(total, "Una revisión de acceso le espera", "revisiones de acceso le esperan")
		case ListRequests:
			return numero(total, "Una solicitud le espera", "solicitudes le esperan")
		case ListDone:
			return numero(total, "Una decisión suya", "decisiones suyas, las más recientes primero")
		case ListSnoozed:
			return numero(total, "Una tarea está aplazada", "tareas están aplazadas")
		case ListOverdue:
			return numero(total, "Una tarea vencida le espera", "tareas vencidas le esperan")
		}
		title := numero(total, "Una tarea le espera", "tareas le esperan")
		if overdue > 0 {
			title += ", " + numero(overdue, "1 vencida", "vencidas")
		}
		return title
	}
	t.sayListEmpty = func(k ListKind) string {
		switch k {
		case ListReviews:
			return "No le espera ninguna revisión de acceso."
		case ListRequests:
			return "Ninguna solicitud espera su aprobación."
		case ListSnoozed:
			return "No ha aplazado nada. Elija Recordar más tarde en el menú de una tarjeta."
		case ListOverdue:
			return "Nada de lo que le espera está vencido."
		}
		return t.sentenceListEmpty
	}
	t.sayFound = func(k ListKind, total int, text string) string {
		one, many := "Una tarea que le espera coincide con", "tareas que le esperan coinciden con"
		switch k {
		case ListOverdue:
			one, many = "Una tarea vencida coincide con", "tareas vencidas coinciden con"
		case ListRequests:
			one, many = "Una solicitud que le espera coincide con", "solicitudes que le esperan coinciden con"
		case ListReviews:
			one, many = "Una revisión de acceso que le espera coincide con", "revisiones de acceso que le esperan coinciden con"
		}
		return numero(total, one, many) + " «" + text + "»"
	}
	t.sayRange = func(first, last, total int) string {
		return digits(first, hard) + " a " + digits(last, hard) + " de " + digits(total, hard)
	}
	t.sayRow = func(number, requester, target, what string) string {
		return rowIn(number, requester, target, what, "para", "Una tarea")
	}
	t.sayStale = func() string { return "IdentityIQ no responde. Así estaba el" }
	t.sayDone = func(state approvals.DecisionState, v approvals.Verdict) (sign, words string) {
		switch {
		case state == approvals.DecisionRecording:
			return signWaiting, "Registrando"
		case state == approvals.DecisionRefused:
			return signFailed, "No aceptado por IdentityIQ"
		case state == approvals.DecisionGivenUp:
			return signFailed, "No registrado"
		case v == approvals.Approve:
			return signApproved, t.sayVerdict(v)
		}
		return signDenied, t.sayVerdict(v)
	}
	spanishHelp(t)
	t.sayGivenUp = func(v approvals.Verdict, headline string) string {
		what := "rechazo"
		if v == approvals.Approve {
			what = "aprobación"
		}
		return t.sentenceNotRecorded + " IdentityIQ no tomó su " + what + ": " + headline + "."
	}
	t.sayClickedAt = func() string { return "Lo decidió aquí el " }
	t.sayRequesterNote = func(o approvals.OutcomeView, by, target string) (sign, text string) {
		request := "Su solicitud"
		if target != "" {
			request += " para " + target
		}
		if by != "" {
			by = " por " + by
		}
		switch o.Outcome {
		case approvals.OutcomeApproved:
			return signApproved, request + " fue aprobada" + by
		case approvals.OutcomeDenied:
			return signDenied, request + " fue rechazada" + by
		}
		return signMixed, request + " fue decidida" + by + ": " + spanishCounts(o.Approved, o.Denied)
	}
	t.sayRequesterAbout = func(request string, mayGoOn bool) string {
		about := "Los detalles están en IdentityIQ."
		if mayGoOn {
			about = "Puede que IdentityIQ pregunte también a otros antes de que tenga efecto."
		}
		if request != "" {
			return "Solicitud " + request + ". " + about
		}
		return about
	}
}

func spanishHelp(t *texts) {
	t.helpEntries = func() []helpEntry {
		return []helpEntry{
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
	t.sayNotUnderstood = func(typed string) string { return "No entiendo «" + typed + "»." }
	t.sayNothingFound = func(typed string) string {
		return "No entiendo «" + typed + "», y nada de lo que le espera coincide."
	}
	t.sayTakenFor = func(typed string) string {
		return "Nada de lo que le espera coincide con «" + typed + "», así que lo entendí de este modo:"
	}
	t.sayDidYouMean = func() string { return "¿Quería decir esto?" }
}
