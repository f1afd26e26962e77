package absences

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

const (
	// DefaultWait is how long after the first answer that lacks something IIQ is asked again. Something counts as
	// gone only after the second.
	DefaultWait = 10 * time.Second
	// DefaultHold is the same wait where very many things are missing at once.
	DefaultHold = time.Hour
	// fewMissing is how many things may be missing at once without a hold, or a tenth of what is known where that is more.
	fewMissing = 10
	// heldEvery is how often the log repeats that missing things are not believed to be gone.
	heldEvery = time.Minute
)

// Absent is one thing that our tables have and an answer of IIQ lacks. PartOf is the workgroup of a member, or the
// review of an entity; "" for everything else.
type Absent struct{ ID, PartOf string }

// Reading is what one well-formed answer of IIQ lacked.
type Reading struct {
	Kind approvals.AbsenceKind
	// At is when IIQ was asked, by Postgres's clock (see Now).
	At     time.Time
	Absent []Absent
	// Witnessed is true when the same round saw something else that is known to exist. An answer without a witness proves
	// nothing.
	Witnessed bool
}

// Absence is what follows from a reading.
type Absence struct {
	// Gone are the things that two witnessed readings lacked, far enough apart.
	Gone []string
	// Again is how long to wait until a further reading can decide about the others.
	Again time.Duration
}

// Absences keep what IIQ's answers lack until it counts as gone.
type Absences struct {
	base       *tx.Base
	wait, hold time.Duration
	held       *heldLog
}

// New makes the use cases of absences. wait is how much later than the first a second answer of IIQ has to lack something
// before it counts as gone, hold the same where very many things are missing at once. 0 means the default of each.
func New(base *tx.Base, wait, hold time.Duration) Absences {
	return Absences{base: base, wait: cmp.Or(wait, DefaultWait), hold: cmp.Or(hold, DefaultHold),
		held: &heldLog{last: map[approvals.AbsenceKind]time.Time{}}}
}

// On gives the same use cases on another base.
func (d Absences) On(base *tx.Base) Absences {
	d.base = base
	return d
}

// AbsenceWait is how much later IIQ is asked again.
func (d Absences) AbsenceWait() time.Duration { return d.wait }

// Absent stores what a reading lacked and returns what is gone. One empty list, or one missing entry, never proves
// that something is gone. Where very many things are missing at once, the second reading has to be an hour later.
// Absent closes nothing.
func (d Absences) Absent(ctx context.Context, lease schedule.Lease, r Reading) (Absence, error) {
	var a Absence
	if len(r.Absent) == 0 {
		return a, nil
	}
	missing := int64(0)
	err := d.base.InTx(ctx, lease, func(t *tx.Tx) (err error) {
		a, missing, err = d.AbsentIn(ctx, t, r)
		return err
	})
	if err != nil {
		return Absence{}, fmt.Errorf("take down what is missing: %w", err)
	}
	d.SayHeld(ctx, r, missing)
	return a, nil
}

// AbsentIn is Absent in one transaction. held is the number of missing things where they are too many to be believed,
// else 0.
func (d Absences) AbsentIn(ctx context.Context, t *tx.Tx, r Reading) (a Absence, held int64, err error) {
	ids, parts := make([]string, len(r.Absent)), make([]string, len(r.Absent))
	for n, one := range r.Absent {
		ids[n], parts[n] = one.ID, one.PartOf
	}
	p := db.NoteAbsencesParams{Kind: string(r.Kind), At: r.At, Witnessed: r.Witnessed, Parts: parts, Ids: ids}
	if err := t.NoteAbsences(ctx, p); err != nil {
		return a, 0, fmt.Errorf("note absences: %w", err)
	}
	wait := d.wait
	missing, known, err := missing(ctx, t, r)
	if err != nil {
		return a, 0, fmt.Errorf("count what is missing: %w", err)
	}
	if missing > max(fewMissing, known/10) {
		wait, held = d.hold, missing
	}
	a.Again = d.wait
	if !r.Witnessed {
		return a, held, nil
	}
	rows, err := t.WitnessedAbsences(ctx, db.WitnessedAbsencesParams{Kind: string(r.Kind), Parts: parts, Ids: ids, At: r.At,
		Before: r.At.Add(-wait)})
	if err != nil {
		return a, held, fmt.Errorf("read absences: %w", err)
	}
	for _, row := range rows {
		a.Gone = append(a.Gone, row.ID)
	}
	return a, held, nil
}

// missing counts what is missing of the kind, and what is known of it.
func missing(ctx context.Context, t *tx.Tx, r Reading) (missing, known int64, err error) {
	switch r.Kind {
	case approvals.AbsentItem:
		n, err := t.CountMissingItems(ctx)
		return n.Missing, n.Known, err
	case approvals.AbsentMember:
		n, err := t.CountMissingMembers(ctx, r.Absent[0].PartOf)
		return n.Missing, n.Known, err
	case approvals.AbsentReviewItem:
		n, err := t.CountMissingReviewItems(ctx)
		return n.Missing, n.Known, err
	case approvals.AbsentPerson:
		n, err := t.CountMissingPeople(ctx)
		return n.Missing, n.Known, err
	}
	n, err := t.CountMissingReviews(ctx)
	return n.Missing, n.Known, err
}

