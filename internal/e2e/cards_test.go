package e2e

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
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
	for _, line := range w.Lines {
		s.wrote(line.Justification)
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

// redrawn waits until somebody's card of the item is another than they were shown before, and can be decided. What changed may
// be beyond what a card shows.
func (s *story) redrawn(who string, i item, before slacksim.Message) slacksim.Message {
	s.Helper()
	var m slacksim.Message
	s.eventually(fmt.Sprintf("%s has another card of %s to decide", who, i.Number), func() (ok bool) {
		m, ok = s.shows(who, i)
		return ok && has(m, "Approve") && !bytes.Equal(m.Blocks, before.Blocks)
	})
	return m
}

// drawn waits until the bot has noted what the item's cards show.
func (s *story) drawn(i item) {
	s.Helper()
	s.eventually("the bot knows what the cards of "+i.Number+" show", func() bool {
		return s.one("SELECT count(*) FROM cards WHERE work_item_id = $1 AND shown < want", i.ID) == 0
	})
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

// becomes waits until this very message is so.
func (s *story) becomes(m slacksim.Message, what string, holds func(slacksim.Message) bool) {
	s.Helper()
	s.eventually(what, func() bool {
		now, err := s.Slack.Message(m.Channel, m.TS)
		return err == nil && holds(now)
	})
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
