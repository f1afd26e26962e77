package slackui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/words"
)

// thereBook notes which messages were told to be there.
type thereBook struct{ seen, again []string }

func (b *thereBook) MessageThere(_ context.Context, card uuid.UUID, channel, ts string) error {
	b.seen = append(b.seen, fmt.Sprint(card == testCard, " ", channel, " ", ts))
	return nil
}

func (b *thereBook) ShowAgain(_ context.Context, card uuid.UUID) error {
	b.again = append(b.again, fmt.Sprint(card == testCard))
	return nil
}

// An entry of the menu stays chosen until the message is drawn anew. That of an older card does not.
func TestAMenuIsClearedOnceItWasUsed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		payload string
		want    string
	}{
		"a select":    {strings.Replace(fromMenu(cards.EncodeMenu(cards.MenuSnooze, cards.ItemRef{WorkItemID: testItem, CardID: testCard})), "overflow", "static_select", 1), "[true] []"},
		"an overflow": {fromMenu(cards.EncodeMenu(cards.MenuSnooze, cards.ItemRef{WorkItemID: testItem, CardID: testCard})), "[] []"},
		"on the Home tab": {strings.Replace(strings.Replace(fromMenu("later."+testRef), "overflow", "static_select", 1),
			cards.ActionMore, cards.ActionHomeMore, 1), "[] [opened U1]"},
	} {
		s := newEnv()
		b := &thereBook{}
		s.Messages = b
		s.deliver(t, socket.KindInteraction, "e1", c.payload)
		opened := []string{}
		for _, did := range s.done {
			if strings.HasPrefix(did, "opened") {
				opened = append(opened, did)
			}
		}
		if got := fmt.Sprint(b.again, opened); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// Whatever somebody presses on a card's message, that message is there: Slack may have said the contrary.
func TestAClickTellsThatItsMessageIsThere(t *testing.T) {
	t.Parallel()
	ref := cards.ItemRef{WorkItemID: testItem, CardID: testCard}
	menu := cards.EncodeMenu(cards.MenuDetails, ref)
	onMessage := `"container":{"type":"message","message_ts":"1.2","channel_id":"D1"},"channel":{"id":"D1"}`
	there := []string{"true D1 1.2"}
	for name, c := range map[string]struct {
		where, action string
		want          []string
	}{
		"Approve":   {onMessage, fmt.Sprintf(`{"action_id":"approve","value":%q}`, ref.Encode()), there},
		"Deny":      {onMessage, fmt.Sprintf(`{"action_id":"deny","value":%q}`, ref.Encode()), there},
		"Show next": {onMessage, fmt.Sprintf(`{"action_id":%q,"value":%q}`, cards.ActionShowNext, ref.Encode()), there},
		"View":      {onMessage, fmt.Sprintf(`{"action_id":%q,"value":%q}`, cards.ActionView, ref.Encode()), there},
		"the menu":  {onMessage, fmt.Sprintf(`{"action_id":%q,"selected_option":{"value":%q}}`, cards.ActionMore, menu), there},
		"no value":  {onMessage, `{"action_id":"approve","value":"x"}`, nil},
		"the Home tab": {`"container":{"type":"view"},"view":{"type":"home"}`,
			fmt.Sprintf(`{"action_id":"home_approve","value":%q}`, ref.Encode()), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			b := &thereBook{}
			s.Messages = b
			s.deliver(t, socket.KindInteraction, "e1", fmt.Sprintf(`{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"trigger_id":"1.2.abc",%s,"actions":[%s]}`,
				c.where, c.action))
			if diff := cmp.Diff(c.want, b.seen); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Where the click has read that its message is there, nobody looks once more.
func TestAMessageThatIsKnownToBeThereIsNotLookedAt(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{false, true} {
		s := newEnv()
		b := &thereBook{}
		s.Messages, s.receipt = b, approvals.Receipt{MessageKnown: known}
		s.deliver(t, socket.KindInteraction, "e1", onCard(cards.ActionApprove, testRef))
		if looked := len(b.seen) > 0; looked == known {
			t.Errorf("known %v: got it looked at %v, want %v", known, looked, !known)
		}
	}
}

// A clicker is answered in the language that was read along with their click; where none was, they are looked up.
func TestARefusedClickerIsAnsweredInTheirLanguage(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]struct {
		said   string
		lookUp bool
	}{
		"de-DE": {words.NothingRecorded(approvals.German), false},
		"xx":    {words.NothingRecorded(approvals.French), false},
		"":      {words.NothingRecorded(approvals.English), true},
	} {
		s := newEnv()
		s.Languages, s.Language = tongues{s}, approvals.French
		s.Calm = func(context.Context) { s.note("calm") }
		s.receipt, s.decideErr = approvals.Receipt{Locale: locale}, errors.New("no database")
		s.deliver(t, socket.KindInteraction, "e1", onCard(cards.ActionApprove, testRef))
		did := strings.Join(s.done, ", ")
		if !strings.Contains(did, "ack, calm, ") {
			t.Errorf("locale %q: got %s, want the ack before it is calm, and the answer behind", locale, did)
		}
		if !strings.Contains(did, short(want.said)) || strings.Contains(did, "language of") != want.lookUp {
			t.Errorf("locale %q: got %s, want %q, looked up %v", locale, did, short(want.said), want.lookUp)
		}
	}
}
