package shadow

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/migrations"
)

// before is the schema that knows of no shadow.
const before = 12

// A shadow's database is not handed to a version that would take its cards for posted ones.
func TestAShadowIsNotMigratedDown(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	pool := dbtest.Open(t, url)
	w := &env{T: t, pool: pool}
	w.must(Claim(t.Context(), pool, ModeShadow))
	if _, err := migrations.DownTo(t.Context(), url, before); err == nil || !strings.Contains(err.Error(), "bot shadow clear --yes") {
		t.Errorf(`down: %v, want an error and Error with "bot shadow clear --yes"`, err)
	}
	if mode, err := ModeOf(t.Context(), pool); err != nil || mode != ModeShadow {
		t.Errorf("afterwards the database is %q, %v, want %v", mode, err, ModeShadow)
	}
}

// A database that has cards from before is a real bot's; one without is nobody's.
func TestADatabaseFromBeforeIsARealBots(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	pool := dbtest.Open(t, url)
	w := &env{T: t, pool: pool}
	if mode, err := ModeOf(t.Context(), pool); err != nil || mode != ModeNone {
		t.Errorf("a new database is %q, %v, want %v", mode, err, ModeNone)
	}
	_, err := migrations.DownTo(t.Context(), url, before)
	w.must(err)
	pool.Reset()
	w.sql(`INSERT INTO work_items (id, type, owner_id, created_at, content_hash) VALUES ('7f02', 'Approval', '7f01', now(), '\x00')`)
	w.sql(`INSERT INTO cards (id, work_item_id, identity_id, state) VALUES (gen_random_uuid(), '7f02', '7f01', 'posted')`)
	_, err = migrations.Up(t.Context(), url)
	w.must(err)
	if mode, err := ModeOf(t.Context(), pool); err != nil || mode != ModeReal {
		t.Errorf("a database with cards is %q, %v, want %v", mode, err, ModeReal)
	}
}
