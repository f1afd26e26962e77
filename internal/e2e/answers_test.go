package e2e

import (
	"context"
	"fmt"
	"slices"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// told waits until somebody was told these words in private, in the message or as an answer that they alone see.
func (s *story) told(who string, words ...string) {
	s.Helper()
	s.eventually(fmt.Sprintf("%s is told %q", who, words), func() bool { return s.wasTold(who, words...) })
}

func (s *story) wasTold(who string, words ...string) bool {
	return slices.ContainsFunc(s.Slack.Ephemerals(s.SlackID(who)), func(m slacksim.Message) bool {
		return holdsAll(s.Slack.VisibleText(m), words)
	})
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
	user := s.SlackID(who)
	told := s.toldTooBusy(user)
	ask := func() (slacksim.Result, error) {
		return s.Slack.Command(context.Background(), user, channel, "/approvals", text)
	}
	r, err := ask()
	if err != nil || !r.Acked {
		s.picture()
		s.Fatalf("/approvals %s: acked %t %s: %v", text, r.Acked, r.UserError, err)
	}
	s.pressed = &press{user: user, told: told, again: func() error {
		_, err := ask()
		return err
	}}
}

// heard waits until the app has acked everything that Slack has sent.
func (s *story) heard() {
	s.Helper()
	s.eventually("the app has heard everything", func() bool {
		stats := s.Slack.Stats()
		return s.Slack.PendingEvents() == 0 && stats.Acked+stats.Unacked == stats.Envelopes
	})
}
