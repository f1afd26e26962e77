package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// ticks opens the form of several approvals from somebody's list, which has so many items, and gives what submits it with these of them
// ticked.
func (s *story) ticks(who string, waiting int, items []item) map[string]any {
	s.Helper()
	s.command(who, "")
	s.opens(who, s.list(who, fmt.Sprintf("%d items wait for you", waiting)), "Approve several")
	return boxes(items)
}

// boxes ticks items: in each block of ten those that stand there, as all of them do in their order.
func boxes(items []item) map[string]any {
	entries := map[string]any{}
	for n, i := range items {
		block := cards.BoxesBlock(n / 10)
		ticked, _ := entries[block].([]string)
		entries[block] = append(ticked, i.Number+" · ")
	}
	return entries
}

// message waits for the private message on several approvals that says these words, and wants it to be the only one.
func (s *story) bulkMessage(who string, words ...string) slacksim.Message {
	s.Helper()
	var m slacksim.Message
	s.eventually(fmt.Sprintf("%s is told %q", who, words), func() bool {
		all := s.bulkMessages(who)
		if len(all) == 0 {
			return false
		}
		m = all[len(all)-1]
		return holdsAll(s.Slack.VisibleText(m), words)
	})
	if n := len(s.bulkMessages(who)); n != 1 {
		s.Errorf("%s has %d messages on several approvals, want 1", who, n)
	}
	return m
}

func (s *story) bulkMessages(who string) []slacksim.Message {
	return slices.DeleteFunc(s.Slack.Inbox(s.SlackID(who)), func(m slacksim.Message) bool {
		return !strings.Contains(m.Text, "Approve several: ")
	})
}

// Of many requests one violates a policy, and wants a click of its own; one changes and one goes to somebody else while the form is
// open. The others are approved at once, and one message tells of all.
func TestApproveSeveral(t *testing.T) {
	s := tell(t, setting{"BULK_MAX": "25"})
	many := patience.Few(6, 25)
	violating := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateViolation, Owner: sam, Requester: lee, Target: dana,
		DueInMillis: 3_600_000})
	var items []item
	for n := range many - 1 {
		items = append(items, s.dueIn(n+2))
	}
	for _, i := range append(items, violating) {
		s.gets(sam, i)
		s.drawn(i)
	}
	stale, forwarded := items[0], items[1]
	s.chapter("the form offers what may be approved together, and names the rest", func(s *story) {
		entries := s.ticks(sam, many, items)
		text := s.Slack.VisibleView(s.form(sam))
		if !holdsAll(text, []string{"These want a click of their own", violating.Number + " · ", "It violates a policy."}) {
			s.Errorf("the form says %q, want the violating one named", text)
		}
		s.must(s.IIQ.UpdateItem(stale.ID, func(w *iiqsim.WorkItem) { w.Lines[0].EndDate = 1_999_999_999_000 }))
		s.must(s.IIQ.Forward(forwarded.ID, nora))
		if r := s.sends(sam, map[string]any{cards.ActionComment: "fine"}); r.FieldErrors[cards.FirstBoxes()] == "" {
			s.Errorf("without a box: got %+v, want it refused under the boxes", r)
		}
		entries[cards.ActionComment] = "for the audit"
		s.wrote("for the audit")
		if r := s.sends(sam, entries); !r.Acked || len(r.FieldErrors) > 0 {
			s.Fatalf("submission: got %+v, want it taken", r)
		}
		s.away(sam)
	})
	s.chapter("one message tells of all, the cards follow, and IdentityIQ has each once", func(s *story) {
		m := s.bulkMessage(sam, fmt.Sprintf("%d recorded, 2 not", many-3),
			stale.Number+" · ", "has changed", forwarded.Number+" · ", "forwarded to Nora")
		for _, i := range items[2:] {
			s.taken(i, sam, "Finished", "for the audit (Sam Okoye, in Slack)")
			s.closed(sam, i, "Approved by Sam Okoye", "for the audit")
			if strings.Contains(s.Slack.VisibleText(m), i.Number+" · ") {
				s.Errorf("the message names %s, which was recorded", i.Number)
			}
		}
		s.untouched(stale)
		s.untouched(violating)
		s.gets(nora, forwarded)
	})
	s.chapter("the decision log tells that each is one of several", func(s *story) {
		e := s.entry(audit.DecisionClicked, items[2], sam)
		if e.Bulk == nil || e.Bulk.Of != many-1 || e.Shown == nil || !strings.HasPrefix(e.Shown.Text, items[2].Number+" · ") {
			s.Errorf("got %+v and %+v, want one of %d and the box", e.Bulk, e.Shown, many-1)
		}
	})
}

