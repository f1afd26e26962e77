package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

const (
	itemPath  = "/object/WorkItem/"
	itemsPath = "/object/WorkItem"
)

func (s *story) fault(f iiqsim.Fault) {
	s.Helper()
	_, err := s.IIQ.AddFault(f)
	s.must(err)
}

func TestADecisionIsKeptWhileIdentityIQIsAway(t *testing.T) {
	promise(t)
	s := tell(t)
	s.group("Ledger.Owners", sam, dana)
	i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
	card := s.gets(sam, i)
	s.gets(dana, i)
	s.IIQ.SetDown(true)
	s.press(sam, card, "Approve")
	s.closed(sam, i, "Recording")
	s.closed(sam, i, "IdentityIQ is not answering. Your decision is kept and will be sent.")
	s.closed(dana, i, "IdentityIQ is not answering. Sam Okoye's decision is kept and will be sent.")
	s.chapter("a second click meanwhile is told so", func(s *story) {
		p := s.clicking(dana, s.cards(dana, i)[0], "Approve")
		p.Stale = true
		s.click(p)
		s.told(dana, "Sam Okoye's decision is already being recorded.")
	})
	s.chapter("a list tells how old it is", func(s *story) {
		s.eventually("the answer says that IdentityIQ is not answering", func() bool {
			s.command(dana, "")
			return s.answers(s.SlackID(dana), "IdentityIQ is not answering. This is how it was at") > 0
		})
	})
	if n := len(s.accepted("")); n != 0 {
		s.Errorf("IdentityIQ took %d decisions while it was away", n)
	}
	s.IIQ.SetDown(false)
	s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	s.closed(sam, i, "Approved by Sam Okoye")
	s.closed(dana, i, "Approved by Sam Okoye")
}

func TestAnAnswerThatWasLostAfterTheEffectIsOneDecision(t *testing.T) {
	promise(t)
	s := tell(t, setting{"IIQ_TIMEOUT": "2s"})
	for _, lost := range []iiqsim.Fault{
		{Kind: iiqsim.FaultCut, AfterEffect: true},
		{Kind: iiqsim.FaultHang, AfterEffect: true},
		{Kind: iiqsim.FaultTruncate},
		{Kind: iiqsim.FaultStatus, Status: 500, AfterEffect: true},
		{Kind: iiqsim.FaultStatus, Status: 502, Body: iiqsim.BodyHTML, AfterEffect: true},
		{Kind: iiqsim.FaultHTML, AfterEffect: true},
	} {
		s.chapter(string(lost.Kind), func(s *story) {
			i := s.role(sam)
			card := s.gets(sam, i)
			lost.Method, lost.Path, lost.Count = "PUT", itemPath, 1
			s.fault(lost)
			s.press(sam, card, "Approve")
			s.closed(sam, i, "Approved by Sam Okoye")
			s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
			for _, w := range s.IIQ.Ledger() {
				if w.ID == i.ID && !w.Accepted {
					s.Errorf("the bot tried once more: %+v", w)
				}
			}
		})
	}
	for _, lost := range []iiqsim.Fault{
		{Kind: iiqsim.FaultCut},
		{Kind: iiqsim.FaultStatus, Status: 500},
		{Kind: iiqsim.FaultStatus, Status: 429, RetryAfter: 1},
		{Kind: iiqsim.FaultStatus, Status: 503, RetryAfter: 1},
		{Kind: iiqsim.FaultStatus, Status: 401},
	} {
		s.chapter("lost before the effect: "+string(lost.Kind), func(s *story) {
			i := s.role(sam)
			card := s.gets(sam, i)
			lost.Method, lost.Path, lost.Count = "PUT", itemPath, 1
			s.fault(lost)
			s.press(sam, card, "Approve")
			s.closed(sam, i, "Approved by Sam Okoye")
			s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		})
	}
}

// An IdentityIQ that answers is never said to be not answering: the cards say what it answers, follow when that changes, and are true
// again when it ends.
func TestWhatIdentityIQAnswersIsToldOnEveryCard(t *testing.T) {
	promise(t)
	s := tell(t)
	s.group("Ledger.Owners", sam, dana)
	i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
	card := s.gets(sam, i)
	s.gets(dana, i)
	s.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 500, Body: iiqsim.BodyJSON, Method: "PUT", Path: itemPath})
	s.press(sam, card, "Approve")
	s.chapter("an error of its own, again and again", func(s *story) {
		s.closed(sam, i, "IdentityIQ reports an error: Internal Server Error. Your decision is kept and will be sent.")
		s.closed(dana, i, "IdentityIQ reports an error: Internal Server Error. Sam Okoye's decision is kept and will be sent.")
		s.command(dana, "")
		s.told(dana, "IdentityIQ reports an error: Internal Server Error.")
	})
	s.chapter("a page in its place", func(s *story) {
		s.IIQ.ClearFaults()
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultHTML, Method: "PUT", Path: itemPath})
		s.closed(sam, i, "Something else answers in IdentityIQ's place. Your decision is kept and will be sent.")
	})
	s.chapter("credentials that it refuses", func(s *story) {
		s.IIQ.ClearFaults()
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: http.StatusUnauthorized, Path: "/oauth2/token"})
		s.IIQ.RevokeTokens()
		s.closed(sam, i, "IdentityIQ does not accept the bot's account. Your decision is kept and will be sent.")
		s.closed(dana, i, "IdentityIQ does not accept the bot's account. Sam Okoye's decision is kept and will be sent.")
	})
	s.untouched(i)
	s.IIQ.ClearFaults()
	s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	s.closed(sam, i, "Approved by Sam Okoye")
	s.closed(dana, i, "Approved by Sam Okoye")
}

