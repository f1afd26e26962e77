package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func germanEntities(t *texts) {
	t.wordDecideHere, t.wordKeep, t.wordRevoke, t.wordRecord = "Hier entscheiden", "Behalten", "Entziehen", "Eintragen"
	t.wordDecision, t.wordNext, t.wordPrevious, t.wordIdentity = "Ihre Entscheidung", "Weiter", "Zurück", "Identität"
	t.sentenceSignThere = "Wenn alles entschieden ist, zeichnen Sie in IdentityIQ ab."
	t.sentenceNothingLeft = "Hier ist nichts mehr von Ihnen zu entscheiden."
	t.sentenceRevokeHint = "Zum Entziehen geben Sie einen Grund an. Er geht mit Ihrer Entscheidung an IdentityIQ."
	t.sentenceGoneEntity = "Nicht mehr in der Zugriffsprüfung."
	t.sentences[SentenceUnclearEntity] = "Ich konnte nicht feststellen, ob das eingetragen wurde. Bitte sehen Sie in einer Minute noch einmal nach."
	t.sayEntityPlace = func(at, total, open int) string {
		if at == 0 {
			return digits(total, ".") + " in dieser Prüfung, " + digits(open, ".") + " offen"
		}
		return digits(at, ".") + " von " + digits(total, ".") + " · " + digits(open, ".") + " offen"
	}
	t.sayEntityState = func(s approvals.EntityState, by string, mine bool) (sign, words string) {
		if by != "" {
			by = " von " + by
		}
		switch s {
		case approvals.EntityRecording:
			if mine || by == "" {
				return signWaiting, "Wird eingetragen…"
			}
			return signWaiting, "Wird eingetragen, entschieden" + by
		case approvals.EntityKept:
			return signApproved, "Behalten" + by
		case approvals.EntityRevoked:
			return signDenied, "Entzogen" + by
		case approvals.EntityComplete:
			return signClosed, t.sentenceCompleted
		case approvals.EntityDelegated:
			return signMoved, "Bei jemand anderem, dem es übertragen wurde"
		case approvals.EntityOwn:
			return signSelf, "Es ist Ihr eigener Zugriff, oder niemand kann sagen, dass er es nicht ist. Entscheiden Sie in IdentityIQ."
		case approvals.EntityUnread:
			return signWaiting, "Ich habe noch nicht gelesen, was IdentityIQ hierzu sagt. Bitte kommen Sie in ein paar Minuten wieder, oder entscheiden Sie dort."
		}
		return "", ""
	}
	t.sayFactState = func(f approvals.FactState) string {
		switch f {
		case approvals.FactMissing:
			return "IdentityIQ hat keinen Wert"
		case approvals.FactMasked:
			return "von IdentityIQ verborgen"
		case approvals.FactUnreadable:
			return "hier nicht darstellbar"
		}
		return ""
	}
	t.sayEntityEnding = func(name, review string, v approvals.Verdict) string {
		what := "Nicht eingetragen: behalten, " + name
		if v == approvals.Deny {
			what = "Nicht eingetragen: entziehen, " + name
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
		return "IdentityIQ hat nicht geantwortet, als Ihre Entscheidung gesendet wurde, und dort ist es jetzt abgeschlossen oder nicht mehr da. Niemand kann sagen, ob durch Ihre Entscheidung: Bitte sehen Sie in IdentityIQ nach."
	case approvals.RefusedOwnReview:
		return "Es ist Ihr eigener Zugriff, oder niemand kann sagen, dass er es nicht ist. Entscheiden Sie in IdentityIQ."
	case approvals.RefusedUnread:
		return "Ich habe noch nicht gelesen, was IdentityIQ hierzu sagt. Nichts wurde geändert."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ sagt hierzu etwas anderes, als Ihnen gezeigt wurde. Nichts wurde entschieden. Bitte sehen Sie es sich noch einmal an."
	}
	return ""
}
