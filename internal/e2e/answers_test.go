package e2e

import (
	"context"
	"fmt"
	"slices"
	"time"

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
	for again := true; again; {
		before := len(s.Slack.Ephemerals(s.SlackID(who)))
		r, err := s.Slack.Command(context.Background(), s.SlackID(who), channel, "/approvals", text)
		if err != nil || !r.Acked {
			s.picture()
			s.Fatalf("/approvals %s: acked %t %s: %v", text, r.Acked, r.UserError, err)
		}
		again = s.toldToTryAgain(who, before)
	}
}

// answerWithin is how long a command waits for its answer; a bot that cannot look somebody up says so after a second.
const answerWithin = 5 * time.Second

// toldToTryAgain reports whether the answer that comes after so many others is that somebody could not be looked up in time, as on
// a machine that is busy with other stories. People ask again then.
func (s *story) toldToTryAgain(who string, others int) bool {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	var answers []slacksim.Message
	err := s.Slack.WaitFor(ctx, func() bool {
		answers = s.Slack.Ephemerals(s.SlackID(who))
		return len(answers) > others
	})
	return err == nil && holdsAll(s.Slack.VisibleText(answers[len(answers)-1]), []string{tooLateToLookUp})
}

// heard waits until the app has acked everything that Slack has sent.
func (s *story) heard() {
	s.Helper()
	s.eventually("the app has heard everything", func() bool {
		stats := s.Slack.Stats()
		return s.Slack.PendingEvents() == 0 && stats.Acked+stats.Unacked == stats.Envelopes
	})
}
