package iiqsim_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

func TestFaultRules(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	b.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 500, Method: "GET", Path: "/table/", Skip: 2, Count: 2})
	b.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 502, Path: "/rest/ping"})
	var got []int
	for range 6 {
		got = append(got, b.get("/table/Identity").status)
	}
	if want := []int{200, 200, 500, 500, 200, 200}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if a := b.send(b.authed("GET", "/rest/ping", "")); a.status != 502 {
		t.Errorf("ping %d, want 502", a.status)
	}
	if a := b.get("/object/WorkItem"); a.status != 200 {
		t.Errorf("another path: %d, want 200", a.status)
	}
	rules := b.Faults()
	if len(rules) != 2 || rules[0].Fired != 2 || rules[1].Fired != 1 {
		t.Errorf("rules %+v, want a length of 2, Fired 2 and Fired 1", rules)
	}
	b.RemoveFault(rules[1].ID)
	if a := b.send(b.authed("GET", "/rest/ping", "")); a.status != 200 {
		t.Errorf("ping after removal %d, want 200", a.status)
	}
	for _, bad := range []iiqsim.Fault{
		{}, {Kind: "explode"}, {Kind: iiqsim.FaultStatus}, {Kind: iiqsim.FaultStatus, Status: 500, Body: "pdf"}, {Kind: iiqsim.FaultCut, Probability: 2},
		{Kind: iiqsim.FaultCut, Count: -1},
	} {
		if _, err := b.AddFault(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestFaultDiceAreSeeded(t *testing.T) {
	t.Parallel()
	play := func(seed uint64) []int {
		b := start(t, iiqsim.Options{Seed: seed})
		b.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 500, Path: "/table/", Probability: 0.5})
		var got []int
		for range 40 {
			got = append(got, b.get("/table/Identity").status)
		}
		return got
	}
	first := play(3)
	if !slices.Equal(first, play(3)) {
		t.Error("the same seed gives other faults")
	}
	if slices.Equal(first, play(4)) {
		t.Error("another seed gives the same faults")
	}
	if hits := 40 - len(slices.DeleteFunc(first, func(status int) bool { return status == 500 })); hits < 8 || hits > 32 {
		t.Errorf("%d of 40 at one half, want hits at least 8 and hits at most 32", hits)
	}
}

func TestDown(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	good := b.listItems()
	b.SetDown(true)
	for _, req := range []*http.Request{good, b.request("POST", b.root+"/oauth2/token", "")} {
		if a := b.send(req); a.status != 503 {
			t.Errorf("%s: %d, want 503", req.URL.Path, a.status)
		}
	}
	b.SetDown(false)
	if a := b.send(b.listItems()); a.status != 200 {
		t.Errorf("up again: %d, want 200", a.status)
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	b.login()
	b.ResetStats()
	w := b.item(iiqsim.ItemSpec{})
	b.get("/object/WorkItem")
	b.get("/object/WorkItem/" + w.ID)
	b.get("/object/WorkItem/none")
	b.get("/nowhere")
	b.fault(iiqsim.Fault{Kind: iiqsim.FaultHang, Path: "/table/", Count: 3})
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan struct{}, 3)
	for range 3 {
		req := b.authed("GET", plugin+"/table/Identity", "").WithContext(ctx)
		go func() {
			_, _ = b.try(req)
			left <- struct{}{}
		}()
	}
	b.waitFor(func() bool { return b.Stats().InFlight == 3 })
	cancel()
	for range 3 {
		patience.Receive(t, "the leaving", left)
	}
	b.waitFor(func() bool { return b.Stats().InFlight == 0 })
	got := b.Stats()
	for name, want := range map[string]int{"GET /object/WorkItem": 1, "GET /object/WorkItem/{id}": 2, "other": 1,
		"GET /table/Identity": 3} {
		if got.Requests[name] != want {
			t.Errorf("%s: %d, want %d", name, got.Requests[name], want)
		}
	}
	if got.Peak != 3 || got.Statuses[404] != 2 || b.Requests()["POST /oauth2/token"] != 1 {
		t.Errorf(`stats %+v, want Peak 3, got.Statuses[404] 2 and b.Requests()["POST /oauth2/token"] 1`, got)
	}
}
