package iiq

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"

	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

// activity is how this IIQ shows who is active.
type activity uint8

const (
	activityByColumn activity = iota
	activityByFilter
	activityUnknown
)

// errColumnLeftOut is a page without the column `inactive`, although it was asked for and not refused.
var errColumnLeftOut = errors.New("the column inactive was left out")

// IdentityReport lists what this IIQ does not say about identities, as far as it was asked.
type IdentityReport struct {
	// Refused are the columns that IIQ refuses.
	Refused []string
	// ActivityByFilter: the column `inactive` is refused, and the active filter is used instead.
	ActivityByFilter bool
	// ActivityUnknown: the filter is refused as well. Nobody counts as active and nothing can be decided.
	ActivityUnknown bool
	// NoEmailSearch: SCIM refuses the filter by e-mail.
	NoEmailSearch bool
	// NoChanges: this IIQ cannot be asked which identities have changed.
	NoChanges bool
}

// identityFields are the columns of Identity that are asked for: docs/iiq-wire.md#identities
func identityFields() []string {
	return []string{"id", "name", "email", "displayName", "firstname", "lastname", "inactive", "workgroup", "manager.id", "department"}
}

// optionalFields are left out in this order until the call is answered: docs/iiq-wire.md#identities
func optionalFields() [][]string {
	return [][]string{{"department"}, {"manager.id"}, {"firstname", "lastname"}, {"displayName"}, {"workgroup"}}
}

// tableShape is one form of a request for identities.
type tableShape struct {
	// without are the fields that are left out.
	without []string
	// groupsUnnamed: the filter does not name workgroups, so IIQ may leave them out.
	groupsUnnamed bool
	activity      activity
	// inactiveToo leaves the active filter out for one call.
	inactiveToo bool
	// stamped asks for the columns created and modified as well, for one call.
	stamped bool
}

// filter is what the shape adds. IIQ leaves workgroups out of a search whose filter does not name them.
func (s tableShape) filter(workgroup, active string) Filter {
	var f Filter
	if !s.groupsUnnamed && workgroup != "" {
		f = Or(Is(workgroup, true), Is(workgroup, false))
	}
	if s.activity == activityByFilter && !s.inactiveToo {
		f = And(f, ownFilter(active))
	}
	return f
}

func (s tableShape) leaving(fields ...string) tableShape {
	s.without = append(slices.Clone(s.without), fields...)
	return s
}

func (s tableShape) having(fields ...string) tableShape {
	s.without = slices.DeleteFunc(slices.Clone(s.without), func(f string) bool { return slices.Contains(fields, f) })
	return s
}

// identityTable knows which requests for identities this IIQ answers.
type identityTable struct {
	all     []column
	probing chan struct{}

	mu    sync.Mutex // guards all below
	shape tableShape
	// said is the shape that the log was last told of.
	said tableShape
}

func newIdentityTable(cfg Config) (identityTable, error) {
	all, err := readColumns(cfg.IdentityColumns, []string{"id", "name", "email"})
	return identityTable{all: all, probing: make(chan struct{}, 1)}, err
}

func (t *identityTable) columnName(field string) string { return nameOf(t.all, field) }

func (t *identityTable) shapeNow() tableShape {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shape
}

func (t *identityTable) set(s tableShape) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shape = s
}

// tryAnew makes everything be tried anew: what looked like refused columns may have been trouble of another kind that has passed.
func (t *identityTable) tryAnew() { t.set(tableShape{}) }

// columnsOf are the columns of a request in this shape.
func (t *identityTable) columnsOf(s tableShape) []column {
	return slices.DeleteFunc(slices.Clone(t.all), func(c column) bool {
		return slices.Contains(s.without, c.field) || c.field == "inactive" && s.activity != activityByColumn
	})
}

