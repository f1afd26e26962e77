package iiqsim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

func (b *bench) fault(f iiqsim.Fault) {
	b.t.Helper()
	if b.token == "" { // a rule without a path meets the token call too
		b.token = b.login()
	}
	_, err := b.AddFault(f)
	b.ok(err)
}

// try makes a call that may fail.
func (b *bench) try(req *http.Request) (answer, error) {
	res, err := b.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, body}, err
}

func (b *bench) listItems() *http.Request { return b.authed("GET", plugin+"/object/WorkItem", "") }

func (b *bench) approval(w iiqsim.WorkItem) *http.Request {
	return b.authed("PUT", plugin+"/object/WorkItem/"+w.ID, `{"approver":"`+b.id("Sam.Okoye")+`","state":"Finished","comment":"c"}`)
}

func TestFaultStatus(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	for _, f := range []iiqsim.Fault{
		{Status: 500}, {Status: 502, Body: iiqsim.BodyEmpty}, {Status: 429, Body: iiqsim.BodyJSON, RetryAfter: 7}, {Status: 503, RetryAfter: 2},
	} {
		f.Kind, f.Count = iiqsim.FaultStatus, 1
		b.fault(f)
		a := b.send(b.listItems())
		retry := a.header.Get("Retry-After")
		if a.status != f.Status || (f.Body == iiqsim.BodyEmpty) != (len(a.body) == 0) || (f.RetryAfter > 0) != (retry != "") {
			t.Errorf("%+v: %d %q %s", f, a.status, retry, a.body)
		}
		if a := b.send(b.listItems()); a.status != 200 {
			t.Errorf("after %+v: %d", f, a.status)
		}
	}
}

// Each fault of a write, before and after its effect: the ledger knows what was done, the caller does not.
func TestFaultsOfAWrite(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault iiqsim.Fault
		done  bool
	}{
		"status before":  {iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 500}, false},
		"status after":   {iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 500, AfterEffect: true}, true},
		"cut before":     {iiqsim.Fault{Kind: iiqsim.FaultCut}, false},
		"cut after":      {iiqsim.Fault{Kind: iiqsim.FaultCut, AfterEffect: true}, true},
		"hang before":    {iiqsim.Fault{Kind: iiqsim.FaultHang}, false},
		"hang after":     {iiqsim.Fault{Kind: iiqsim.FaultHang, AfterEffect: true}, true},
		"truncated":      {iiqsim.Fault{Kind: iiqsim.FaultTruncate}, true},
		"a page instead": {iiqsim.Fault{Kind: iiqsim.FaultHTML}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startWithPeople(t, iiqsim.Options{})
			w := b.item(iiqsim.ItemSpec{})
			c.fault.Method, c.fault.Path, c.fault.Count = "PUT", "/object/WorkItem/", 1
			b.fault(c.fault)
			ctx, cancel := context.WithCancel(t.Context())
			if c.fault.Kind == iiqsim.FaultHang {
				go func() {
					b.waitFor(func() bool {
						return b.Stats().InFlight == 1 && (len(b.Ledger()) == 1) == c.done && b.Faults()[0].Fired == 1
					})
					cancel()
				}()
			}
			a, err := b.try(b.approval(w).WithContext(ctx))
			cancel()
			if err == nil && a.status == 200 && !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
				t.Errorf("the true answer came: %s", a.body)
			}
			if b.listed(w.ID) == c.done || (len(b.Ledger()) == 1) != c.done {
				t.Errorf("done: %v, ledger %+v", !b.listed(w.ID), b.Ledger())
			}
			if c.done && b.Ledger()[0].Fault != c.fault.Kind {
				t.Errorf("ledger %+v", b.Ledger()[0])
			}
			b.waitFor(func() bool { return b.Stats().InFlight == 0 })
		})
	}
}

// waitFor asks again until the condition holds; it gives up after a time that no working run needs.
func (b *bench) waitFor(condition func() bool) {
	tick, end := time.NewTicker(time.Millisecond), time.After(patience.Limit())
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-b.t.Context().Done():
			return
		case <-end:
			b.t.Error("a condition never came true")
			return
		}
	}
}

func TestFaultDelay(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	b.fault(iiqsim.Fault{Kind: iiqsim.FaultDelay, DelayMillis: 1, Count: 1, Path: "/object/"})
	b.fault(iiqsim.Fault{Kind: iiqsim.FaultDelay, DelayMillis: 3_600_000, Skip: 1, Path: "/object/"})
	if a := b.send(b.listItems()); a.status != 200 {
		t.Errorf("a short delay: %d", a.status)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		b.waitFor(func() bool { return b.Faults()[1].Fired == 1 })
		cancel()
	}()
	if _, err := b.try(b.listItems().WithContext(ctx)); !errors.Is(err, context.Canceled) {
		t.Errorf("a delay of an hour: %v", err)
	}
	b.waitFor(func() bool { return b.Stats().InFlight == 0 })
}