func TestADecisionThatIdentityIQDoesNotTakeInTimeIsGivenUp(t *testing.T) {
	promise(t)
	s := tell(t, setting{"DECISION_KEEP": "2s"})
	i := s.role(sam)
	card := s.gets(sam, i)
	s.IIQ.SetDown(true)
	s.press(sam, card, "Approve")
	s.closed(sam, i, "Not recorded. Decide in IdentityIQ.")
	s.eventually("Sam is told by a message of its own", func() bool {
		m := s.newest(sam)
		return m.TS != card.TS && holdsAll(s.Slack.VisibleText(m), []string{"Not recorded", "IdentityIQ did not take your approval"})
	})
	s.IIQ.SetDown(false)
	s.becomes(card, "the card has its buttons again", func(m slacksim.Message) bool { return has(m, "Approve") && has(m, "Deny") })
	s.untouched(i)
	s.press(sam, card, "Approve")
	s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	s.becomes(card, "the card is approved", func(m slacksim.Message) bool {
		return !has(m, "Approve") && holdsAll(s.Slack.VisibleText(m), []string{"Approved by Sam Okoye"})
	})
}

func TestAPluginThatIsBeingRedeployedRefusesNobody(t *testing.T) {
	promise(t)
	s := tell(t)
	s.group("Ledger.Owners", sam, dana)
	for _, gone := range []iiqsim.Fault{
		{Kind: iiqsim.FaultStatus, Status: 404},
		{Kind: iiqsim.FaultStatus, Status: 200, Body: iiqsim.BodyEmpty},
		{Kind: iiqsim.FaultStatus, Status: 404, Path: "/object/workgroup"},
		{Kind: iiqsim.FaultStatus, Status: 400, Path: "/object/workgroup"},
		{Kind: iiqsim.FaultStatus, Status: 404, Path: "/table/Identity"},
		{Kind: iiqsim.FaultHTML, Path: "/table/Identity"},
	} {
		s.chapter(fmt.Sprintf("%s %d %s", gone.Kind, gone.Status, gone.Path), func(s *story) {
			i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
			card := s.gets(sam, i)
			s.gets(dana, i)
			s.fault(gone)
			s.press(sam, card, "Approve")
			s.eventually("the decision is kept", func() bool { return s.bot().logged("decision not yet in IdentityIQ", i.ID) > 0 })
			s.untouched(i)
			s.IIQ.ClearFaults()
			s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
			s.closed(sam, i, "Approved by Sam Okoye")
			s.closed(dana, i, "Approved by Sam Okoye")
		})
	}
}

func TestWhatIdentityIQRefusesIsToldToTheClicker(t *testing.T) {
	variant(t)
	s := tell(t)
	for _, status := range []int{400, 409, 422} {
		i := s.role(sam)
		card := s.gets(sam, i)
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: status, Body: iiqsim.BodyJSON, Method: "PUT", Path: itemPath, Count: 1})
		before := s.answers(s.SlackID(sam), "IdentityIQ did not accept this")
		s.press(sam, card, "Approve")
		s.eventually("Sam is told", func() bool { return s.answers(s.SlackID(sam), "IdentityIQ did not accept this") == before+1 })
		s.press(sam, s.gets(sam, i), "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	}
}

func TestARevokedTokenIsReplacedOnce(t *testing.T) {
	promise(t)
	s := tell(t)
	i := s.role(sam)
	card := s.gets(sam, i)
	issued := s.IIQ.Stats().TokensIssued
	s.IIQ.RevokeTokens()
	s.press(sam, card, "Approve")
	s.closed(sam, i, "Approved by Sam Okoye")
	s.gets(sam, s.role(sam))
	if n := s.IIQ.Stats().TokensIssued - issued; n != 1 {
		s.Errorf("%d new tokens after one was revoked", n)
	}
}

// huge is far beyond what the client may keep, and small enough to be streamed in a moment.
const huge = 200 << 20

func TestAnAnswerThatMakesNoSenseClosesNothing(t *testing.T) {
	promise(t)
	s := tell(t, setting{"IIQ_TIMEOUT": "3s"})
	watched := s.role(sam)
	s.gets(sam, watched)
	for _, broken := range []iiqsim.Fault{
		{Kind: iiqsim.FaultHTML},
		{Kind: iiqsim.FaultBomb},
		{Kind: iiqsim.FaultTruncate},
		{Kind: iiqsim.FaultWrongTypes},
		{Kind: iiqsim.FaultHuge, Size: huge},
		{Kind: iiqsim.FaultStatus, Status: 404},
		{Kind: iiqsim.FaultStatus, Status: 200, Body: iiqsim.BodyEmpty},
	} {
		s.chapter(string(broken.Kind), func(s *story) {
			failed := func(round string) int { return s.bot().logged("scheduled round failed", "round="+round) }
			polls, reconciliations := failed("poll"), failed("reconcile")
			broken.Method, broken.Path = "GET", itemsPath
			s.fault(broken)
			i := s.role(sam)
			s.eventually("a poll and a reconciliation fail",
				func() bool { return failed("poll") > polls && failed("reconcile") > reconciliations })
			if len(s.cards(sam, i)) > 0 {
				s.Error("a card was made of a broken answer")
			}
			s.IIQ.ClearFaults()
			s.gets(sam, i)
			s.gets(sam, watched)
		})
	}
	if n, rounds := s.bot().logged("level=ERROR"), s.bot().logged("level=ERROR", "scheduled round failed"); n != rounds {
		s.Errorf("%d errors were logged, %d of them of a round", n, rounds)
	}
	s.press(sam, s.gets(sam, watched), "Approve")
	s.closed(sam, watched, "Approved by Sam Okoye")
}
