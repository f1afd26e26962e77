package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// viewOf reads in one trip what an item shows to one person, beside the item itself.
func (d Views) viewOf(ctx context.Context, row db.WorkItem, viewerID string) (approvals.CardView, error) {
	w, err := stored.WorkItemFrom(row)
	if err != nil {
		return approvals.CardView{}, err
	}
	x := d.rules.VerdictOf(row, w)
	policy := d.Policy()
	v := approvals.CardView{Item: w, WorkItemURL: d.links.WorkItemURL(w.ID), Now: d.clock(),
		Confirm: x.Demands.Confirmation, CommentByRules: x.Demands.Comment, CommentByIIQ: d.commentDemands(),
		CommentOnApprove: policy.ApproveComment || x.Demands.Comment, CommentOnDeny: policy.DenyComment || x.Demands.Comment}
	if err := d.around(ctx, row, viewerID, &v); err != nil {
		return approvals.CardView{}, err
	}
	v.LinkOnly, v.Lines = policy.LinkOnlyFor(x, w, v.Viewer), policy.LineOffer(x, w)
	v.Phase = phaseOf(row, v)
	q := db.New(d.pool)
	if err := d.reviewOfView(ctx, q, &v); err != nil {
		return approvals.CardView{}, err
	}
	v.Expose(x)
	v.ShowLines()
	v.ConfirmProof, err = d.prove(ctx, q, v.Confirm, row.ID, viewerID, v.RequestMark(), v.FactsMark())
	return v, err
}

// phaseOf gives the phase of the item's card for somebody who has not lost it.
func phaseOf(row db.WorkItem, v approvals.CardView) approvals.Phase {
	switch {
	case row.State == db.ItemClosed:
		return approvals.PhaseEnded
	case v.Decision != nil && v.Decision.State == approvals.DecisionRecording:
		return approvals.PhaseRecording
	case row.NotRecorded:
		return approvals.PhaseNotRecorded
	case v.LinkOnly != "":
		return approvals.PhaseLinkOnly
	}
	return approvals.PhaseOpen
}

// around reads what stands around an item on one person's card: its people, its decision, how it ended, and what else waits.
func (d Views) around(ctx context.Context, row db.WorkItem, viewerID string, v *approvals.CardView) error {
	trip := &tx.Trip{}
	trip.Ask(func(q *db.Queries) (err error) {
		v.Language, err = d.persons().languageOfIdentity(ctx, q, viewerID)
		return err
	})
	people, steps := newBook(ctx, []db.WorkItem{row}, viewerID)
	for _, step := range steps {
		trip.Ask(step)
	}
	var approver db.WorkItemApprover
	trip.Ask(func(q *db.Queries) (err error) {
		approver, err = q.GetApprover(ctx, db.GetApproverParams{WorkItemID: row.ID, IdentityID: viewerID})
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("read approver: %w", err)
		}
		return nil
	})
	trip.Ask(func(q *db.Queries) (err error) {
		v.Decision, err = decisionOfRound(ctx, q, row)
		return err
	})
	trip.Ask(func(q *db.Queries) error {
		kept, err := q.GetItemContext(ctx, row.ID)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("read context: %w", err)
		}
		v.Context = stored.ContextIn(kept, v.Item)
		return nil
	})
	trip.Ask(func(q *db.Queries) error {
		others, err := q.CountOthersWaiting(ctx, db.CountOthersWaitingParams{IdentityID: viewerID, ExceptID: row.ID, Now: v.Now})
		if err != nil {
			return fmt.Errorf("count what waits: %w", err)
		}
		v.Waiting, v.Snoozed = int(others.Total), int(others.Snoozed)
		if others.NextDue.Unix() != 0 {
			v.NextDue = others.NextDue
		}
		return nil
	})
	if err := d.base.Look(ctx, trip); err != nil {
		return err
	}
	if err := people.namedManagers(ctx, db.New(d.pool)); err != nil {
		return err
	}
	people.fill(v, viewerID, approver)
	return endOf(row, v)
}

// endOf fills in how a closed item ended.
func endOf(row db.WorkItem, v *approvals.CardView) error {
	if row.State != db.ItemClosed {
		return nil
	}
	var n approvals.LineCounts
	if err := json.Unmarshal(row.OutcomeCounts, &n); err != nil {
		return fmt.Errorf("read outcome of work item %s: %w", row.ID, err)
	}
	v.Ended = approvals.OutcomeView{Outcome: approvals.Outcome(row.Outcome), By: row.OutcomeBy, Comment: row.OutcomeComment,
		At: stored.TimeOf(row.ClosedAt), Here: row.OutcomeHere, Approved: n.Approved, Denied: n.Denied}
	return nil
}

