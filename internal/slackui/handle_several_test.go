package slackui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

var testForm = uuid.MustParse("0198f3a2-2222-7222-8333-444455556666")

// BulkOffer implements Several.
func (s *env) BulkOffer(_ context.Context, v approvals.Identity) (approvals.BulkOffer, error) {
	s.note("offer for %s", v.ID)
	return s.offer, s.readErr
}

// DecideSeveral implements Several.
func (s *env) DecideSeveral(ctx context.Context, b approvals.BulkClick) (approvals.BulkReceipt, error) {
	var ids []string
	for _, c := range b.Chosen {
		ids = append(ids, c.WorkItemID+" "+c.Mark+" "+c.Shown)
	}
	s.note("decide several %s for %s %q after %s", strings.Join(ids, ", "), b.Person.Identity.ID, b.Comment, b.Open)
	s.later(s.decideTakes)
	if s.decideErr == nil && ctx.Err() != nil {
		return approvals.BulkReceipt{}, ctx.Err()
	}
	return approvals.BulkReceipt{ID: b.BulkID(), Recording: len(b.Chosen)}, s.decideErr
}

// severalForm submits the form, opened 42 s ago, with these boxes ticked in its blocks.
func severalForm(s *env, comment string, blocks ...[]string) string {
	type text struct {
		Text string `json:"text"`
	}
	type option struct {
		Value       string `json:"value"`
		Text        text   `json:"text"`
		Description *text  `json:"description,omitempty"`
	}
	values := map[string]any{cards.BlockComment: map[string]any{cards.ActionComment: map[string]any{"value": comment}}}
	for n, ticked := range blocks {
		options := []option{}
		for _, v := range ticked {
			options = append(options, option{v, text{"1234 · Dana R&amp;D"}, &text{"Due soon"}})
		}
		values[cards.BoxesBlock(n)] = map[string]any{cards.ActionBoxes: map[string]any{"type": "checkboxes", "selected_options": options}}
	}
	raw, _ := json.Marshal(values)
	meta := cards.SeveralMeta{Form: testForm, Opened: s.Router.clock().Add(-42 * time.Second).UnixMilli()}
	return fmt.Sprintf(`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1","team_id":"T1"},"trigger_id":"1.2.abc",
"view":{"id":"V2","type":"modal","callback_id":"several","private_metadata":%q,"hash":"h","state":{"values":%s}},"response_urls":[]}`,
		meta.Encode(), raw)
}

func TestOpeningTheFormOfSeveral(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		payload string
		rows    int
		want    []string
	}{
		"from a list": {onCard(cards.ActionSeveral, ""), 2, []string{"ack", "known U1", "offer for i1", "modal several by 1.2.abc"}},
		"from the Home tab": {onHomeTab(cards.ActionHomeSeveral, ""), 1,
			[]string{"ack", "known U1", "offer for i1", "modal several by 1.2.abc"}},
		"where nothing may be": {onCard(cards.ActionSeveral, ""), 0, []string{"ack", "known U1", "offer for i1",
			"respond replace=false Nothing that waits for you can be approv"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			row := approvals.Row{WorkItemID: testItem, Number: "1234", OfferMark: strings.Repeat("m", 22)}
			for range tc.rows {
				s.offer.Offered = append(s.offer.Offered, row)
			}
			s.deliver(t, socket.KindInteraction, "e1", tc.payload)
			if diff := cmp.Diff(tc.want, s.done); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSubmittingTheFormOfSeveral(t *testing.T) {
	t.Parallel()
	box := testItem + ".0123456789ab"
	stored := func(n int, comment string) string {
		one := testItem + " 0123456789ab 1234 · Dana R&D\nDue soon"
		return fmt.Sprintf("decide several %s for i1 %q after 42s", strings.Join([]string{one, one, one}[:n], ", "), comment)
	}
	wrong := func(block, sentence string) string {
		return `ack {"response_action":"errors","errors":{"` + block + `":"` + sentence + `"}}`
	}
	for name, tc := range map[string]struct {
		set     func(*env)
		comment string
		blocks  [][]string
		want    []string
		closes  string
	}{
		"two blocks": {nil, " fine ", [][]string{{box, box}, {box}},
			[]string{"known U1", stored(3, "fine")}, "3 approvals are being recorded."},
		"a block without a tick": {nil, "", [][]string{{}, {box}}, []string{"known U1", stored(1, "")}, "One approval is being recorded."},
		"none":                   {nil, "", [][]string{{}, {}}, []string{wrong("boxes-0", "Tick at least one. Nothing was recorded.")}, ""},
		"a box that is not ours": {nil, "", [][]string{{"x"}},
			[]string{wrong("boxes-0", "Nothing was recorded. Please try again in a minute.")}, ""},
		"too long a comment": {nil, strings.Repeat("ä", 2001), [][]string{{box}},
			[]string{wrong("comment", "Please keep it under 2,000 characters.")}, ""},
		"a comment is missing": {func(s *env) { s.decideErr = approvals.Refuse(approvals.RefusedNoComment) }, "", [][]string{{box}},
			[]string{"known U1", stored(1, ""), wrong("comment", "Please write a reason.")}, ""},
		"switched off": {func(s *env) { s.decideErr = approvals.Refuse(approvals.RefusedBulkOff) }, "", [][]string{{box}},
			[]string{"known U1", stored(1, ""), wrong("boxes-0", "So many items are not approved at once here. Nothing was changed.")}, ""},
		"without a database": {func(s *env) { s.decideErr = errors.New("away") }, "", [][]string{{box}},
			[]string{"known U1", stored(1, ""), wrong("boxes-0", "Nothing was recorded. Please try again in a minute.")}, ""},
		"unclear": {func(s *env) { s.decideErr = approvals.ErrUncertain }, "", [][]string{{box}},
			[]string{"known U1", stored(1, ""), wrong("boxes-0", "I could not confirm that this was recorded. The card will show it.")}, ""},
		"too slow": {func(s *env) { s.knownTakes = 3 * time.Second; s.knownErr = context.DeadlineExceeded }, "", [][]string{{box}},
			[]string{"known U1", wrong("boxes-0", "Nothing was recorded. Please try again in a minute.")}, ""},
		"a guest": {func(s *env) { s.knownErr = approvals.Refuse(approvals.RefusedGuest) }, "", [][]string{{box}}, []string{"known U1"},
			"Guests cannot use approvals."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			if tc.set != nil {
				tc.set(s)
			}
			s.deliver(t, socket.KindInteraction, "e1", severalForm(s, tc.comment, tc.blocks...))
			done := s.done
			if tc.closes != "" {
				last := done[len(done)-1]
				done = done[:len(done)-1]
				if !strings.Contains(last, `"response_action":"update"`) || !strings.Contains(last, tc.closes) {
					t.Errorf("the form becomes %q, want %q", last, tc.closes)
				}
			}
			if diff := cmp.Diff(tc.want, done); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Each item that somebody from elsewhere ticked is noted as refused.
func TestARefusedFormOfSeveralIsNoted(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.Router.Witness = s
	payload := strings.Replace(severalForm(s, "", []string{testItem + ".0123456789ab"}), `"team_id":"T1"`, `"team_id":"T9"`, 1)
	s.deliver(t, socket.KindInteraction, "e1", payload)
	want := fmt.Sprintf("witness foreign: approve of 7f00 by U1 in T9: %q", testForm.String()+"/"+testItem)
	if got := s.done[len(s.done)-1]; got != want {
		t.Errorf("noted: got %s, want %s", got, want)
	}
}
