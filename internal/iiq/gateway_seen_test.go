package iiq_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

// What is an answer, and what is not: docs/gateway-contract.md#discovery
func TestWhatIsTakenForAGateway(t *testing.T) {
	t.Parallel()
	const page = "<html>no</html>"
	for name, c := range map[string]struct {
		status            int
		body              string
		answered, unknown bool
	}{
		"the gateway":          {status: 0, answered: true},
		"not found":            {404, page, true, true},
		"not authorised":       {403, page, true, true},
		"another method":       {405, page, true, true},
		"an error":             {500, page, true, true},
		"a page":               {200, page, true, true},
		"JSON of another kind": {200, `{"contract":0}`, true, true},
		"too many":             {429, page, false, true},
		"a bad gateway":        {502, page, false, true},
		"busy":                 {503, page, false, true},
		"a time-out":           {504, page, false, true},
	} {
		b, tap := gatewayBench(t, nil)
		tap.answers(c.status, c.body)
		if got := b.AskGateway(t.Context()); got != c.answered {
			t.Errorf("%s at first: got an answer %t, want %t", name, got, c.answered)
		}
		if _, seen := b.Gateway(); seen == c.unknown {
			t.Errorf("%s at first: got a gateway %t, want %t", name, seen, !c.unknown)
		}
		tap.answers(0, "")
		if !b.AskGateway(t.Context()) {
			t.Errorf("the gateway after %s: got no answer, want one", name)
		}
		tap.answers(c.status, c.body)
		if got := b.AskGateway(t.Context()); got != (c.status == 0) {
			t.Errorf("%s once a gateway was seen: got an answer to be believed %t, want %t", name, got, c.status == 0)
		}
		if g, seen := b.Gateway(); !seen || g.Contract != 1 {
			t.Errorf("%s once a gateway was seen: got %+v, %t, want what was known to hold", name, g, seen)
		}
	}
}

func TestTheVendorsPluginIsNeverAsked(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil, func(c *iiq.Config) { c.Gateway = iiq.GatewayVendor })
	b.WatchGateway()(t.Context())
	w := b.item(iiqsim.ItemSpec{})
	if _, err := b.decides(w.ID, someKey); err != nil {
		t.Fatal(err)
	}
	for _, r := range tap.sent {
		if strings.HasSuffix(r.URL.Path, "/capabilities") || r.Header.Get("Idempotency-Key") != "" {
			t.Errorf("got %s %s with the key %q, want nothing of a gateway", r.Method, r.URL.Path, r.Header.Get("Idempotency-Key"))
		}
	}
}

func TestAGatewayThatIsRequired(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil, func(c *iiq.Config) { c.Gateway = iiq.GatewayRequired })
	tap.answers(404, "")
	if b.AskGateway(t.Context()) || !b.GatewayLacking() {
		t.Error("a required gateway that is not there: got it settled, want it asked again")
	}
	w := b.item(iiqsim.ItemSpec{})
	if _, err := b.decides(w.ID, someKey); !errors.Is(err, approvals.ErrIIQAway) {
		t.Errorf("a decision while it was never seen: got %v, want that nothing was sent", err)
	}
	if headers, _ := tap.writes(); len(headers) != 0 {
		t.Errorf("a decision while it was never seen: got it sent %d times, want nothing sent", len(headers))
	}
	tap.answers(0, "")
	if !b.AskGateway(t.Context()) || b.GatewayLacking() {
		t.Error("a required gateway that is there: got it lacking, want it seen")
	}
	tap.answers(404, "")
	if b.AskGateway(t.Context()) || b.GatewayLacking() {
		t.Error("a gateway that was seen once: got it lacking, want it seen")
	}
}

// A client asks for no more than the gateway gives.
func TestPagesAreNoLongerThanTheGatewaySays(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil, func(c *iiq.Config) { c.PageSize = 1000 })
	page := "3"
	b.SetGateway(map[string]*string{"page": &page})
	for range 7 {
		b.item(iiqsim.ItemSpec{})
	}
	b.AskGateway(t.Context())
	seen := 0
	b.must(b.WorkItemsChangedSince(t.Context(), time.Time{}, []approvals.ItemType{approvals.TypeApproval},
		func(page []approvals.WorkItem) error {
			seen += len(page)
			return nil
		}))
	_, err := b.Client.Identities(t.Context(), "", 1000)
	b.must(err)
	if seen != 7 {
		t.Errorf("got %d items, want 7", seen)
	}
	for _, r := range tap.sent {
		if limit := r.URL.Query().Get("limit"); limit != "" && limit != "3" {
			t.Errorf("%s: got limit=%s, want 3", r.URL.Path, limit)
		}
	}
}

// What is to be written waits for the first answer, and not longer than its own time.
func TestAWriteWaitsForTheFirstAnswer(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil)
	tap.answers(503, "")
	watch := b.WatchGateway()
	w := b.item(iiqsim.ItemSpec{})
	read, err := b.WorkItemListed(t.Context(), w.ID)
	b.must(err)
	done := make(chan error, 1)
	go func() {
		_, err := b.Decide(t.Context(), b.write(read, someKey))
		done <- err
	}()
	tap.answers(0, "")
	go watch(t.Context())
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if headers, _ := tap.writes(); len(headers) != 1 || headers[0].Get("Idempotency-Key") != someKey {
		t.Errorf("got the writes %v, want one with its key", headers)
	}
}

// A gateway that did not answer in time is asked again soon, since what is to be written waits for it.
func TestAGatewayThatWasSlowAtFirstIsAskedAgainSoon(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil)
	tap.answers(504, "")
	ctx, cancel := context.WithTimeout(t.Context(), patience.Limit()/2)
	defer cancel()
	go b.WatchGateway()(ctx)
	patience.Until(t, "it was asked", func() bool { return tap.asked("/capabilities") > 0 })
	tap.answers(0, "")
	patience.Until(t, "it is there, before a minute is over", func() bool {
		_, seen := b.Gateway()
		return seen || ctx.Err() != nil
	})
	if _, seen := b.Gateway(); !seen {
		t.Error("got no gateway within half a minute, want it asked again")
	}
}
