package slackui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// openers are all controls that open a modal: what is read for it, and its callback id.
func openers() map[string]struct{ payload, reads, callback string } {
	const item, settings = "read 7f00 for i1", "settings of i1"
	chosen := func(c cards.MenuChoice) string {
		return fromMenu(cards.EncodeMenu(c, cards.ItemRef{WorkItemID: testItem}))
	}
	return map[string]struct{ payload, reads, callback string }{
		"deny":                          {onCard(cards.ActionDeny, testRef), item, cards.CallbackDecide},
		"deny on the Home tab":          {onHomeTab(cards.ActionHomeDeny, testItem), item, cards.CallbackDecide},
		"approve noted":                 {onCard(cards.ActionApproveNoted, testRef), item, cards.CallbackDecide},
		"approve noted on the Home tab": {onHomeTab(cards.ActionHomeApproveNoted, testItem), item, cards.CallbackDecide},
		"approve with a comment":        {chosen(cards.MenuApproveWithComment), item, cards.CallbackDecide},
		"details":                       {chosen(cards.MenuDetails), item, cards.CallbackDetails},
		"remind me later":               {chosen(cards.MenuSnooze), item, cards.CallbackSnooze},
		"settings":                      {onCard(cards.ActionSettings, ""), settings, cards.CallbackSettings},
		"settings on the Home tab":      {onHomeTab(cards.ActionHomeSettings, ""), settings, cards.CallbackSettings},
	}
}

// hurried checks that a modal's readers are given half a second at most.
type hurried struct {
	*env
	t *testing.T
}

func (h hurried) check(ctx context.Context, what string) {
	if end, ok := ctx.Deadline(); !ok || time.Until(end) > modalBudget {
		h.t.Errorf("%s: got time until %v, want within %v", what, end, modalBudget)
	}
}

func (h hurried) KnownPerson(ctx context.Context, id string) (approvals.Person, error) {
	h.check(ctx, "the clicker")
	return h.env.KnownPerson(ctx, id)
}

func (h hurried) CardForModal(ctx context.Context, id string, v approvals.Identity) (approvals.CardView, error) {
	h.check(ctx, "the card")
	return h.env.CardForModal(ctx, id, v)
}

func (h hurried) Settings(ctx context.Context, id string) (approvals.PersonalSettings, error) {
	h.check(ctx, "the settings")
	return h.env.Settings(ctx, id)
}

// Every modal is acked first, opens while its trigger lives, and otherwise is answered in words by the clicker's nearest way.
func TestEveryModalOpensTheSameWay(t *testing.T) {
	t.Parallel()
	const form, guest = "I could not open the form in time. Nothi", "Guests cannot use approvals. Ask your ad"
	for name, o := range openers() {
		atHome := strings.Contains(o.payload, `"type":"home"`)
		// At home a sentence opens as a modal too, which fails like the other.
		told := func(late bool, words string) []string {
			switch {
			case !atHome:
				return []string{"respond replace=false " + words}
			case late:
				return []string{"say U1 " + words}
			}
			return []string{"modal sentence by 1.2.abc"}
		}
		opens := "modal " + o.callback + " by 1.2.abc"
		for fault, tc := range map[string]struct {
			set  func(*env)
			want []string
		}{
			"none": {func(*env) {}, []string{"ack", "known U1", o.reads, opens}},
			"read within a second": {func(s *env) { s.knownTakes = triggerLife - time.Millisecond },
				[]string{"ack", "known U1", o.reads, opens}},
			"read in a second": {func(s *env) { s.knownTakes = triggerLife },
				append([]string{"ack", "known U1", o.reads}, told(true, form)...)},
			"clicker refused": {func(s *env) { s.knownErr = approvals.Refuse(approvals.RefusedGuest) },
				append([]string{"ack", "known U1"}, told(false, guest)...)},
			"clicker unread": {func(s *env) { s.knownErr = errors.New("away") },
				append([]string{"ack", "known U1"}, told(false, form)...)},
			"nothing read": {func(s *env) { s.readErr = errors.New("away") },
				append([]string{"ack", "known U1", o.reads}, told(false, form)...)},
		} {
			t.Run(name+", fault: "+fault, func(t *testing.T) {
				t.Parallel()
				s := newEnv()
				h := hurried{s, t}
				s.People, s.Reader, s.Personal = h, h, h
				tc.set(s)
				s.deliver(t, socket.KindInteraction, "e1", o.payload)
				// Only a refused decision puts the Home tab right; see TestClicks.
				if got := s.done[:min(len(s.done), len(tc.want))]; !cmp.Equal(got, tc.want) {
					t.Errorf("got %q, want %q", got, tc.want)
				}
			})
		}
		t.Run(name+", fault: trigger gone", func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			s.modalErr = webapi.ErrTriggerGone
			s.deliver(t, socket.KindInteraction, "e1", o.payload)
			if got, want := s.done[len(s.done)-1], told(true, form)[0]; got != want {
				t.Errorf("got %q last, want %q; all: %q", got, want, s.done)
			}
		})
	}
}