// probe finds the shape that leaves out least, after the shape tried was refused, and logs the result once.
func (t *identityTable) probe(ctx context.Context, tried tableShape, c identityReads) (tableShape, error) {
	select {
	case t.probing <- struct{}{}:
	case <-ctx.Done():
		return tableShape{}, ctx.Err()
	}
	defer func() { <-t.probing }()
	if now := t.shapeNow(); !sameShape(now, tried) {
		return now, nil
	}
	found, err := t.search(ctx, c)
	if err != nil {
		return tableShape{}, err
	}
	if t.set(found); t.isNews(found) {
		t.say(ctx, c.log)
	}
	return found, nil
}

// isNews reports whether the log was told of another shape before.
func (t *identityTable) isNews(found tableShape) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if sameShape(found, t.said) {
		return false
	}
	t.said = found
	return true
}

func sameShape(a, b tableShape) bool {
	return a.groupsUnnamed == b.groupsUnnamed && a.activity == b.activity && slices.Equal(a.without, b.without)
}

// search leaves out one thing after the other until the call is answered. It then adds back whatever was left out in
// vain, so that one failure that had nothing to do with columns costs no column.
func (t *identityTable) search(ctx context.Context, c identityReads) (tableShape, error) {
	base, err := t.answering(ctx, c)
	if err != nil {
		return base, err
	}
	if base.activity != activityByColumn {
		with := base
		if with.activity = activityByColumn; t.answers(ctx, c, with) == nil {
			base = with
		}
	}
	for _, fields := range optionalFields() {
		if with := base.having(fields...); !sameShape(with, base) && t.answers(ctx, c, with) == nil {
			base = with
		}
	}
	if with := base; with.groupsUnnamed {
		if with.groupsUnnamed = false; t.answers(ctx, c, with) == nil {
			base = with
		}
	}
	return base, ctx.Err()
}

// answering gives the first shape that is answered.
func (t *identityTable) answering(ctx context.Context, c identityReads) (tableShape, error) {
	shape := tableShape{}
	steps := []func(){func() { shape.groupsUnnamed = true }}
	for _, fields := range optionalFields() {
		steps = append(steps, func() { shape = shape.leaving(fields...) })
	}
	for _, a := range []activity{activityByFilter, activityUnknown} {
		steps = append(steps, func() { shape.activity = a })
	}
	err := t.answers(ctx, c, shape)
	for _, step := range steps {
		if !transport.ColumnsRefused(err) && !errors.Is(err, errColumnLeftOut) {
			break
		}
		step()
		err = t.answers(ctx, c, shape)
	}
	return shape, err
}

func (t *identityTable) answers(ctx context.Context, c identityReads, shape tableShape) error {
	shape.stamped = false
	_, err := c.askIdentities(ctx, shape, Filter{}, 1)
	return err
}

func (t *identityTable) say(ctx context.Context, log *slog.Logger) {
	report := t.report()
	if report.ActivityUnknown {
		log.ErrorContext(ctx, "IdentityIQ does not tell who is active: nobody counts as active and nothing can be decided", "refused", report.Refused)
		return
	}
	log.WarnContext(ctx, "IdentityIQ refuses some columns of Identity", "refused", report.Refused,
		"activity_by_filter", report.ActivityByFilter)
}

func (t *identityTable) report() IdentityReport {
	shape := t.shapeNow()
	kept := t.columnsOf(shape)
	r := IdentityReport{ActivityByFilter: shape.activity == activityByFilter, ActivityUnknown: shape.activity == activityUnknown}
	for _, c := range t.all {
		if !slices.Contains(kept, c) {
			r.Refused = append(r.Refused, c.name)
		}
	}
	return r
}

// IdentityReport lists what this IIQ does not say about identities. It is complete after the first call of Identities
// or AllIdentities.
func (c *Client) IdentityReport() IdentityReport {
	r := c.people.report()
	if c.cfg.bySCIM() {
		return c.users.report()
	}
	c.users.with(func(l *userList) { r.NoChanges = l.noStamps })
	return r
}
