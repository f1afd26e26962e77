package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func germanEntities(t *texts) {
	t.wordKept, t.wordRevoked = "Behalten", "Entzogen"
	t.sentenceReviewsThere = "Zugriffsprüfungen werden in IdentityIQ entschieden. Hier wurde nichts eingetragen."
	t.sayEntityEnding = func(name, review string, v approvals.Verdict, unheard bool) string {
		what := "Nicht eingetragen: "
		if unheard {
			what = "Unklar: "
		}
		if v == approvals.Deny {
			what += "entziehen, " + name
		} else {
			what += "behalten, " + name
		}
		if review != "" {
			what += " (" + review + ")"
		}
		return what
	}
}

func germanEntityRefusal(c approvals.RefusalCode) string {
	switch c {
	case approvals.RefusedReviewOver:
		return "Diese Zugriffsprüfung kann nicht mehr oder noch nicht bearbeitet werden. Nichts wurde geändert."
	case approvals.RefusedTakenAway:
		return "Nicht mehr in der Zugriffsprüfung. Nichts wurde geändert."
	case approvals.RefusedDelegated:
		return "Das wurde jemand anderem übertragen. Nichts wurde geändert."
	case approvals.RefusedComplete:
		return "Das ist in IdentityIQ bereits abgeschlossen. Ihre Entscheidung wurde nicht angenommen."
	case approvals.RefusedUnheard:
		return "IdentityIQ hat nicht geantwortet, als Ihre Entscheidung gesendet wurde. Niemand kann sagen, ob sie angenommen wurde: Bitte sehen Sie in IdentityIQ nach."
	case approvals.RefusedOwnReview:
		return "Es ist Ihr eigener Zugriff, oder niemand kann sagen, dass er es nicht ist. Entscheiden Sie in IdentityIQ."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ sagt hierzu etwas anderes, als Ihnen gezeigt wurde. Nichts wurde entschieden. Bitte sehen Sie es sich noch einmal an."
	}
	return ""
}
