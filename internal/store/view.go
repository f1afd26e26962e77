package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/stored"
)

// CardView reads everything that one card should show now.
func (d Views) CardView(ctx context.Context, cardID uuid.UUID) (approvals.CardView, error) {
	q := db.New(d.pool)
	card, err := q.GetCard(ctx, cardID)
	if err != nil {
		return approvals.CardView{}, fmt.Errorf("read card %s: %w", cardID, err)
	}
	v, err := d.view(ctx, q, card.WorkItemID, card.IdentityID)
	if err != nil {
		return approvals.CardView{}, fmt.Errorf("read card %s: %w", cardID, err)
	}
	v.CardID, v.Want, v.Batch = cardID, card.Want, int(card.Batch)
	v.Withdraw(approvals.Withdrawal(card.Withdrawn), card.WithdrawnTo)
	return v, nil
}

// CardForModal reads what a modal about an item shows to one of its approvers. A *Refusal: the viewer is not one of
// them.
func (d Views) CardForModal(ctx context.Context, workItemID string, viewer approvals.Identity) (approvals.CardView, error) {
	q := db.New(d.pool)
	row, err := itemOrNone(q.GetWorkItem(ctx, workItemID))
	if err != nil {
		return approvals.CardView{}, err
	}
	s, err := d.standings().mayAct(ctx, q, row, approvals.Ask{Who: viewer, Purpose: approvals.ToSee})
	if err != nil {
		return approvals.CardView{}, err
	}
	v, err := d.viewOf(ctx, q, row, viewer.ID)
	if err != nil {
		return approvals.CardView{}, err
	}
	if !s.Active && v.Phase != approvals.PhaseEnded {
		v.Phase = approvals.PhaseNotYours
	}
	v.SnoozedUntil, err = d.snoozes().SnoozedUntil(ctx, viewer.ID, workItemID)
	return v, err
}

// ViewFor reads what an item shows to one person, without a card.
func (d Views) ViewFor(ctx context.Context, workItemID, identityID string) (approvals.CardView, error) {
	return d.view(ctx, db.New(d.pool), workItemID, identityID)
}

func (d Views) view(ctx context.Context, q *db.Queries, itemID, viewerID string) (approvals.CardView, error) {
	row, err := q.GetWorkItem(ctx, itemID)
	if err != nil {
		return approvals.CardView{}, fmt.Errorf("read work item %s: %w", itemID, err)
	}
	return d.viewOf(ctx, q, row, viewerID)
}

