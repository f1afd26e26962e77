package audit_test

import (
	"errors"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

const days = 24 * time.Hour

// aged gives a log with five rows, of which three are ten days old, as the owner and the bot see it.
func aged(t *testing.T) vault {
	t.Helper()
	v := newVault(t)
	v.age()
	return v
}

func (b book) age() {
	b.Helper()
	for i := range 5 {
		b.append(decided(string(rune('1'+i)), "sam", ""))
	}
	b.grow(3, 10*days)
}

// The longer of the owner's retention and AUDIT_RETENTION counts, and without the owner's nothing goes.
func TestTheLongerRetentionCounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		owner   func(book)
		atLeast time.Duration
		removed int64
	}{
		"nobody has set anything":       {func(book) {}, 0, 0},
		"AUDIT_RETENTION alone":         {func(book) {}, 2 * days, 0},
		"for good":                      {func(v book) { v.keeps(0) }, 2 * days, 0},
		"the owner's alone":             {func(v book) { v.keeps(2 * days) }, 0, 3},
		"AUDIT_RETENTION is shorter":    {func(v book) { v.keeps(20 * days) }, 2 * days, 0},
		"AUDIT_RETENTION is longer":     {func(v book) { v.keeps(2 * days) }, 20 * days, 0},
		"both are shorter than the age": {func(v book) { v.keeps(2 * days) }, 5 * days, 3},
		"the owner's became longer":     {func(v book) { v.keeps(2 * days); v.keeps(20 * days) }, 0, 0},
		"the owner's became for good":   {func(v book) { v.keeps(2 * days); v.keeps(0) }, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newBook(t)
			v.age()
			c.owner(v)
			if removed := v.retain(c.atLeast); removed != c.removed {
				t.Errorf("%d rows went, want %v", removed, c.removed)
			}
			if found, err := v.verify(); err != nil || found.First != c.removed+1 {
				t.Errorf("got %+v, %v, want First %v", found, err, c.removed+1)
			}
		})
	}
}

// What AUDIT_RETENTION asked for once holds for a replica that asks for less, until the owner sets the retention anew.
func TestAskingToKeepLongerIsNotTakenBack(t *testing.T) {
	t.Parallel()
	v := aged(t)
	v.keeps(2 * days)
	if removed := v.bot.retain(20 * days); removed != 0 {
		t.Fatalf("%d rows went, want 0", removed)
	}
	for _, n := range []string{"NULL", "0", "1", "-1", "86400", "-9223372036854775808"} {
		v.bot.exec("SELECT audit_keep_longer(" + n + ")")
	}
	if removed := v.bot.retain(0); removed != 0 {
		t.Errorf("%d rows went, want 0", removed)
	}
	if r, err := audit.ReadRetention(t.Context(), db.New(v.bot.pool)); err != nil || r.InForce() != 20*days || r.Keep != 2*days {
		t.Errorf("got %+v, %v, want InForce %v and Keep %v", r, err, 20*days, 2*days)
	}
	v.keeps(2 * days)
	if removed := v.bot.retain(0); removed != 3 {
		t.Errorf("%d rows went, want 3", removed)
	}
}

// The retention is the owner's to set, and the log tells that they did.
func TestOnlyTheOwnerSetsTheRetention(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	if err := audit.SetRetention(t.Context(), v.bot.pool, 2*days, audit.Operator{User: "mallory"}); !errors.Is(err, audit.ErrNotOwner) {
		t.Errorf("the bot's role: %v, want %v", err, audit.ErrNotOwner)
	}
	if r, err := audit.ReadRetention(t.Context(), db.New(v.bot.pool)); err != nil || r.Set {
		t.Errorf("got %+v, %v, want Set false", r, err)
	}
	v.keeps(2555 * days)
	v.keeps(0)
	var told []string
	for _, e := range v.entries() {
		told = append(told, e.Operator.User+": "+e.Command.Name+": "+e.Command.Result)
	}
	if len(told) != 2 || told[0] != "olga: audit retention: 2555d; before: not set" ||
		told[1] != "olga: audit retention: for good; before: 2555d" {
		t.Errorf(`got %q, want olga's retention of 2555d, not set before, and then for good, 2555d before`,
			told)
	}
	if r, err := audit.ReadRetention(t.Context(), db.New(v.bot.pool)); err != nil || !r.Set || r.InForce() != 0 ||
		r.SetBy != v.roles.OwnerRole {
		t.Errorf("got %+v, %v, want Set true, InForce 0 and SetBy %v", r, err, v.roles.OwnerRole)
	}
}