// A killed bot loses nothing of a bulk: each is written once, and the message tells it.
func TestAKilledBotLosesNothingOfSeveral(t *testing.T) {
	promise(t)
	s := tell(t, setting{"BULK_MAX": "25", "IIQ_TIMEOUT": "2s"})
	var items []item
	for n := range 4 {
		items = append(items, s.dueIn(n+2))
	}
	for _, i := range items {
		s.gets(sam, i)
		s.drawn(i)
	}
	s.chapter("right after the ack", func(s *story) {
		entries := s.ticks(sam, len(items), items[:2])
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultHang, Method: "GET", Path: itemPath, Count: 2})
		if r := s.sends(sam, entries); !r.Acked || len(r.FieldErrors) > 0 {
			s.Fatalf("submission: got %+v, want it taken", r)
		}
		s.bot().kill()
		s.away(sam)
		s.start()
		s.leasesEnd()
		s.bulkMessage(sam, "2 recorded")
		for _, i := range items[:2] {
			s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
			s.closed(sam, i, "Approved by Sam Okoye")
		}
	})
	s.chapter("after the message went out and before the bot knew", func(s *story) {
		before := len(s.bulkMessages(sam))
		entries := s.ticks(sam, len(items)-2, items[2:])
		s.slackFault(slacksim.Fault{Method: "chat.postMessage", Kind: slacksim.FaultHangAfter, Count: 1})
		if r := s.sends(sam, entries); !r.Acked || len(r.FieldErrors) > 0 {
			s.Fatalf("submission: got %+v, want it taken", r)
		}
		s.eventually("the message is in Slack", func() bool { return len(s.bulkMessages(sam)) == before+1 })
		s.bot().kill()
		s.away(sam)
		s.start()
		s.leasesEnd()
		s.eventually("the bot knows the message", func() bool {
			return s.one("SELECT count(*) FROM bulks WHERE state = 'ended' AND message_ts <> ''") == 2
		})
		if n := len(s.bulkMessages(sam)); n != before+1 {
			s.Errorf("there are %d messages on several approvals, want %d", n, before+1)
		}
		for _, i := range items[2:] {
			s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		}
	})
}

// The Home tab leads to the form as well, which demands the comment that the settings do.
func TestApproveSeveralFromTheHomeTab(t *testing.T) {
	variant(t)
	s := tell(t, setting{"BULK_MAX": "2", "APPROVE_COMMENT": "required"})
	items := []item{s.dueIn(2), s.dueIn(3), s.dueIn(4)}
	for _, i := range items {
		s.gets(sam, i)
		s.drawn(i)
	}
	s.must(s.Slack.OpenHome(s.SlackID(sam)))
	s.home(sam, "3 items wait for you", "Approve several")
	s.click(slacksim.Press{User: s.SlackID(sam), Home: true, Text: "Approve several"})
	text := s.Slack.VisibleView(s.form(sam))
	urgent := []string{items[0].Number + " · ", items[1].Number + " · ", "1 to 2 of 2"}
	if !holdsAll(text, urgent) || strings.Contains(text, items[2].Number+" · ") {
		s.Errorf("the form says %q, want the two most urgent", text)
	}
	entries := boxes(items[:2])
	if r := s.sends(sam, entries); r.FieldErrors["comment"] == "" {
		s.Errorf("without a comment: got %+v, want it refused", r)
	}
	entries[cards.ActionComment] = "agreed"
	s.wrote("agreed")
	if r := s.sends(sam, entries); !r.Acked || len(r.FieldErrors) > 0 {
		s.Fatalf("submission: got %+v, want it taken", r)
	}
	s.away(sam)
	s.bulkMessage(sam, "2 recorded")
	for _, i := range items[:2] {
		s.taken(i, sam, "Finished", "agreed (Sam Okoye, in Slack)")
	}
	s.untouched(items[2])
}
