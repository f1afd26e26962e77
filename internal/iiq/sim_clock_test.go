package iiq_test

import (
	"context"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// Whoever asks for what changed since a stamp of IIQ's finds what is made after IIQ's clock was set back before it.
func TestWhatChangesAfterTheClockWasSetBackIsFound(t *testing.T) {
	t.Parallel()

	for name, tt := range map[string]struct {
		find func(*bench) func(context.Context, time.Time) (int, error)
		make func(*bench)
	}{
		"work items": {
			find: func(b *bench) func(context.Context, time.Time) (int, error) { return b.countItems },
			make: func(b *bench) {
				b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye", Requester: "Lee.Quinn", Target: "Lee.Quinn"})
			},
		},
		"identities": {find: func(b *bench) func(context.Context, time.Time) (int, error) { return b.countIdentities }, make: func(b *bench) { b.must(b.SetInactive("Lee.Quinn", true)) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{})
			b.SetClockSkew(-time.Hour)
			b.people()
			b.SetClockSkew(0)
			b.must(b.Ping(t.Context()))
			find, ahead := tt.find(b), time.Now().Add(5*time.Minute)
			if n, err := find(t.Context(), time.Now().Add(-time.Second)); err != nil {
				t.Fatalf("before: got %d, %v", n, err)
			}
			b.SetClockSkew(-5 * time.Minute)
			tt.make(b)
			b.must(b.Ping(t.Context()))
			if n, err := find(t.Context(), ahead); err != nil || n != 1 {
				t.Errorf("got %d, %v after the clock was set back, want 1", n, err)
			}
			b.SetClockSkew(10 * time.Minute)
			b.must(b.Ping(t.Context()))
			if n, err := find(t.Context(), ahead); err != nil || n != 0 {
				t.Errorf("got %d, %v when the clock is past the stamp, want 0", n, err)
			}
		})
	}
}

func (b *bench) countItems(ctx context.Context, since time.Time) (n int, err error) {
	err = b.WorkItemsChangedSince(ctx, since, []approvals.ItemType{approvals.TypeApproval}, func(page []approvals.WorkItem) error {
		n += len(page)
		return nil
	})
	return n, err
}

func (b *bench) countIdentities(ctx context.Context, since time.Time) (n int, err error) {
	err = b.IdentitiesChangedSince(ctx, since, 0, func(page []approvals.Identity, _ time.Time) error {
		n += len(page)
		return nil
	})
	return n, err
}
