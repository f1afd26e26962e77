package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store"
)

func TestRequestersAreNeverToldOfHiddenItems(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, telling)
	o.adopt()
	o.see(of("i1", "masked"), of("i2", "hidden"), of("i3", "notice"))
	for _, id := range []string{"i1", "i2", "i3"} {
		o.recorded("sam", id, approvals.Approve, "")
	}
	strict := o.restarted(houseRules)
	n, err := strict.ClaimRequesterNote(ctx, "i1", 1)
	o.must(err)
	if raw, _ := json.Marshal(n); strings.Contains(string(raw), secret) {
		t.Errorf("the requester is told %s, want raw without %v", raw, secret)
	}
	for _, id := range []string{"i2", "i3"} {
		if _, err := strict.ClaimRequesterNote(ctx, id, 1); !errors.Is(err, approvals.ErrClaimLost) {
			t.Errorf("%s: %v, want %v", id, err, approvals.ErrClaimLost)
		}
	}
	if strings.Contains(strict.told("sam"), secret) {
		t.Error("what was decided lately tells the secret")
	}
	jobs := strict.jobs()["tell_requester"]
	strict.see(of("i4", "hidden"), of("i5", "notice"))
	for _, id := range []string{"i4", "i5"} {
		closed := of(id, map[string]string{"i4": "hidden", "i5": "notice"}[id])
		closed.State, closed.Modified, closed.Completer = approvals.StateFinished, o.now, "nora.x"
		strict.see(closed)
	}
	if got := strict.jobs()["tell_requester"]; got != jobs {
		t.Errorf("%d notes more, want got %v", got-jobs, jobs)
	}
}

func TestTheAuditLogKeepsTheTruthAndWhatWasShown(t *testing.T) {
	t.Parallel()
	o := newEnv(t, ruled(t, houseRules))
	o.adopt()
	o.see(of("i1", "masked"))
	_, err := o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	got := o.one(`SELECT payload::json ->> 'shown' FROM audit_log WHERE kind = 'decision.clicked'`) + o.one(`SELECT payload::json ->> 'item' FROM audit_log WHERE kind = 'decision.clicked'`)
	for _, want := range []string{`"show":"masked"`, secret + " 4", secret + " 2"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %s", want, got)
		}
	}
}

// What IIQ itself says of a refusal may name what is hidden.
func TestIIQsOwnSentenceIsLeftOut(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, ruled(t, houseRules))
	o.adopt()
	o.see(of("i1", "masked"), of("i2", "open"))
	for id, want := range map[string]string{"i1": "", "i2": secret} {
		r, err := o.click("sam", id, approvals.Approve, "")
		o.must(err)
		c, err := o.ClaimDecision(ctx, r.DecisionID, 1, time.Minute)
		o.must(err)
		o.must(o.Refuse(ctx, c, &approvals.Refusal{Code: approvals.RefusedByIIQ, Reason: secret}))
		e, err := o.EndingOf(ctx, r.DecisionID)
		o.must(err)
		if e.Refusal.Reason != want {
			t.Errorf("%s: told %q, want %v", id, e.Refusal.Reason, want)
		}
	}
}

func TestRulesForAccessReviews(t *testing.T) {
	t.Parallel()
	const file = `
rules:
  - {match: {type: Certification, description: "*masked*"}, show: masked}
  - {match: {type: Certification, description: "*notice*"}, show: notice}
  - {match: {type: Certification, description: "*hidden*"}, show: none}
  - {match: {type: Certification, description: "*commented*"}, demand: comment}
`
	o := newEnv(t, func(c *store.Config) {
		ruled(t, file)(c)
		c.ReviewURL = func(id string) string { return "https://iiq.example/review/" + id }
	})
	o.adopt()
	for _, name := range []string{"open", "masked", "notice", "hidden", "commented"} {
		r := reviewOf(name, "sam.x")
		r.Name = secret + " " + name
		o.reviews(0, entitiesOf(r, "Open", "Complete")...)
	}
	seen := map[string]approvals.CardView{}
	for n := range o.cards("sam") {
		v := o.card("sam", n)
		seen[v.Item.ID] = v
	}
	if _, there := seen["hidden"]; there || len(seen) != 4 {
		t.Errorf("there are cards of %d reviews", len(seen))
	}
	for name, want := range map[string]struct{ progress, named bool }{
		"open": {true, true}, "masked": {true, false}, "notice": {false, false}, "commented": {true, true},
	} {
		v := seen[name]
		if got := v.Review != nil; got != want.progress {
			t.Errorf("%s: progress is told: %t, want %v", name, got, want.progress)
		}
		if got := strings.Contains(v.Item.Description, secret); got != want.named {
			t.Errorf("%s: it is named: %t, want %v", name, got, want.named)
		}
		if v.WorkItemURL != "https://iiq.example/review/"+name {
			t.Errorf("%s: the link is %s, want %v", name, v.WorkItemURL, "https://iiq.example/review/"+name)
		}
	}
	p, err := o.PendingReviews(context.Background(), person("sam").Identity, 0, 10)
	o.must(err)
	if p.Total != 4 || len(p.Rows) != 4 {
		t.Errorf("listed are %d, counted %d, want Total 4 and a length of 4", len(p.Rows), p.Total)
	}
	for _, r := range p.Rows {
		if (r.Show == sensitivity.Notice) != (r.Review == nil) || r.WorkItemURL != "https://iiq.example/review/"+r.WorkItemID {
			t.Errorf("the row of %s is %+v, want Show equal to sensitivity.Notice %t and WorkItemURL %v",
				r.WorkItemID, r, r.Review == nil, "https://iiq.example/review/"+r.WorkItemID)
		}
	}
}
