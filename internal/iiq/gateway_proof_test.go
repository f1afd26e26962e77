package iiq_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

const proofKey = "a key of thirty-two letters, and more"

// provenBench is a client with a key in front of a gateway that wants proofs by another, and what the client's settings are.
func provenBench(t *testing.T, log *slog.Logger, ours, theirs string) (*bench, *tapped, iiq.Config) {
	t.Helper()
	var cfg iiq.Config
	b, tap := gatewayBench(t, log, func(c *iiq.Config) { c.DecisionKey = ours; cfg = *c })
	b.SetGateway(map[string]*string{"decisionKey": &theirs})
	return b, tap, cfg
}

// Every call that decides carries a proof, also one that is sent again because its answer was lost or its token was old.
func TestADecisionIsProven(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]iiqsim.Fault{
		"sent once":                  {},
		"its answer was lost":        {Kind: iiqsim.FaultStatus, Status: 502, Method: "PUT", AfterEffect: true, Count: 1},
		"its token was not accepted": {Kind: iiqsim.FaultStatus, Status: 401, Method: "PUT", Count: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			everything := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			b, tap, _ := provenBench(t, everything, proofKey, proofKey)
			b.AskGateway(t.Context())
			w := b.item(iiqsim.ItemSpec{})
			want := 1
			if fault.Kind != "" {
				_, err := b.AddFault(fault)
				b.must(err)
				want = 2
			}
			if _, err := b.decides(w.ID, someKey); err != nil {
				t.Fatalf("got %v, want the decision taken", err)
			}
			if taken, asked, err := b.Taken(t.Context(), b.write(approvals.WorkItem{ID: w.ID}, someKey)); !taken || !asked || err != nil {
				t.Errorf("asked by its key: got %v, %v, %v, want it taken", taken, asked, err)
			}
			headers, _ := tap.writes()
			if len(headers) != want+1 {
				t.Errorf("got %d writes, want %d", len(headers), want+1)
			}
			for _, h := range headers {
				if len(h.Get("X-Decision-Proof")) != 64 || h.Get("X-Decision-Time") == "" {
					t.Errorf("got the headers %v, want a proof and its time", h)
				}
			}
			if strings.Contains(log.String(), proofKey) || strings.Contains(log.String(), headers[0].Get("X-Decision-Proof")) {
				t.Errorf("got the key or a proof in the log, want neither:\n%s", log.String())
			}
		})
	}
}

// What only reads carries no proof, and neither does what goes to other addresses than the plugin's.
func TestNothingElseIsProven(t *testing.T) {
	t.Parallel()
	b, tap, _ := provenBench(t, nil, proofKey, proofKey)
	b.AskGateway(t.Context())
	b.item(iiqsim.ItemSpec{})
	_, err := b.WorkItems(t.Context(), iiq.WorkItemQuery{Limit: 1})
	b.must(err)
	posts := 0
	for _, r := range tap.sent {
		if r.Method == http.MethodPost {
			posts++
		}
		if r.Header.Get("X-Decision-Proof") != "" {
			t.Errorf("%s %s has a proof, want none", r.Method, r.URL.Path)
		}
	}
	if posts == 0 {
		t.Error("got no POST, want the one for the token")
	}
}

// Without the key of the gateway nothing is written, and the decision is kept as one that the bot's account may not make.
func TestADecisionWithoutItsProofIsKept(t *testing.T) {
	t.Parallel()
	for name, ours := range map[string]string{"no key": "", "another key": proofKey + "!"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, _, _ := provenBench(t, nil, ours, proofKey)
			b.AskGateway(t.Context())
			w := b.item(iiqsim.ItemSpec{})
			if _, err := b.decides(w.ID, someKey); !errors.Is(err, approvals.ErrIIQUnauthorised) {
				t.Errorf("got %v, want %v", err, approvals.ErrIIQUnauthorised)
			}
			if writes := b.Ledger(); len(writes) > 0 {
				t.Errorf("got the writes %+v, want none", writes)
			}
		})
	}
}

// A proof is dated by the gateway's clock, whatever the bot's own shows. A gateway whose clock was put right meanwhile refuses once.
func TestAProofIsDatedByTheGatewaysClock(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]time.Duration{"behind": -time.Hour, "ahead": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, _, cfg := provenBench(t, nil, proofKey, proofKey)
			var err error
			b.Client, err = iiq.New(cfg, nil, func() time.Time { return time.Now().Add(off) }, nil, nil)
			b.must(err)
			w := b.item(iiqsim.ItemSpec{})
			if _, err := b.decides(w.ID, someKey); !errors.Is(err, approvals.ErrIIQUnauthorised) {
				t.Errorf("before it was asked: got %v, want %v", err, approvals.ErrIIQUnauthorised)
			}
			b.AskGateway(t.Context())
			if _, err := b.decides(w.ID, someKey); err != nil {
				t.Errorf("got %v, want the decision taken", err)
			}
		})
	}
}

// A gateway that refuses a proof is asked at once for its time, so that the next try has the right one.
func TestARefusedProofMakesTheBotAskForTheTime(t *testing.T) {
	t.Parallel()
	b, tap, cfg := provenBench(t, nil, proofKey, proofKey)
	off := time.Duration(0)
	var err error
	b.Client, err = iiq.New(cfg, &http.Client{Transport: tap}, func() time.Time { return time.Now().Add(off) }, nil, nil)
	b.must(err)
	b.AskGateway(t.Context())
	off = 20 * time.Minute
	w := b.item(iiqsim.ItemSpec{})
	if _, err := b.decides(w.ID, someKey); !errors.Is(err, approvals.ErrIIQUnauthorised) {
		t.Errorf("after the clock was changed: got %v, want %v", err, approvals.ErrIIQUnauthorised)
	}
	if _, err := b.decides(w.ID, someKey); err != nil {
		t.Errorf("once more: got %v, want the decision taken", err)
	}
}
