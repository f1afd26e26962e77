package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
)

// Whatever somebody asks for, the one rule judges it; what it says in each case is approvals.Policy.MayAct's own test.
func TestEveryAskIsJudged(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"), request("i2", "sam"), request("i3", "sam"), request("i4", "sam"))
	done := request("i2", "sam")
	done.State, done.Modified = approvals.StateRejected, o.now
	o.see(done, request("i3", "dana"))
	_, err := o.click("sam", "i4", approvals.Approve, "")
	o.must(err)
	ctx := context.Background()
	asks := map[approvals.Purpose]func(who, item string) error{
		approvals.ToDecide: func(who, item string) error {
			_, err := o.click(who, item, approvals.Approve, "")
			return err
		},
		approvals.ToSnooze:  func(who, item string) error { return o.Snooze(ctx, person(who), item, o.now.Add(time.Hour)) },
		approvals.ToGetCard: func(who, item string) error { return o.SendCard(ctx, person(who), item, false) },
		approvals.ToSee: func(who, item string) error {
			_, err := o.CardForModal(ctx, item, person(who).Identity)
			return err
		},
	}
	const count = `SELECT (SELECT count(*) FROM cards) || ' ' || (SELECT count(*) FROM snoozes) || ' ' || (SELECT count(*) FROM decisions)`
	before := o.one(count)
	for _, c := range []struct {
		name, who, item string
		// see is the answer where somebody only looks, others that to everything else.
		see, others approvals.RefusalCode
	}{
		{"no such item", "sam", "none", approvals.RefusedNotYours, approvals.RefusedNoSuchItem},
		{"a stranger", "nora", "i1", approvals.RefusedNotYours, approvals.RefusedNotYours},
		{"ended", "sam", "i2", "", approvals.RefusedAlreadyDecided},
		{"forwarded", "sam", "i3", "", approvals.RefusedForwarded},
	} {
		for purpose, ask := range asks {
			want := c.others
			if purpose == approvals.ToSee {
				want = c.see
			}
			err := ask(c.who, c.item)
			if r, refused := approvals.AsRefusal(err); refused != (want != "") || refused && r.Code != want {
				t.Errorf("%s, to %s: %v, want %q", c.name, purpose, err, want)
			}
		}
	}
	if err := asks[approvals.ToDecide]("sam", "i4"); err == nil {
		t.Error("a second decision is taken")
	}
	if now := o.one(count); now != before {
		t.Errorf("cards, snoozes and decisions were %s and are %s", before, now)
	}
}

// wantWrite judges a decision just before its write, by Sam, who may decide the item. want is "" where it may be written.
func (o *env) wantWrite(c store.Claim, w approvals.WorkItem, want approvals.RefusalCode) {
	o.t.Helper()
	s := approvals.Standing{Known: true, Approver: true, Active: true, Open: true, Item: w}
	f, err := o.FactsForWrite(context.Background(), c, w)
	o.must(err)
	r, err := o.MayWrite(c, person("sam").Identity, s, f)
	o.must(err)
	var got approvals.RefusalCode
	if r != nil {
		got = r.Code
	}
	if got != want {
		o.t.Errorf("before the write of %s: got the refusal %q, want %q", w.ID, got, want)
	}
}
