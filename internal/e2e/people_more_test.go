package e2e

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// work gives an item as IdentityIQ has it.
func (s *story) work(i item) iiqsim.WorkItem {
	s.Helper()
	w, err := s.IIQ.WorkItem(i.ID)
	if err != nil {
		s.Fatal(err)
	}
	return w
}

// group makes a workgroup.
func (s *story) group(name string, members ...string) {
	s.Helper()
	if _, err := s.IIQ.AddWorkgroup(name, name, members...); err != nil {
		s.Fatalf("make a workgroup: %v", err)
	}
}

// members replaces who is in a workgroup.
func (s *story) members(group string, members ...string) {
	s.Helper()
	s.must(s.IIQ.SetMembers(group, members...))
}

// must ends the story where what it does to the world fails.
func (s *story) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// clicking is a press of a card's button, to be changed and played later.
func (s *story) clicking(who string, m slacksim.Message, text string) slacksim.Press {
	return slacksim.Press{User: s.SlackID(who), Channel: m.Channel, TS: m.TS, Text: text, Confirm: true}
}

// clickIn is a press of a control of the modal in front of somebody.
func clickIn(s *story, who, action string) slacksim.Press {
	return slacksim.Press{User: s.SlackID(who), ActionID: action}
}

func hasControl(all []slacksim.Button, action string) bool {
	return slices.ContainsFunc(all, func(b slacksim.Button) bool { return b.ActionID == action })
}

// together plays presses at the same moment and wants each acked.
func (s *story) together(all ...slacksim.Press) {
	s.Helper()
	var done sync.WaitGroup
	results := make([]slacksim.Result, len(all))
	errs := make([]error, len(all))
	for n, p := range all {
		done.Go(func() { results[n], errs[n] = s.Slack.Click(context.Background(), p) })
	}
	done.Wait()
	for n := range all {
		if errs[n] != nil || !results[n].Acked {
			s.picture()
			s.Fatalf("press %d: acked %t, %v", n, results[n].Acked, errs[n])
		}
	}
}

// answers counts the private answers to a Slack user that show these words.
func (s *story) answers(user string, words ...string) int {
	n := 0
	for _, m := range s.Slack.Ephemerals(user) {
		if holdsAll(s.Slack.VisibleText(m), words) {
			n++
		}
	}
	return n
}

// answered waits until a Slack user has a private answer with these words.
func (s *story) answered(user string, words ...string) {
	s.Helper()
	s.eventually(fmt.Sprintf("%s is answered %q", user, words), func() bool { return s.answers(user, words...) > 0 })
}

// command types /approvals in the direct messages with the app.
func (s *story) command(who, text string) {
	s.Helper()
	s.commandIn(who, "", text)
}

func (s *story) commandIn(who, channel, text string) {
	s.Helper()
	r, err := s.Slack.Command(context.Background(), s.SlackID(who), channel, "/approvals", text)
	if err != nil || !r.Acked {
		s.picture()
		s.Fatalf("/approvals %s: acked %t %s: %v", text, r.Acked, r.UserError, err)
	}
}

// heard waits until the app has acked everything that Slack has sent.
func (s *story) heard() {
	s.Helper()
	s.eventually("the app has heard everything", func() bool {
		stats := s.Slack.Stats()
		return s.Slack.PendingEvents() == 0 && stats.Acked+stats.Unacked == stats.Envelopes
	})
}
