package iiq_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// Objects that were made while IIQ's clock was years ahead are told of and asked for no more; others are found as before.
func TestStampsAheadAreToldOfAndNotAskedForAgain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind string
		find func(*bench) func(context.Context, time.Time) (int, error)
		all  func(*bench) error
		make func(*bench)
	}{
		"work items": {
			kind: "work_item",
			find: func(b *bench) func(context.Context, time.Time) (int, error) { return b.countItems },
			all:  func(b *bench) error { _, err := b.OpenWorkItemsAfter(context.Background(), "", 0); return err },
			make: func(b *bench) {
				b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye", Requester: "Lee.Quinn", Target: "Lee.Quinn"})
			},
		},
		"identities": {
			kind: "identity",
			find: func(b *bench) func(context.Context, time.Time) (int, error) { return b.countIdentities },
			all: func(b *bench) error {
				_, err := b.AllIdentities(context.Background(), 0, func([]approvals.Identity, time.Time) error { return nil })
				return err
			},
			make: func(b *bench) { b.must(b.SetInactive("Lee.Quinn", true)) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{})
			b.SetClockSkew(-time.Hour)
			b.people()
			b.SetClockSkew(5 * 365 * 24 * time.Hour)
			tt.make(b)
			b.SetClockSkew(0)
			b.must(b.Ping(t.Context()))
			since := time.Now().Add(-time.Second)
			b.must(tt.all(b))
			if n, err := tt.find(b)(t.Context(), time.Now().Add(time.Hour)); err != nil || n > 1 {
				t.Errorf("got %d, %v of the years to come, want the changed one at most", n, err)
			}
			if got := b.StampsAhead(); got[tt.kind] != 1 {
				t.Errorf("stamps ahead: %v, want one of kind %s", maps.Clone(got), tt.kind)
			}
			tt.make(b)
			if tt.kind == "identity" {
				b.must(b.SetInactive("Ada.Mensah", true))
			}
			if n, err := tt.find(b)(t.Context(), since); err != nil || n < 1 {
				t.Errorf("got %d, %v of what is made now, want one at least", n, err)
			}
		})
	}
}
