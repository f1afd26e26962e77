package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestForwardedItemLeavesItsOldOwnerAndFindsTheNewOne(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	o.post(o.cards("sam")[0])
	if got := o.see(request("i1", "nora")); got.Forwarded != 1 {
		t.Errorf("stats are %+v, want Forwarded 1", got)
	}
	old, err := o.CardView(context.Background(), o.cards("sam")[0])
	o.must(err)
	if old.Phase != approvals.PhaseForwarded || old.ForwardedTo != "D. nora" {
		t.Errorf(`sam's card is %s to %q, want Phase %v and ForwardedTo "D. nora"`,
			old.Phase, old.ForwardedTo, approvals.PhaseForwarded)
	}
	fresh, err := o.CardView(context.Background(), o.cards("nora")[0])
	o.must(err)
	if fresh.Phase != approvals.PhaseOpen || fresh.Why.ForwardedBy != "D. sam" {
		t.Errorf(`nora's card is %s, forwarded by %q, want Phase %v and ForwardedBy "D. sam"`,
			fresh.Phase, fresh.Why.ForwardedBy, approvals.PhaseOpen)
	}
	_, err = o.click("sam", "i1", approvals.Approve, "")
	if r := wantRefusal(t, err, approvals.RefusedForwarded); r.By != "D. nora" {
		t.Errorf(`it is said to be forwarded to %q, want "D. nora"`, r.By)
	}
	o.see(request("i1", "sam"))
	if cards := o.cards("sam"); len(cards) != 2 || o.phase(cards[0]) != approvals.PhaseForwarded ||
		o.phase(cards[1]) != approvals.PhaseOpen {
		t.Errorf("forwarded back, sam has %d cards, want a length of 2, phase %v and phase %v",
			len(cards), approvals.PhaseForwarded, approvals.PhaseOpen)
	}
	_, err = o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
}

func TestWorkgroupMembersComeAndGo(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	ctx := context.Background()
	o.must(o.saveGroup("group", "Ledger Owners", []string{"sam", "nora"}))
	o.see(request("i1", "group"))
	for _, who := range []string{"sam", "nora"} {
		v, err := o.CardView(ctx, o.cards(who)[0])
		o.must(err)
		if v.Why.Workgroup != "Ledger Owners" {
			t.Errorf(`%s is told of the workgroup %q, want "Ledger Owners"`, who, v.Why.Workgroup)
		}
	}
	o.post(o.cards("nora")[0])
	o.must(o.saveGroup("group", "", []string{"sam", "dana"}))
	if len(o.cards("dana")) != 1 {
		t.Errorf("dana came and has %d cards, want 1", len(o.cards("dana")))
	}
	if p := o.phase(o.cards("nora")[0]); p != approvals.PhaseNotYours {
		t.Errorf("nora left and her card is %s, want %v", p, approvals.PhaseNotYours)
	}
	_, err := o.click("nora", "i1", approvals.Approve, "")
	wantRefusal(t, err, approvals.RefusedNotYours)
	_, err = o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	_, err = o.click("dana", "i1", approvals.Approve, "")
	if err == nil {
		t.Error("dana receives what is asked for and could decide it")
	}
}

func TestUnknownOwnerIsLookedUpOnce(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	ctx := context.Background()
	items := []approvals.WorkItem{request("i1", "group"), request("i2", "sam"), request("i3", "group")}
	ids, err := o.OwnersToExpand(ctx, items)
	o.must(err)
	if !slices.Equal(ids, []string{"group"}) {
		t.Errorf("to be expanded: %v, want the group alone", ids)
	}
	o.see(items...)
	o.must(o.saveGroup("group", "Late", []string{"nora"}))
	if ids, err = o.OwnersToExpand(ctx, items); err != nil || len(ids) != 0 {
		t.Errorf("still to be expanded: %v, %v, want a length of 0", ids, err)
	}
	if n := o.one(`SELECT string_agg(identity_id, ',' ORDER BY identity_id) FROM work_item_approvers WHERE work_item_id = 'i1' AND active`); n != "nora" {
		t.Errorf(`approvers of i1 are %s, want "nora"`, n)
	}
}