func (d Views) viewOf(ctx context.Context, q *db.Queries, row db.WorkItem, viewerID string) (approvals.CardView, error) {
	w, err := stored.WorkItemFrom(row)
	if err != nil {
		return approvals.CardView{}, err
	}
	language, err := d.persons().languageOfIdentity(ctx, q, viewerID)
	if err != nil {
		return approvals.CardView{}, err
	}
	x := d.rules.VerdictOf(row, w)
	policy := d.Policy()
	v := approvals.CardView{Item: w, WorkItemURL: d.links.WorkItemURL(w.ID), Now: d.clock(), Language: language,
		Confirm: x.Demands.Confirmation, CommentByRules: x.Demands.Comment, CommentByIIQ: d.commentDemands(),
		CommentOnApprove: policy.ApproveComment || x.Demands.Comment, CommentOnDeny: policy.DenyComment || x.Demands.Comment}
	if err := d.people(ctx, q, row, viewerID, &v); err != nil {
		return approvals.CardView{}, err
	}
	if err := d.decisionOf(ctx, q, row, &v); err != nil {
		return approvals.CardView{}, err
	}
	v.LinkOnly = approvals.LinkOnlyUnder(x, policy.LinkOnly(w, v.Viewer))
	v.Phase = phaseOf(row, v)
	others, err := q.CountOthersWaiting(ctx, db.CountOthersWaitingParams{IdentityID: viewerID, ExceptID: row.ID, Now: v.Now})
	if err != nil {
		return approvals.CardView{}, fmt.Errorf("count what waits: %w", err)
	}
	v.Waiting, v.Snoozed = int(others.Total), int(others.Snoozed)
	if others.NextDue.Unix() != 0 {
		v.NextDue = others.NextDue
	}
	if err := d.reviewOfView(ctx, q, &v); err != nil {
		return approvals.CardView{}, err
	}
	v.Expose(x)
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

func (d Views) decisionOf(ctx context.Context, q *db.Queries, row db.WorkItem, v *approvals.CardView) error {
	if row.State == db.ItemClosed {
		var n approvals.LineCounts
		if err := json.Unmarshal(row.OutcomeCounts, &n); err != nil {
			return fmt.Errorf("read outcome of work item %s: %w", row.ID, err)
		}
		v.Ended = approvals.OutcomeView{Outcome: approvals.Outcome(row.Outcome), By: row.OutcomeBy, Comment: row.OutcomeComment,
			At: stored.TimeOf(row.ClosedAt), Here: row.OutcomeHere, Approved: n.Approved, Denied: n.Denied}
	}
	var err error
	v.Decision, err = decisionOfRound(ctx, q, row)
	return err
}

// people fills in the people of the item, with their display names.
func (d Views) people(ctx context.Context, q *db.Queries, row db.WorkItem, viewerID string, v *approvals.CardView) error {
	book, err := d.book(ctx, q, []db.WorkItem{row}, viewerID)
	if err != nil {
		return err
	}
	viewer, ok := book.byID[viewerID]
	if !ok {
		viewer = approvals.Identity{ID: viewerID}
	}
	v.Viewer = viewer
	v.Requester = book.person(v.Item.Requester)
	v.Target = book.person(v.Item.Target)
	a, err := q.GetApprover(ctx, db.GetApproverParams{WorkItemID: row.ID, IdentityID: viewerID})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("read approver: %w", err)
	}
	v.Why.ForwardedBy = a.ForwardedBy
	if a.Via == db.ViaWorkgroup {
		v.Why.Workgroup = book.owners.Name(v.Item.Owner)
	}
	return nil
}

// book is what our tables know about the people of some work items.
type book struct {
	byID   map[string]approvals.Identity
	byName map[string]approvals.Identity
	owners owners.Known
}

func (d Views) book(ctx context.Context, q *db.Queries, rows []db.WorkItem, viewerID string) (book, error) {
	b := book{byID: map[string]approvals.Identity{}, byName: map[string]approvals.Identity{}}
	ids, names := []string{viewerID}, []string{}
	var ownerIDs []string
	for _, r := range rows {
		ids = append(ids, r.RequesterID, r.TargetID)
		ownerIDs = append(ownerIDs, r.OwnerID)
		for _, p := range [][2]string{{r.RequesterID, r.RequesterName}, {r.TargetID, r.TargetName}} {
			if p[0] == "" && p[1] != "" {
				names = append(names, p[1])
			}
		}
	}
	if err := b.load(ctx, q, ids, names); err != nil {
		return b, err
	}
	var managers []string
	for _, i := range b.byID {
		managers = append(managers, i.ManagerID)
	}
	if err := b.load(ctx, q, managers, nil); err != nil {
		return b, err
	}
	var err error
	b.owners, err = owners.Read(ctx, q, ownerIDs)
	return b, err
}

func (b book) load(ctx context.Context, q *db.Queries, ids, names []string) error {
	known, err := q.IdentitiesByID(ctx, ids)
	if err != nil {
		return fmt.Errorf("read identities: %w", err)
	}
	for _, r := range known {
		b.byID[r.ID] = stored.IdentityFrom(r, true)
	}
	if len(names) == 0 {
		return nil
	}
	named, err := owners.IdentitiesNamed(ctx, q, names)
	if err != nil {
		return fmt.Errorf("read identities by name: %w", err)
	}
	for _, r := range named {
		b.byID[r.ID] = stored.IdentityFrom(r, true)
		b.byName[caseless.Name(r.Name)] = stored.IdentityFrom(r, true)
	}
	return nil
}

// person gives the view of a person whom a work item refers to.
func (b book) person(r approvals.Ref) approvals.PersonView {
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
