package iiqsim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
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
		{Status: 500}, {Status: 502, Body: iiqsim.BodyEmpty}, {Status: 429, Body: iiqsim.BodyJSON, RetryAfter: 7},
		{Status: 503, RetryAfter: 2},
	} {
		f.Kind, f.Count = iiqsim.FaultStatus, 1
		b.fault(f)
		a := b.send(b.listItems())
		retry := a.header.Get("Retry-After")
		if a.status != f.Status || (f.Body == iiqsim.BodyEmpty) != (len(a.body) == 0) || (f.RetryAfter > 0) != (retry != "") {
			t.Errorf("%+v: got status %d, Retry-After %q and body %q, want what the fault says", f, a.status, retry, a.body)
		}
		if a := b.send(b.listItems()); a.status != 200 {
			t.Errorf("after %+v: %d, want 200", f, a.status)
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
				t.Errorf("done: %v, ledger %+v, want listed other than %v and a length of 1 %t",
					!b.listed(w.ID), b.Ledger(), c.done, c.done)
			}
			if c.done && b.Ledger()[0].Fault != c.fault.Kind {
				t.Errorf("ledger %+v, want the fault %s", b.Ledger()[0], c.fault.Kind)
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
		t.Errorf("a short delay: %d, want 200", a.status)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		b.waitFor(func() bool { return b.Faults()[1].Fired == 1 })
		cancel()
	}()
	if _, err := b.try(b.listItems().WithContext(ctx)); !errors.Is(err, context.Canceled) {
		t.Errorf("a delay of an hour: %v, want %v", err, context.Canceled)
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
		t.Errorf("%v, %d bytes, want %v after some bytes", err, len(a.body), io.ErrUnexpectedEOF)
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
		{iiqsim.FaultHuge, b.listItems(), func(a answer) bool {
			return len(a.body) > 3<<20 &&
				bytes.Contains(a.body, []byte("<WorkItem"))
		}},
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
		t.Errorf("%d bytes went out, want at most %v", got, 200<<20)
	}
}
