package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func germanRefusals(t *texts) {
	t.sayAt = func() string { return " um " }
	t.sayRefusal = func(r *approvals.Refusal, by, reason string) (before, after string, withTime bool) {
		switch r.Code {
		case approvals.RefusedAlreadyDecided:
			return germanAlreadyDecided(r, by)
		case approvals.RefusedBeingRecorded:
			return germanBeingRecorded(r, by), "", false
		case approvals.RefusedForwarded:
			if by == "" {
				return "Dieser Antrag wurde weitergeleitet. Nichts wurde geändert.", "", false
			}
			return "Dieser Antrag wurde an " + by + " weitergeleitet. Nichts wurde geändert.", "", false
		case approvals.RefusedByIIQ:
			if reason == "" {
				return "IdentityIQ hat das nicht angenommen. Nichts wurde geändert.", "", false
			}
			return "IdentityIQ hat das nicht angenommen: " + reason + ".", "", false
		}
		if s := germanPersonRefusal(r.Code); s != "" {
			return s, "", false
		}
		return germanItemRefusal(r.Code), "", false
	}
	t.sayItemRefusal = germanItemRefusal
}

func germanAlreadyDecided(r *approvals.Refusal, by string) (before, after string, withTime bool) {
	did := map[approvals.Outcome]string{approvals.OutcomeApproved: "genehmigt", approvals.OutcomeDenied: "abgelehnt"}[r.Outcome]
	known := did != ""
	if !known {
		did = "entschieden"
	}
	switch {
	case r.Mine:
		return "Von Ihnen bereits " + did, ".", true
	case by != "":
		return "Von " + by + " bereits " + did, ".", true
	case !known:
		return "Bereits in IdentityIQ entschieden", ".", true
	}
	return "Bereits " + did, ".", true
}

func germanBeingRecorded(r *approvals.Refusal, by string) string {
	switch {
	case r.Mine:
		return "Ihre Entscheidung wird bereits eingetragen."
	case by != "":
		return "Die Entscheidung von " + by + " wird bereits eingetragen."
	}
	return "Eine Entscheidung wird bereits eingetragen."
}

func germanPersonRefusal(c approvals.RefusalCode) string {
	const ask = " Bitten Sie Ihren Administrator, Sie zu verknüpfen."
	const noMatch = "daher kann ich Sie keinem Konto in IdentityIQ zuordnen." + ask
	switch c {
	case approvals.RefusedBot:
		return "Apps können Genehmigungen weder sehen noch entscheiden."
	case approvals.RefusedDeactivated:
		return "Ihr Slack-Konto ist deaktiviert, daher können Sie hier keine Genehmigungen nutzen."
	case approvals.RefusedGuest:
		return "Gäste können keine Genehmigungen nutzen. Bitten Sie Ihren Administrator um ein volles Slack-Konto."
	case approvals.RefusedForeign:
		return "Nur Mitglieder dieses Workspace können Genehmigungen nutzen."
	case approvals.RefusedNoEmail:
		return "Slack nennt mir keine E-Mail-Adresse von Ihnen, " + noMatch
	case approvals.RefusedNoIdentity:
		return "Ich kann Sie keinem Konto in IdentityIQ zuordnen." + ask
	case approvals.RefusedAmbiguous:
		return "Mehr als ein Konto hat Ihre E-Mail-Adresse, " + noMatch
	case approvals.RefusedInactive:
		return "Ihr Konto in IdentityIQ ist nicht aktiv. Fragen Sie Ihren Administrator danach."
	case approvals.RefusedBoundElsewhere:
		return "Ihr Konto in IdentityIQ ist mit einem anderen Slack-Konto verknüpft." + ask
	case approvals.RefusedUnknownNow:
		return "Ich konnte Ihre Konten gerade nicht prüfen. Nichts wurde geändert. Bitte versuchen Sie es in einer Minute noch einmal."
	case approvals.RefusedNotInSlack:
		return "Niemand in Slack hat die E-Mail-Adresse dieses Kontos in IdentityIQ." + ask
	}
	return ""
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
	case approvals.RefusedType:
		return "Vorgänge dieser Art können nicht in Slack entschieden werden." + there
	case approvals.RefusedNotWhole:
		return "Hier konnte nicht der ganze Antrag gelesen werden. Nichts wurde geändert." + there
	case approvals.RefusedRules:
		return "Nach den Regeln Ihres Unternehmens ist das in IdentityIQ zu entscheiden. Nichts wurde geändert."
	case approvals.RefusedChanged:
		return "Dieser Antrag hat sich geändert, seit er Ihnen gezeigt wurde. Nichts wurde entschieden. Bitte sehen Sie ihn noch einmal an."
	case approvals.RefusedNoSuchItem:
		return "Ich kenne keinen solchen Vorgang, der auf Sie wartet. Mit /approvals bekommen Sie die Liste."
	case approvals.RefusedNoComment:
		return "Ein Grund ist nötig. Nichts wurde geändert."
	}
	if s := germanEntityRefusal(c); s != "" {
		return s
	}
	return "Das hat nicht funktioniert. Nichts wurde geändert."
}
