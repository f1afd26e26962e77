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

	"github.com/iiq-approvals/bot/internal/approvals"
)

// hallway is a stage with a review of two.
type hallway struct {
	*stage
	view      approvals.EntityView
	entityErr error
	slow      time.Duration
}

func newHallway() *hallway {
	h := &hallway{stage: newStage(), view: entityView()}
	h.receipt.EntityName = "Ann Lee"
	h.Router.Entities = h
	return h
}

func (h *hallway) EntityForForm(_ context.Context, v approvals.Identity, s approvals.EntityStep) (approvals.EntityView, error) {
	h.note("entity %s %.4s from %q for %s", s.Go, s.ReviewID, s.EntityID, v.ID)
	h.later(h.slow)
	return h.view, h.entityErr
}

var entityMeta = EntityMeta{ReviewID: testItem, EntityID: "e1", CardID: testCard, Asked: "mark"}

func entitySubmission(m EntityMeta, verdict, comment string) string {
	choice := "null"
	if verdict != "" {
		choice = fmt.Sprintf(`{"value":%q}`, verdict)
	}
	return fmt.Sprintf(`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1","team_id":"T1"},"trigger_id":"1.2.abc",
"view":{"id":"V2","type":"modal","callback_id":"entity","private_metadata":%q,"hash":"h","state":{"values":{
%q:{"entity_verdict":{"type":"radio_buttons","selected_option":%s}},%q:{"comment":{"type":"plain_text_input","value":%q}}}}}}`,
		m.Encode(), m.verdictBlock(), choice, m.commentBlock(), comment)
}

func inEntityForm(action string) string {
	return fmt.Sprintf(`{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"trigger_id":"1.2.abc","container":{"type":"view"},
"view":{"id":"V2","type":"modal","callback_id":"entity","private_metadata":%q,"hash":"h1"},"actions":[{"action_id":%q,"type":"button","value":"e1"}]}`,
		entityMeta.Encode(), action)
}

func TestEntityForms(t *testing.T) {
	under := func(block, sentence string) string {
		raw, _ := json.Marshal(map[string]string{block: sentence})
		return `ack {"response_action":"errors","errors":` + string(raw) + "}"
	}
	taken := approvals.Refuse(approvals.RefusedTakenAway)
	for name, tc := range map[string]struct {
		payload string
		set     func(*hallway)
		want    []string
	}{
		"opened": {onCard(ActionDecideHere, testRef), nil, []string{"ack", "known U1", `entity undecided 7f00 from "" for i1`, "modal entity by 1.2.abc"}},
		"opened too late": {onCard(ActionDecideHere, testRef), func(h *hallway) { h.slow = triggerLife },
			[]string{"ack", "known U1", `entity undecided 7f00 from "" for i1`, "respond replace=false I could not open the form in time. Nothi"}},
		"opened by somebody else": {onCard(ActionDecideHere, testRef), func(h *hallway) { h.entityErr = approvals.Refuse(approvals.RefusedNotYours) },
			[]string{"ack", "known U1", `entity undecided 7f00 from "" for i1`, "respond replace=false This request is not yours to decide. Not"}},
		"opened with a value that is not ours": {onCard(ActionDecideHere, "../x"), nil, []string{"ack"}},
		"next":                                 {inEntityForm(ActionEntityNext), nil, []string{"ack", "known U1", `entity next 7f00 from "e1" for i1`, "update entity V2 h1"}},
		"previous":                             {inEntityForm(ActionEntityPrevious), nil, []string{"ack", "known U1", `entity previous 7f00 from "e1" for i1`, "update entity V2 h1"}},
		"next in a form that is gone":          {inEntityForm(ActionEntityNext), func(h *hallway) { h.modalErr = ErrViewGone }, []string{"ack", "known U1", `entity next 7f00 from "e1" for i1`, "update entity V2 h1"}},
		"next without a database": {inEntityForm(ActionEntityNext), func(h *hallway) { h.entityErr = errors.New("no database") },
			[]string{"ack", "known U1", `entity next 7f00 from "e1" for i1`, "say U1 I can't look that up right now. Please t"}},
		"the link":              {inEntityForm(ActionReviewLink), nil, []string{"ack"}},
		"nothing chosen":        {entitySubmission(entityMeta, "", "x"), nil, []string{under("verdict-e1", "Please choose one.")}},
		"an unknown choice":     {entitySubmission(entityMeta, "all", "x"), nil, []string{under("verdict-e1", "Please choose one.")}},
		"a comment too long":    {entitySubmission(entityMeta, "deny", strings.Repeat("x", 2001)), nil, []string{under("comment-e1", SentenceCommentTooLong)}},
		"no reason":             {entitySubmission(entityMeta, "deny", ""), func(h *hallway) { h.decideErr = approvals.Refuse(approvals.RefusedNoComment) }, []string{"known U1", `decide deny 7f00 ""`, under("comment-e1", SentenceReasonNeeded)}},
		"taken away meanwhile":  {entitySubmission(entityMeta, "deny", "gone"), func(h *hallway) { h.decideErr = taken }, []string{"known U1", `decide deny 7f00 "gone"`, under("comment-e1", "This one is no longer in the review. Nothing was changed.")}},
		"an unclear commit":     {entitySubmission(entityMeta, "deny", "gone"), func(h *hallway) { h.decideErr = approvals.ErrUncertain }, []string{"known U1", `decide deny 7f00 "gone"`, under("comment-e1", SentenceUnclearEntity)}},
		"from another company":  {strings.ReplaceAll(entitySubmission(entityMeta, "deny", "gone"), `"T1"`, `"T9"`), nil, []string{under("comment-e1", "Only members of this workspace can use approvals.")}},
		"a form without entity": {entitySubmission(EntityMeta{ReviewID: testItem}, "deny", "x"), nil, []string{"ack"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHallway()
			if tc.set != nil {
				tc.set(h)
			}
			h.deliver(t, KindInteraction, "E1", tc.payload)
			if diff := cmp.Diff(tc.want, h.done); diff != "" {
				t.Errorf("done (-want +got):\n%s", diff)
			}
		})
	}
}

// The decision is stored before the ack, and the ack shows the next one.
func TestASubmissionShowsTheNextEntity(t *testing.T) {
	for name, tc := range map[string]struct {
		set  func(*hallway)
		says []string
	}{
		"the next":                 {nil, []string{`"response_action":"update"`, "Ann Lee", "Dana Reyes", "Recording…"}},
		"none can be read in time": {func(h *hallway) { h.entityErr = context.DeadlineExceeded }, []string{`"response_action":"update"`, "Ann Lee", "Recording…", `"entity_next"`}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHallway()
			if tc.set != nil {
				tc.set(h)
			}
			h.deliver(t, KindInteraction, "E1", entitySubmission(entityMeta, "approve", " fits "))
			if len(h.done) != 5 || h.done[1] != `decide approve 7f00 "fits"` || h.done[3] != `entity undecided 7f00 from "e1" for i1` {
				t.Fatalf("done %q", h.done)
			}
			contains(t, h.done[4], tc.says...)
			if c := h.click; c.ID != "E1" || c.EntityID != "e1" || c.Asked != "mark" || c.CardID != testCard {
				t.Errorf("the click is %+v", c)
			}
		})
	}
}
