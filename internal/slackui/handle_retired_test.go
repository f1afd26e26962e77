package slackui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// The payloads are those of controls as version 0.1.0 made them: ids, values and metadata are not to be changed.

const retiredMeta = `{"review":"` + testItem + `","entity":"e1","card":"0198f3a2-1111-7222-8333-444455556666","asked":"AbCdEf"}`

func retiredSubmission(meta, verdict string) string {
	choice := "null"
	if verdict != "" {
		choice = fmt.Sprintf(`{"value":%q}`, verdict)
	}
	return fmt.Sprintf(`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1","team_id":"T1"},"trigger_id":"1.2.abc",
"view":{"id":"V2","type":"modal","callback_id":"entity","private_metadata":%q,"hash":"h","state":{"values":{
"verdict-e1":{"entity_verdict":{"type":"radio_buttons","selected_option":%s}},"comment-e1":{"comment":{"type":"plain_text_input","value":" gone "}}}}}}`, meta, choice)
}

func inRetiredForm(action string) string {
	return fmt.Sprintf(`{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"trigger_id":"1.2.abc","container":{"type":"view"},
"view":{"id":"V2","type":"modal","callback_id":"entity","private_metadata":%q,"hash":"h1"},"actions":[{"action_id":%q,"type":"button","value":"e1"}]}`,
		retiredMeta, action)
}

// retiredEnv is an env that keeps what was shown.
type retiredEnv struct {
	*env
	shown []string
}

func (s *retiredEnv) keep(blocks any) {
	raw, _ := json.Marshal(blocks)
	s.shown = append(s.shown, string(raw))
}

func (s *retiredEnv) Respond(ctx context.Context, url string, m cards.Message, replace bool) error {
	s.keep(m.Blocks)
	return s.env.Respond(ctx, url, m, replace)
}

func (s *retiredEnv) Say(ctx context.Context, to string, m cards.Message) error {
	s.keep(m.Blocks)
	return s.env.Say(ctx, to, m)
}

func (s *retiredEnv) UpdateModal(ctx context.Context, id, hash string, v slack.ModalViewRequest) error {
	s.keep(v.Blocks.BlockSet)
	return s.env.UpdateModal(ctx, id, hash, v)
}

func (s *retiredEnv) ClickRefused(_ context.Context, c approvals.Click, r *approvals.Refusal) {
	s.note("witness %s of %.4s: %s %q, %s, card %t", c.Verdict, c.WorkItemID, r.Code, c.Comment, c.ID, c.CardID == testCard)
}

// Every control of 0.1.0 for entities is answered in words, with the link where it can be read, and decides nothing. What somebody
// wanted to decide is noted.
func TestRetiredControlsSayWhereReviewsAreDecided(t *testing.T) {
	t.Parallel()
	const says, link = "Access reviews are decided in IdentityIQ. Nothing was recorded here.", "https://iiq.test/item"
	away := func(s *env) { s.readErr = errors.New("no database") }
	guest := func(s *env) { s.knownErr = approvals.Refuse(approvals.RefusedGuest) }
	read := []string{"known U1", "read 7f00 for i1"}
	respond, update, ack := "respond replace=false "+short(says), "update sentence V2 h1", "ack update"
	for name, tc := range map[string]struct {
		payload string
		set     func(*env)
		want    []string
		says    []string
	}{
		"Decide here": {onCard("decide_here", testRef), nil, []string{"ack", read[0], read[1], respond},
			[]string{says, link}},
		"Decide here, of a guest": {onCard("decide_here", testRef), guest, []string{"ack", read[0], respond}, []string{says}},
		"Decide here, without a database": {onCard("decide_here", testRef), away, []string{"ack", read[0], read[1], respond},
			[]string{says}},
		"Decide here, not answered there": {onCard("decide_here", testRef), func(s *env) { s.respondErr = errors.New("used up") },
			[]string{"ack", read[0], read[1], respond, "say U1 " + short(says)}, []string{says, link}},
		"Decide here, a value not ours": {onCard("decide_here", "../x"), nil, []string{"ack"}, nil},
		"Next": {inRetiredForm("entity_next"), nil, []string{"ack", read[0], read[1], update},
			[]string{says, link}},
		"Previous": {inRetiredForm("entity_previous"), nil, []string{"ack", read[0], read[1], update},
			[]string{says, link}},
		"Next in a form that is gone": {inRetiredForm("entity_next"), func(s *env) { s.modalErr = webapi.ErrViewGone }, []string{"ack", read[0], read[1], update}, []string{says, link}},
		"the link":                    {inRetiredForm("entity_link"), nil, []string{"ack"}, nil},
		"Record":                      {retiredSubmission(retiredMeta, "deny"), nil, []string{read[0], read[1], ack, `witness deny of 7f00: type "gone", E1, card true`}, []string{says, link}},
		"Record, without a choice":    {retiredSubmission(retiredMeta, ""), nil, []string{read[0], read[1], ack}, []string{says, link}},
		"Record, with another choice": {retiredSubmission(retiredMeta, "all"), nil, []string{read[0], read[1], ack},
			[]string{says, link}},
		"Record, without a database":    {retiredSubmission(retiredMeta, "approve"), away, []string{read[0], read[1], ack, `witness approve of 7f00: type "gone", E1, card true`}, []string{says}},
		"Record, in a form that is odd": {retiredSubmission(`{"review":"../x","entity":"e1"}`, "deny"), nil, []string{ack}, []string{says}},
		"Record, of another company":    {strings.ReplaceAll(retiredSubmission(retiredMeta, "deny"), `"T1"`, `"T9"`), nil, []string{ack, `witness deny of 7f00: foreign "gone", E1, card true`}, []string{"Only members of this workspace"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &retiredEnv{env: newEnv()}
			s.Replies, s.Views, s.Router.Witness = s, s, s
			if tc.set != nil {
				tc.set(s.env)
			}
			s.deliver(t, socket.KindInteraction, "E1", tc.payload)
			for n, d := range s.done {
				if strings.HasPrefix(d, `ack {"response_action":"update"`) {
					s.done[n], s.shown = ack, append(s.shown, d)
				}
			}
			if diff := cmp.Diff(tc.want, s.done); diff != "" {
				t.Errorf("done (-want +got):\n%s", diff)
			}
			if tc.says == nil && len(s.shown) > 0 || tc.says != nil && len(s.shown) == 0 {
				t.Errorf("got %q shown, want %q in it", s.shown, tc.says)
			}
			for _, shown := range s.shown {
				for _, part := range tc.says {
					if !strings.Contains(shown, part) {
						t.Errorf("got:\n%s\nwant in it: %q", shown, part)
					}
				}
				if got, want := strings.Contains(shown, link), slices.Contains(tc.says, link); got != want {
					t.Errorf("the link is there: %t, want %t", got, want)
				}
			}
		})
	}
}
