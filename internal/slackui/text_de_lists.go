package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func germanLists(t *texts) {
	t.sayListTitle = func(k ListKind, total, overdue int) string {
		switch k {
		case ListReviews:
			return zahl(total, "Eine Zugriffsprüfung wartet auf Sie", "Zugriffsprüfungen warten auf Sie")
		case ListRequests:
			return zahl(total, "Ein Antrag wartet auf Sie", "Anträge warten auf Sie")
		case ListDone:
			return zahl(total, "Eine Entscheidung von Ihnen", "Entscheidungen von Ihnen, die neuesten zuerst")
		case ListSnoozed:
			return zahl(total, "Ein Vorgang ist zurückgestellt", "Vorgänge sind zurückgestellt")
		case ListOverdue:
			return zahl(total, "Ein überfälliger Vorgang wartet auf Sie", "überfällige Vorgänge warten auf Sie")
		}
		title := zahl(total, "Ein Vorgang wartet auf Sie", "Vorgänge warten auf Sie")
		if overdue > 0 {
			title += ", " + digits(overdue, ".") + " überfällig"
		}
		return title
	}
	t.sayListEmpty = func(k ListKind) string {
		switch k {
		case ListReviews:
			return "Keine Zugriffsprüfung wartet auf Sie."
		case ListRequests:
			return "Kein Antrag wartet auf Ihre Genehmigung."
		case ListSnoozed:
			return "Sie haben nichts zurückgestellt. Wählen Sie Später erinnern im Menü einer Karte."
		case ListOverdue:
			return "Nichts von dem, was auf Sie wartet, ist überfällig."
		}
		return t.sentenceListEmpty
	}
	t.sayFound = func(k ListKind, total int, text string) string {
		one, many := "Ein Vorgang, der auf Sie wartet, passt zu", "Vorgänge, die auf Sie warten, passen zu"
		switch k {
		case ListOverdue:
			one, many = "Ein überfälliger Vorgang passt zu", "überfällige Vorgänge passen zu"
		case ListRequests:
			one, many = "Ein Antrag, der auf Sie wartet, passt zu", "Anträge, die auf Sie warten, passen zu"
		case ListReviews:
			one, many = "Eine Zugriffsprüfung, die auf Sie wartet, passt zu", "Zugriffsprüfungen, die auf Sie warten, passen zu"
		}
		return zahl(total, one, many) + " „" + text + "“"
	}
	t.sayRange = func(first, last, total int) string {
		return digits(first, ".") + " bis " + digits(last, ".") + " von " + digits(total, ".")
	}
	t.sayRow = func(number, requester, target, what string) string {
		return rowIn(number, requester, target, what, "für", "Ein Vorgang")
	}
	t.sayStale = func() string { return "IdentityIQ antwortet nicht. So war es am" }
	t.sayDone = func(state approvals.DecisionState, v approvals.Verdict) (sign, words string) {
		switch {
		case state == approvals.DecisionRecording:
			return signWaiting, "Wird eingetragen"
		case state == approvals.DecisionRefused:
			return signFailed, "Von IdentityIQ nicht angenommen"
		case state == approvals.DecisionGivenUp:
			return signFailed, "Nicht eingetragen"
		case v == approvals.Approve:
			return signApproved, t.sayVerdict(v)
		}
		return signDenied, t.sayVerdict(v)
	}
	germanHelp(t)
	t.sayGivenUp = func(v approvals.Verdict, headline string) string {
		what := "Ablehnung"
		if v == approvals.Approve {
			what = "Genehmigung"
		}
		return t.sentenceNotRecorded + " IdentityIQ hat Ihre " + what + " nicht angenommen: " + headline + "."
	}
	t.sayClickedAt = func() string { return "Sie haben hier entschieden: " }
	t.sayRequesterNote = func(o approvals.OutcomeView, by, target string) (sign, text string) {
		request := "Ihr Antrag"
		if target != "" {
			request += " für " + target
		}
		if by != "" {
			by = " von " + by
		}
		switch o.Outcome {
		case approvals.OutcomeApproved:
			return signApproved, request + " wurde" + by + " genehmigt"
		case approvals.OutcomeDenied:
			return signDenied, request + " wurde" + by + " abgelehnt"
		}
		return signMixed, request + " wurde" + by + " entschieden: " + digits(o.Approved, ".") + " genehmigt, " + digits(o.Denied, ".") + " abgelehnt"
	}
	t.sayRequesterAbout = func(request string, mayGoOn bool) string {
		about := "Die Einzelheiten stehen in IdentityIQ."
		if mayGoOn {
			about = "Vielleicht fragt IdentityIQ noch andere, bevor es wirksam wird."
		}
		if request != "" {
			return "Antrag " + request + ". " + about
		}
		return about
	}
}

func germanHelp(t *texts) {
	t.helpEntries = func() []helpEntry {
		return []helpEntry{
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
	t.sayNotUnderstood = func(typed string) string { return "Ich verstehe „" + typed + "“ nicht." }
	t.sayNothingFound = func(typed string) string {
		return "Ich verstehe „" + typed + "“ nicht, und nichts, was auf Sie wartet, passt dazu."
	}
	t.sayTakenFor = func(typed string) string {
		return "Nichts, was auf Sie wartet, passt zu „" + typed + "“, daher habe ich es so verstanden:"
	}
	t.sayDidYouMean = func() string { return "Meinten Sie eines davon?" }
}