// EntitiesMissing is Absent for entities of access reviews.
func (d Absences) EntitiesMissing(ctx context.Context, lease schedule.Lease, readAt time.Time, ids []string, witnessed bool) (Absence,
	error) {
	rows, err := db.New(d.base.Pool).EntitiesByID(ctx, ids)
	if err != nil {
		return Absence{}, fmt.Errorf("read missing entities: %w", err)
	}
	r := Reading{Kind: approvals.AbsentEntity, At: readAt, Witnessed: witnessed}
	for _, row := range rows {
		r.Absent = append(r.Absent, Absent{ID: row.ID, PartOf: row.ReviewID})
	}
	return d.Absent(ctx, lease, r)
}

// ReviewsGoneLately reports whether an access review was found gone within the last 15 minutes.
func (d Absences) ReviewsGoneLately(ctx context.Context) (bool, error) {
	lately, err := db.New(d.base.Pool).ReviewsGoneLately(ctx)
	if err != nil {
		return false, fmt.Errorf("look for access reviews that are gone: %w", err)
	}
	return lately, nil
}

// Present forgets that these things were missing, since an answer now has them.
func (d Absences) Present(ctx context.Context, kind approvals.AbsenceKind, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return Present(ctx, db.New(d.base.Pool), kind, ids)
}

// Present forgets within a transaction that these things were missing, since an answer now has them.
func Present(ctx context.Context, q *db.Queries, kind approvals.AbsenceKind, ids []string) error {
	if err := q.ForgetAbsencesOf(ctx, db.ForgetAbsencesOfParams{Kind: string(kind), Ids: ids}); err != nil {
		return fmt.Errorf("forget that something was missing: %w", err)
	}
	return nil
}

// LookAtAbsences tells in one statement whether anything is missing at the moment, and how long ago the watermark of the round was set.
func (d Absences) LookAtAbsences(ctx context.Context, round string) (some bool, marked time.Duration, err error) {
	row, err := db.New(d.base.Pool).LookAtAbsences(ctx, round)
	if err != nil {
		return false, 0, fmt.Errorf("look whether anything is missing: %w", err)
	}
	return row.Some, time.Duration(row.Reopened * float64(time.Second)), nil
}

// AbsencesDue lists up to limit things of a kind that are due to be asked for again.
func (d Absences) AbsencesDue(ctx context.Context, kind approvals.AbsenceKind, limit int) ([]Absent, error) {
	rows, err := db.New(d.base.Pool).AbsencesDue(ctx, db.AbsencesDueParams{Kind: string(kind), Wait: d.wait, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list what is missing: %w", err)
	}
	all := make([]Absent, len(rows))
	for n, r := range rows {
		all[n] = Absent{ID: r.ID, PartOf: r.PartOf}
	}
	return all, nil
}

// DropStaleAbsences forgets absences that were resolved otherwise, or that nobody has asked about for long.
func (d Absences) DropStaleAbsences(ctx context.Context) error {
	if _, err := db.New(d.base.Pool).DropStaleAbsences(ctx); err != nil {
		return fmt.Errorf("forget what is missing no more: %w", err)
	}
	return nil
}

// PeopleKnown lists up to limit people whom the last refresh of identities has seen. IIQ still has all or most of
// them.
func (d Absences) PeopleKnown(ctx context.Context, limit int) ([]string, error) {
	ids, err := db.New(d.base.Pool).PeopleKnown(ctx, int32(limit))
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return ids, nil
}

// MissingNow counts what IdentityIQ's answers leave out at the moment, by kind.
func MissingNow(ctx context.Context, q *db.Queries) ([]approvals.Missing, error) {
	rows, err := q.AbsenceFigures(ctx)
	if err != nil {
		return nil, fmt.Errorf("count what is missing: %w", err)
	}
	all := make([]approvals.Missing, len(rows))
	for n, r := range rows {
		all[n] = approvals.Missing{Kind: approvals.AbsenceKind(r.Kind), Missing: r.Missing, Held: r.Held, Since: r.Oldest}
	}
	return all, nil
}

// OpenItemsPresent lists up to limit open items that every answer so far has had.
func (d Absences) OpenItemsPresent(ctx context.Context, limit int) ([]string, error) {
	ids, err := db.New(d.base.Pool).OpenItemsPresent(ctx, int32(limit))
	if err != nil {
		return nil, fmt.Errorf("list open work items: %w", err)
	}
	return ids, nil
}

// UntoldItems lists up to limit items, after the given id, that were closed within the given time only because IIQ did
// not list them.
func (d Absences) UntoldItems(ctx context.Context, within time.Duration, after string, limit int) ([]string, error) {
	ids, err := db.New(d.base.Pool).UntoldItems(ctx, db.UntoldItemsParams{Within: within, After: after, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list closed work items: %w", err)
	}
	return ids, nil
}

// heldLog remembers when the log last said that missing things are not believed to be gone.
type heldLog struct {
	mu   sync.Mutex
	last map[approvals.AbsenceKind]time.Time
}

// SayHeld logs, at most once a minute, that very many things are missing or that an answer had no witness.
func (d Absences) SayHeld(ctx context.Context, r Reading, held int64) {
	level, text := slog.LevelWarn, "IdentityIQ's answers have nothing in them that is known to be there; nothing is believed to be gone"
	switch {
	case held > 0:
		level, text = slog.LevelError, "very many objects are missing in IdentityIQ's answers at once; nothing is closed or withdrawn for that"
	case r.Witnessed:
		return
	}
	d.held.mu.Lock()
	defer d.held.mu.Unlock()
	now := d.base.Clock()
	if now.Sub(d.held.last[r.Kind]) < heldEvery {
		return
	}
	d.held.last[r.Kind] = now
	d.base.Log.Log(ctx, level, text, "kind", string(r.Kind), "missing", max(held, int64(len(r.Absent))))
}