// book is what our tables know about the people of some work items.
type book struct {
	byID   map[string]approvals.Identity
	byName map[string]approvals.Identity
	owners owners.Known
	// managers are those of whoever was found by name, and are not read yet.
	managers []string
}

// book reads the people of some items and their managers.
func (d Views) book(ctx context.Context, q *db.Queries, rows []db.WorkItem, viewerID string) (*book, error) {
	b, steps := newBook(ctx, rows, viewerID)
	for _, step := range steps {
		if err := step(q); err != nil {
			return b, err
		}
	}
	return b, b.namedManagers(ctx, q)
}

// newBook gives an empty book, and the questions that fill it, each of one statement, but for namedManagers.
func newBook(ctx context.Context, rows []db.WorkItem, viewerID string) (*book, []func(q *db.Queries) error) {
	b := &book{byID: map[string]approvals.Identity{}, byName: map[string]approvals.Identity{}}
	ids, ownerIDs, names := []string{viewerID}, make([]string, len(rows)), []string{}
	for i, r := range rows {
		ids, ownerIDs[i] = append(ids, r.RequesterID, r.TargetID), r.OwnerID
		names = append(names, namesWithoutID(r)...)
	}
	var people []db.Identity
	steps := []func(q *db.Queries) error{
		func(q *db.Queries) (err error) {
			people, err = q.IdentitiesByID(ctx, slices.Concat(ids, ownerIDs))
			return b.know("identities", people, err)
		},
		func(q *db.Queries) error {
			managers, err := q.ManagersOf(ctx, ids)
			return b.know("managers", managers, err)
		},
		func(q *db.Queries) error {
			groups, err := q.GetWorkgroups(ctx, ownerIDs)
			if err != nil {
				return fmt.Errorf("read workgroups: %w", err)
			}
			b.owners = owners.Named(people, groups)
			return nil
		},
	}
	if len(names) == 0 {
		return b, steps
	}
	return b, append(steps, func(q *db.Queries) error {
		named, err := owners.IdentitiesNamed(ctx, q, names)
		for _, r := range named {
			b.byName[caseless.Name(r.Name)] = stored.IdentityFrom(r, true)
			b.managers = append(b.managers, r.ManagerID)
		}
		return b.know("identities by name", named, err)
	})
}

// namesWithoutID are those of the item's people whom IIQ names without an id.
func namesWithoutID(row db.WorkItem) (names []string) {
	for _, p := range [][2]string{{row.RequesterID, row.RequesterName}, {row.TargetID, row.TargetName}} {
		if p[0] == "" && p[1] != "" {
			names = append(names, p[1])
		}
	}
	return names
}

// know takes over what was read, unless that has failed.
func (b *book) know(what string, rows []db.Identity, err error) error {
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	for _, r := range rows {
		b.byID[r.ID] = stored.IdentityFrom(r, true)
	}
	return nil
}

// namedManagers reads the managers of whoever was found by name.
func (b *book) namedManagers(ctx context.Context, q *db.Queries) error {
	if len(b.managers) == 0 {
		return nil
	}
	rows, err := q.IdentitiesByID(ctx, b.managers)
	return b.know("managers", rows, err)
}

// fill fills in the people of the item, with their display names. a is how the viewer stands to the item.
func (b *book) fill(v *approvals.CardView, viewerID string, a db.WorkItemApprover) {
	viewer, ok := b.byID[viewerID]
	if !ok {
		viewer = approvals.Identity{ID: viewerID}
	}
	v.Viewer = viewer
	v.Requester = b.person(v.Item.Requester)
	v.Target = b.person(v.Item.Target)
	v.Why.ForwardedBy = a.ForwardedBy
	if a.Via == db.ViaWorkgroup {
		v.Why.Workgroup = b.owners.Name(v.Item.Owner)
	}
}

// person gives the view of a person whom a work item refers to.
func (b *book) person(r approvals.Ref) approvals.PersonView {
	i, ok := b.byID[r.ID]
	if !ok {
		i, ok = b.byName[caseless.Name(r.Name)]
	}
	if !ok {
		if r.Display != "" {
			return approvals.PersonView{Name: r.Display}
		}
		return approvals.PersonView{Name: r.Name}
	}
	p := approvals.PersonView{Name: i.DisplayName(), Department: i.Department}
	if m, ok := b.byID[i.ManagerID]; ok && i.ManagerID != "" {
		p.Manager = m.DisplayName()
	}
	return p
}
