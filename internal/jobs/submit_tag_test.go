package jobs_test

import (
	"context"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

// tagged is an item as a gateway gives it.
func tagged(id, tag string) approvals.WorkItem {
	w := jobstest.Request(id, "sam")
	w.Tag, w.ByGateway = tag, true
	return w
}

// A decision expects the tag of what the approver saw, whatever the item has become since. Where that is not known, it expects what was
// read just before the write.
func TestADecisionExpectsWhatTheApproverSaw(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	for id, c := range map[string]struct {
		item approvals.WorkItem
		// before happens between the card and the click.
		before string
		want   string
	}{
		"gateway": {tagged("gateway", "t1"), "", "t1"},
		"vendor":  {func() approvals.WorkItem { w := tagged("vendor", "t1"); w.ByGateway = false; return w }(), "", "t2"},
		"older":   {tagged("older", "t1"), `UPDATE cards SET tag = NULL WHERE work_item_id = 'older'`, "t2"},
		"since":   {tagged("since", "t1"), `UPDATE cards SET shown = shown + 1, want = want + 1 WHERE work_item_id = 'since'`, "t2"},
		"unread":  {tagged("unread", ""), "", "t2"},
		// The row's content is not what the tag is of; the card still shows what its tag is of.
		"content": {tagged("content", "t1"), `UPDATE work_items SET tag_of = 'other' WHERE id = 'content'`, "t1"},
	} {
		s.See(c.item)
		if c.before != "" {
			s.Exec(c.before)
		}
		decision := s.Click("sam", id, approvals.Approve, "")
		now := tagged(id, "t2")
		s.IIQ.Put(now)
		if got := s.Attempt(); got != "recorded" {
			t.Fatalf("%s: the attempt ended as %q, want it recorded", id, got)
		}
		writes := s.IIQ.Written()
		if got := writes[len(writes)-1].Expect.Tag; got != c.want {
			t.Errorf("%s: the decision expects %q, want %q", id, got, c.want)
		}
		if seen := s.One(`SELECT tag FROM decisions WHERE id = $1`, decision); (seen == "t1") != (c.want == "t1") {
			t.Errorf("%s: the decision keeps the tag %q", id, seen)
		}
		s.Drain()
	}
}

// Where only the tag of an item has changed, its cards are shown once more, so that they carry the new one. The first tag of an item
// that was stored without one changes no card.
func TestATagThatChangesIsCarriedByTheCard(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	const card = `SELECT concat_ws(' ', shown, want - shown, tag) FROM cards`
	s.See(jobstest.Request("i1", "sam"))
	s.Want("1 0", card)
	for _, step := range []struct{ tag, item, card string }{
		{"t1", "t1", "1 0"},
		{"t1", "t1", "1 0"},
		{"t2", "t2", "2 0 t2"},
		{"t1", "t1", "3 0 t1"},
	} {
		s.See(tagged("i1", step.tag))
		s.Want(step.item, `SELECT tag FROM work_items`)
		s.Want(step.card, card)
	}
	// The vendor's plugin, and a version that keeps no tags, leave the tag of a content that is the same.
	s.See(jobstest.Request("i1", "sam"))
	s.Want("t1", `SELECT tag FROM work_items WHERE tag_of = content_hash`)
	other := jobstest.Request("i1", "sam")
	other.Lines[0].Value = "Writer"
	s.See(other)
	s.Want("", `SELECT tag FROM work_items`)
	s.Want("4 0", card)
}

// A gateway that holds the item against another tag refuses, the card then shows what was read, and the next click is of that.
func TestARefusalAsChangedRenewsTheCard(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(tagged("i1", "t1"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.Put(tagged("i1", "t2"))
	s.IIQ.Fails("put", gatewayNo{code: approvals.RefusedChanged})
	if got := s.Attempt(); got != "refused" {
		t.Fatalf("the attempt ended as %q, want a refusal", got)
	}
	s.Drain()
	s.Want("t2", `SELECT tag FROM cards`)
	s.Click("sam", "i1", approvals.Approve, "")
	if got := s.Attempt(); got != "recorded" {
		t.Errorf("the second click ended as %q, want it recorded", got)
	}
	if writes := s.IIQ.Written(); len(writes) != 1 || writes[0].Expect.Tag != "t2" {
		t.Errorf("got the writes %+v, want one that expects t2", writes)
	}
}

// A decision that was taken without a card, on a Home tab for example, is on the item as our tables have it.
func TestADecisionWithoutACardIsOnTheItem(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(tagged("i1", "t1"))
	v, err := s.ViewFor(context.Background(), "i1", "sam")
	s.Must(err)
	r, err := s.Decide(context.Background(), approvals.Click{ID: "c1", WorkItemID: "i1", Verdict: approvals.Approve,
		RequestMark: v.RequestMark(), FactsMark: v.FactsMark(),
		Person: approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-sam"},
			Identity: approvals.Identity{ID: "sam", Name: "sam.x", Display: "D. sam", ActivityKnown: true}}})
	s.Must(err)
	c, err := s.ClaimDecision(context.Background(), r.DecisionID, 1, jobstest.ClaimFor)
	s.Must(err)
	if c.Tag != "t1" {
		t.Errorf("the decision is on %q, want t1", c.Tag)
	}
}

// What a gateway said of itself is known to all replicas and after restarts, each by its place.
func TestAGatewayIsRemembered(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	ctx := context.Background()
	read := func(place, want string) {
		t.Helper()
		said, err := s.GatewaySeen(ctx, place)
		s.Must(err)
		if string(said) != want {
			t.Errorf("at %s: got %q, want %q", place, said, want)
		}
	}
	read("a", "")
	s.Must(s.KeepGateway(ctx, "a", []byte(`{"contract": 1}`)))
	s.Must(s.KeepGateway(ctx, "a", []byte(`{"contract": 2}`)))
	s.Must(s.KeepGateway(ctx, "b", []byte(`{"contract": 1}`)))
	read("a", `{"contract": 2}`)
	read("b", `{"contract": 1}`)
}
