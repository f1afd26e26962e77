package app

import (
	"log/slog"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/outbox"
)

// Somebody who asks for many cards within a second has each of them sent later; no worker waits for their limit meanwhile.
func TestNobodyWaitsForOnePersonsMessages(t *testing.T) {
	t.Parallel()
	b := &bot{budget: outbox.NewBudget(dbtest.New(t), outbox.Config{On: true}, slog.New(slog.DiscardHandler))}
	later := 0
	for range 6 {
		if err := (slackPort{b}).MayPost(t.Context(), "U1", true); approvals.RetryAfter(err) > 0 {
			later++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if later < 3 {
		t.Errorf("%d of 6 messages are to come later, want 3 at least", later)
	}
	if err := (slackPort{b}).MayPost(t.Context(), "U2", true); err != nil {
		t.Errorf("somebody else has to wait as well: %v, want nil", err)
	}
}