func TestFaultTruncate(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	b.item(iiqsim.ItemSpec{})
	b.fault(iiqsim.Fault{Kind: iiqsim.FaultTruncate, Path: "/object/"})
	a, err := b.try(b.listItems())
	if !errors.Is(err, io.ErrUnexpectedEOF) || len(a.body) == 0 {
		t.Errorf("%v, %d bytes", err, len(a.body))
	}
}

func TestFaultBodies(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	table := b.authed("GET", plugin+"/table/Identity", "")
	for _, c := range []struct {
		kind iiqsim.FaultKind
		req  *http.Request
		good func(a answer) bool
	}{
		{iiqsim.FaultHTML, b.listItems(), func(a answer) bool { return bytes.HasPrefix(a.body, []byte("<!DOCTYPE html>")) }},
		{iiqsim.FaultBomb, b.listItems(), func(a answer) bool { return bytes.Contains(a.body, []byte("<!ENTITY")) }},
		{iiqsim.FaultWrongTypes, b.listItems(), func(a answer) bool { return xml.Unmarshal(a.body, new(xmlNode)) == nil }},
		{iiqsim.FaultWrongTypes, table, func(a answer) bool { return json.Valid(a.body) && bytes.Contains(a.body, []byte(`"id":7`)) }},
		{iiqsim.FaultHuge, b.listItems(), func(a answer) bool { return len(a.body) > 3<<20 && bytes.Contains(a.body, []byte("<WorkItem")) }},
		{iiqsim.FaultHuge, table, func(a answer) bool { return len(a.body) > 3<<20 && bytes.Contains(a.body, []byte(`"email"`)) }},
	} {
		b.ClearFaults()
		b.fault(iiqsim.Fault{Kind: c.kind, Size: 3 << 20})
		if a := b.send(c.req); a.status != 200 || !c.good(a) {
			t.Errorf("%s of %s: %d %.200s", c.kind, c.req.URL.Path, a.status, a.body)
		}
	}
}

// A client that has read enough of a gigabyte stops the stream by leaving.
func TestFaultHugeEndsWithTheClient(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	b.fault(iiqsim.Fault{Kind: iiqsim.FaultHuge})
	res, err := b.http.Do(b.listItems())
	b.ok(err)
	_, err = io.CopyN(io.Discard, res.Body, 1<<20)
	b.ok(err)
	b.ok(res.Body.Close())
	b.waitFor(func() bool { return b.Stats().InFlight == 0 })
	if got := b.Stats().BytesOut; got > 200<<20 {
		t.Errorf("%d bytes went out", got)
	}
}

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
		t.Errorf("ping %d", a.status)
	}
	if a := b.get("/object/WorkItem"); a.status != 200 {
		t.Errorf("another path: %d", a.status)
	}
	rules := b.Faults()
	if len(rules) != 2 || rules[0].Fired != 2 || rules[1].Fired != 1 {
		t.Errorf("rules %+v", rules)
	}
	b.RemoveFault(rules[1].ID)
	if a := b.send(b.authed("GET", "/rest/ping", "")); a.status != 200 {
		t.Errorf("ping after removal %d", a.status)
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
		t.Errorf("%d of 40 at one half", hits)
	}
}

func TestDown(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	good := b.listItems()
	b.SetDown(true)
	for _, req := range []*http.Request{good, b.request("POST", b.root+"/oauth2/token", "")} {
		if a := b.send(req); a.status != 503 {
			t.Errorf("%s: %d", req.URL.Path, a.status)
		}
	}
	b.SetDown(false)
	if a := b.send(b.listItems()); a.status != 200 {
		t.Errorf("up again: %d", a.status)
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
		<-left
	}
	b.waitFor(func() bool { return b.Stats().InFlight == 0 })
	got := b.Stats()
	for name, want := range map[string]int{"GET /object/WorkItem": 1, "GET /object/WorkItem/{id}": 2, "other": 1, "GET /table/Identity": 3} {
		if got.Requests[name] != want {
			t.Errorf("%s: %d, want %d", name, got.Requests[name], want)
		}
	}
	if got.Peak != 3 || got.Statuses[404] != 2 || b.Requests()["POST /oauth2/token"] != 1 {
		t.Errorf("stats %+v", got)
	}
}
