package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui"
)

// item is a work item as a story speaks of it.
type item struct {
	ID string
	// Number is what people are shown.
	Number  string
	Request string
}

// ask makes a work item in IdentityIQ.
func (s *story) ask(spec iiqsim.ItemSpec) item {
	s.Helper()
	w, err := s.IIQ.AddWorkItem(spec)
	if err != nil {
		s.Fatalf("make a work item: %v", err)
	}
	return item{ID: w.ID, Number: strings.TrimLeft(w.Name, "0"), Request: w.IdentityRequest}
}

// role asks for one role for Dana Reyes, by Lee Quinn.
func (s *story) role(owner string) item {
	s.Helper()
	return s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: owner, Requester: lee, Target: dana})
}

// about reports whether a message is a card of this item: it links to it.
func (i item) about(m slacksim.Message) bool {
	return slices.ContainsFunc(slacksim.Buttons(m), func(b slacksim.Button) bool { return strings.Contains(b.URL, i.ID) })
}

// cards gives every card of an item that somebody has, the oldest first.
func (s *story) cards(who string, i item) []slacksim.Message {
	return slices.DeleteFunc(s.Slack.Inbox(s.SlackID(who)), func(m slacksim.Message) bool { return !i.about(m) })
}

// shows reports whether somebody's newest card of the item shows all these words, and gives it.
func (s *story) shows(who string, i item, words ...string) (slacksim.Message, bool) {
	all := s.cards(who, i)
	if len(all) == 0 {
		return slacksim.Message{}, false
	}
	m := all[len(all)-1]
	return m, holdsAll(s.Slack.VisibleText(m), words)
}

// sees waits until somebody's newest card of the item shows all these words.
func (s *story) sees(who string, i item, words ...string) slacksim.Message {
	s.Helper()
	var m slacksim.Message
	s.eventually(fmt.Sprintf("%s's card of %s shows %q", who, i.Number, words), func() (ok bool) {
		m, ok = s.shows(who, i, words...)
		return ok
	})
	return m
}

// gets waits until somebody has a card of the item with Approve, Deny and View.
func (s *story) gets(who string, i item) slacksim.Message {
	s.Helper()
	var m slacksim.Message
	s.eventually(fmt.Sprintf("%s has a card of %s to decide", who, i.Number), func() (ok bool) {
		m, ok = s.shows(who, i)
		return ok && has(m, "Approve") && has(m, "Deny") && has(m, "View")
	})
	return m
}

// closed waits until the newest card shows these words and cannot be decided.
func (s *story) closed(who string, i item, words ...string) slacksim.Message {
	s.Helper()
	m := s.sees(who, i, words...)
	if has(m, "Approve") || has(m, "Deny") {
		s.Errorf("%s's card of %s says %q and can still be decided", who, i.Number, words)
	}
	return m
}

// has reports whether a message has a button whose text begins so.
func has(m slacksim.Message, text string) bool {
	return slices.ContainsFunc(slacksim.Buttons(m), func(b slacksim.Button) bool { return strings.HasPrefix(b.Text, text) })
}

func labels(m slacksim.Message) string {
	var all []string
	for _, b := range slacksim.Buttons(m) {
		all = append(all, "["+b.Text+"]")
	}
	return strings.Join(all, " ")
}

// press presses a button of a message and wants it acked.
func (s *story) press(who string, m slacksim.Message, text string) slacksim.Result {
	s.Helper()
	return s.click(slacksim.Press{User: s.SlackID(who), Channel: m.Channel, TS: m.TS, Text: text})
}

func (s *story) click(p slacksim.Press) slacksim.Result {
	s.Helper()
	p.Confirm = true
	r, err := s.Slack.Click(context.Background(), p)
	if err != nil {
		s.picture()
		s.Fatalf("press %q: %v", p.Text, err)
	}
	if !r.Acked && r.URL == "" {
		s.picture()
		s.Fatalf("press %q: not acked: %s", p.Text, r.UserError)
	}
	return r
}

// choose takes an entry of a card's More menu.
func (s *story) choose(who string, m slacksim.Message, entry string) slacksim.Result {
	s.Helper()
	return s.click(slacksim.Press{User: s.SlackID(who), Channel: m.Channel, TS: m.TS, ActionID: slackui.ActionMore, Entry: entry})
}

// form waits for a modal in front of somebody.
func (s *story) form(who string) slacksim.View {
	s.Helper()
	var v slacksim.View
	s.eventually("a modal is open before "+who, func() bool {
		open := s.Slack.Modals(s.SlackID(who))
		if len(open) > 0 {
			v = open[len(open)-1]
		}
		return len(open) > 0
	})
	return v
}

// write submits the text of the modal in front of somebody.
func (s *story) write(who, text string) slacksim.Result {
	s.Helper()
	r, err := s.Slack.Submit(context.Background(), s.SlackID(who), map[string]any{slackui.ActionComment: text})
	if err != nil {
		s.picture()
		s.Fatalf("submit: %v", err)
	}
	return r
}

// decides submits the text of the modal, which closes.
func (s *story) decides(who, text string) {
	s.Helper()
	r := s.write(who, text)
	if !r.Acked || len(r.FieldErrors) > 0 {
		s.picture()
		s.Fatalf("submit: acked %t, %v %s", r.Acked, r.FieldErrors, r.UserError)
	}
}

// deny denies by a card.
func (s *story) deny(who string, i item, reason string) {
	s.Helper()
	s.press(who, s.gets(who, i), "Deny")
	s.form(who)
	s.decides(who, reason)
}

// told waits until somebody was told these words in private, in the message or as an answer that only he sees.
func (s *story) told(who string, words ...string) {
	s.Helper()
	s.eventually(fmt.Sprintf("%s is told %q", who, words), func() bool { return s.wasTold(who, words...) })
}

func (s *story) wasTold(who string, words ...string) bool {
	return slices.ContainsFunc(s.Slack.Ephemerals(s.SlackID(who)), func(m slacksim.Message) bool {
		return holdsAll(s.Slack.VisibleText(m), words)
	})
}

// taken waits until IdentityIQ has taken one decision on the item, by this person, and wants it to stay the only one.
func (s *story) taken(i item, who, state, comment string) {
	s.Helper()
	s.eventually(fmt.Sprintf("IdentityIQ takes %s on %s", state, i.Number), func() bool { return len(s.accepted(i.ID)) > 0 })
	p, err := s.IIQ.Identity(who)
	if err != nil {
		s.Fatal(err)
	}
	all := s.accepted(i.ID)
	if w := all[0]; len(all) != 1 || w.State != state || w.ApproverID != p.ID || w.Comment != comment {
		s.Errorf("IdentityIQ took %+v, want once %s by %s with %q", all, state, who, comment)
	}
}

// untouched wants that IdentityIQ was never told anything about the item.
func (s *story) untouched(i item) {
	s.Helper()
	for _, w := range s.IIQ.Ledger() {
		if w.ID == i.ID {
			s.Errorf("IdentityIQ was told %+v", w)
		}
	}
}
