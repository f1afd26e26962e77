package e2e

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// press presses a button of a message and wants it acked.
func (s *story) press(who string, m slacksim.Message, text string) slacksim.Result {
	s.Helper()
	return s.click(slacksim.Press{User: s.SlackID(who), Channel: m.Channel, TS: m.TS, Text: text})
}

func (s *story) click(p slacksim.Press) slacksim.Result {
	s.Helper()
	p.Confirm = true
	again := p
	again.Stale = true
	var r slacksim.Result
	var err error
	told := s.toldTooBusy(p.User)
	done := func() bool {
		r, err = s.Slack.Click(context.Background(), p)
		return !errors.Is(err, slacksim.ErrStandsThere)
	}
	if !done() {
		s.eventually("the menu is drawn anew, so that the same entry can be taken again", done)
	}
	s.pressed = &press{user: p.User, told: told, again: func() error {
		_, err := s.Slack.Click(context.Background(), again)
		return err
	}}
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

// press is one press, or one command, of somebody, with how often they had been told before that the bot was too busy.
type press struct {
	user  string
	told  int
	again func() error
}

// tooLateForAForm is what a bot that was too busy says over the Home tab in a modal.
const tooLateForAForm = "I could not open the form in time."

// tooBusy is what it says otherwise, and what a bot says whose first look at IdentityIQ has not ended.
func tooBusy() []string {
	return []string{tooLateForAForm, "I could not check your accounts just now.", "I can't look that up right now.",
		"Nothing was recorded. Please try again in a minute.", "IdentityIQ has not been reached yet"}
}

func saysTooBusy(text string) bool {
	return slices.ContainsFunc(tooBusy(), func(words string) bool { return strings.Contains(text, words) })
}

// toldTooBusy counts the answers that the bot gives on a machine that is busy with other stories.
func (s *story) toldTooBusy(user string) int {
	n := 0
	for _, m := range append(s.Slack.Ephemerals(user), s.Slack.Inbox(user)...) {
		if saysTooBusy(s.Slack.VisibleText(m)) {
			n++
		}
	}
	return n
}

// pressAgain does what people do whose press or command the bot was too busy for: it said so in an answer or in a modal.
func (s *story) pressAgain() {
	s.Helper()
	if s.pressed == nil {
		return
	}
	user := s.pressed.user
	told := s.toldTooBusy(user)
	inTheWay := slices.ContainsFunc(s.Slack.Modals(user), s.tooLate)
	if told == s.pressed.told && !inTheWay {
		return
	}
	if inTheWay {
		_, err := s.Slack.CloseModal(context.Background(), user)
		s.must(err)
	}
	if err := s.pressed.again(); err != nil {
		// An entry of a menu can be taken again once the bot has drawn the menu anew.
		s.Logf("press again: %v", err)
		return
	}
	s.pressed.told = told
}

// asks does what the bot may be too busy for, and does it again when it says so.
func (s *story) asks(who string, ask func() error) {
	s.Helper()
	user := s.SlackID(who)
	s.pressed = &press{user: user, told: s.toldTooBusy(user), again: ask}
	s.must(ask())
}

func (s *story) tooLate(v slacksim.View) bool {
	return strings.Contains(s.Slack.VisibleView(v), tooLateForAForm)
}

// choose takes an entry of a card's More menu.
func (s *story) choose(who string, m slacksim.Message, entry string) slacksim.Result {
	s.Helper()
	return s.click(slacksim.Press{User: s.SlackID(who), Channel: m.Channel, TS: m.TS, ActionID: cards.ActionMore, Entry: entry})
}

// form waits for a modal in front of somebody.
func (s *story) form(who string) slacksim.View {
	s.Helper()
	var v slacksim.View
	s.eventually("a modal is open before "+who, func() bool {
		open := s.Slack.Modals(s.SlackID(who))
		if len(open) == 0 {
			return false
		}
		v = open[len(open)-1]
		return s.pressed == nil || !s.tooLate(v)
	})
	return v
}

// write submits the text of the modal in front of somebody.
func (s *story) write(who, text string) slacksim.Result {
	s.Helper()
	s.wrote(text)
	return s.sends(who, map[string]any{cards.ActionComment: text})
}

// sends submits the modal in front of somebody, and again when it says that the bot was too busy.
func (s *story) sends(who string, entries map[string]any) slacksim.Result {
	s.Helper()
	for try := 0; ; try++ {
		r, err := s.Slack.Submit(context.Background(), s.SlackID(who), entries)
		if err != nil {
			s.picture()
			s.Fatalf("submit: %v", err)
		}
		if said := slices.Collect(maps.Values(r.FieldErrors)); try == 5 || !slices.ContainsFunc(said, saysTooBusy) {
			return r
		}
	}
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

// opens presses a button that opens a form. On a machine that is busy the form may come too late for Slack; the bot then
// says so, and a person presses again.
func (s *story) opens(who string, m slacksim.Message, text string) slacksim.View {
	s.Helper()
	const late = "I could not open the form in time."
	for try := 0; ; try++ {
		before := s.answers(s.SlackID(who), late)
		s.press(who, m, text)
		s.eventually("a form, or why there is none", func() bool {
			return len(s.Slack.Modals(s.SlackID(who))) > 0 || s.answers(s.SlackID(who), late) > before
		})
		if len(s.Slack.Modals(s.SlackID(who))) > 0 || try == 5 {
			return s.form(who)
		}
	}
}

// deny denies by a card.
func (s *story) deny(who string, i item, reason string) {
	s.Helper()
	s.opens(who, s.gets(who, i), "Deny")
	s.decides(who, reason)
}

// clicking is a press of a card's button as it stands there now, to be changed and played later. Where it is gone already, it is
// that of an earlier version.
func (s *story) clicking(who string, m slacksim.Message, text string) slacksim.Press {
	p := slacksim.Press{User: s.SlackID(who), Channel: m.Channel, TS: m.TS, Text: text, Confirm: true}
	if has(m, text) {
		p.Seen = m.Blocks
	}
	return p
}

// clickIn is a press of a control of the modal in front of somebody.
func clickIn(s *story, who, action string) slacksim.Press {
	return slacksim.Press{User: s.SlackID(who), ActionID: action}
}

func hasControl(all []slacksim.Button, action string) bool {
	return slices.ContainsFunc(all, func(b slacksim.Button) bool { return b.ActionID == action })
}

// together plays presses at the same moment, on cards that no client has redrawn yet, and wants each acked.
func (s *story) together(all ...slacksim.Press) {
	s.Helper()
	var done sync.WaitGroup
	results := make([]slacksim.Result, len(all))
	errs := make([]error, len(all))
	for n, p := range all {
		p.Stale = true
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
