package approvals

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// CardView reads everything that one card should tell now.
func (d *Desk) CardView(ctx context.Context, cardID uuid.UUID) (CardView, error) {
	q := db.New(d.pool)
	card, err := q.GetCard(ctx, cardID)
	if err != nil {
		return CardView{}, fmt.Errorf("read card %s: %w", cardID, err)
	}
	v, err := d.view(ctx, q, card.WorkItemID, card.IdentityID)
	if err != nil {
		return CardView{}, fmt.Errorf("read card %s: %w", cardID, err)
	}
	v.CardID, v.Want, v.Batch = cardID, card.Want, int(card.Batch)
	v.withdraw(card.Withdrawn, card.WithdrawnTo)
	return v, nil
}

// withdraw makes the view that of somebody who has lost the item, and to whom.
func (v *CardView) withdraw(why, to string) {
	switch {
	case v.Phase == PhaseHidden:
	case why == "forwarded":
		v.Phase = PhaseForwarded
		if v.Show != sensitivity.Notice {
			v.ForwardedTo = to
		}
	case why == "left":
		v.Phase = PhaseNotYours
	}
}

// CardForModal reads what a modal about an item shows to one of its approvers; a *Refusal when he is none.
func (d *Desk) CardForModal(ctx context.Context, workItemID string, viewer Identity) (CardView, error) {
	q := db.New(d.pool)
	a, err := q.GetApprover(ctx, db.GetApproverParams{WorkItemID: workItemID, IdentityID: viewer.ID})
	if errors.Is(err, pgx.ErrNoRows) {
		return CardView{}, Refuse(RefusedNotYours)
	}
	if err != nil {
		return CardView{}, fmt.Errorf("read approver: %w", err)
	}
	v, err := d.view(ctx, q, workItemID, viewer.ID)
	if err != nil {
		return CardView{}, err
	}
	if v.Phase == PhaseHidden {
		return CardView{}, Refuse(RefusedRules)
	}
	if !a.Active && v.Phase != PhaseEnded {
		v.Phase = PhaseNotYours
	}
	v.SnoozedUntil, err = d.SnoozedUntil(ctx, viewer.ID, workItemID)
	return v, err
}

// ViewFor reads what an item tells to one person, without a card.
func (d *Desk) ViewFor(ctx context.Context, workItemID, identityID string) (CardView, error) {
	return d.view(ctx, db.New(d.pool), workItemID, identityID)
}

func (d *Desk) view(ctx context.Context, q *db.Queries, itemID, viewerID string) (CardView, error) {
	row, err := q.GetWorkItem(ctx, itemID)
	if err != nil {
		return CardView{}, fmt.Errorf("read work item %s: %w", itemID, err)
	}
	w, err := itemOf(row)
	if err != nil {
		return CardView{}, err
	}
	language, err := d.languageOfIdentity(ctx, q, viewerID)
	if err != nil {
		return CardView{}, err
	}
	x := d.verdictOf(row, w)
	v := CardView{Item: w, WorkItemURL: d.links.WorkItemURL(w.ID), Now: d.clock(), Language: language, Confirm: x.Demands.Confirmation, CommentByRules: x.Demands.Comment,
		CommentOnApprove: d.cfg.Policy.ApproveComment || x.Demands.Comment, CommentOnDeny: d.cfg.Policy.DenyComment || x.Demands.Comment}
	if err := d.people(ctx, q, row, viewerID, &v); err != nil {
		return CardView{}, err
	}
	if err := d.decisionOf(ctx, q, row, &v); err != nil {
		return CardView{}, err
	}
	v.LinkOnly = linkOnlyUnder(x, d.cfg.Policy.LinkOnly(w, v.Viewer))
	v.Phase = phaseOf(row, v)
	others, err := q.CountOthersWaiting(ctx, db.CountOthersWaitingParams{IdentityID: viewerID, ExceptID: itemID, Now: v.Now})
	if err != nil {
		return CardView{}, fmt.Errorf("count what waits: %w", err)
	}
	v.Waiting, v.Snoozed = int(others.Total), int(others.Snoozed)
	if others.NextDue.Unix() != 0 {
		v.NextDue = others.NextDue
	}
	if err := d.reviewOfView(ctx, q, &v); err != nil {
		return CardView{}, err
	}
	v.Expose(x)
	return v, nil
}

// phaseOf says what a card of the item tells to somebody who has not lost it.
func phaseOf(row db.WorkItem, v CardView) Phase {
	switch {
	case row.State == "closed":
		return PhaseEnded
	case v.Decision != nil && v.Decision.State == DecisionRecording:
		return PhaseRecording
	case row.NotRecorded:
		return PhaseNotRecorded
	case v.LinkOnly != "":
		return PhaseLinkOnly
	}
	return PhaseOpen
}

func (d *Desk) decisionOf(ctx context.Context, q *db.Queries, row db.WorkItem, v *CardView) error {
	if row.State == "closed" {
		var n lineCounts
		if err := json.Unmarshal(row.OutcomeCounts, &n); err != nil {
			return fmt.Errorf("read outcome of work item %s: %w", row.ID, err)
		}
		v.Ended = OutcomeView{Outcome: Outcome(row.Outcome), By: row.OutcomeBy, Comment: row.OutcomeComment,
			At: timeOf(row.ClosedAt), Here: row.OutcomeHere, Approved: n.Approved, Denied: n.Denied}
	}
	dec, err := q.DecisionOfRound(ctx, db.DecisionOfRoundParams{WorkItemID: row.ID, Round: row.Round})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read decision: %w", err)
	}
	v.Decision = &DecisionView{ID: dec.ID, Verdict: Verdict(dec.Verdict), State: DecisionState(dec.State), DeciderID: dec.IdentityID,
		DeciderName: dec.DeciderName, Comment: dec.Comment, ClickedAt: dec.ClickedAt, EndedAt: timeOf(dec.EndedAt), Stalled: dec.Stalled}
	return nil
}

// people fills in who is who, with the names that people know.
func (d *Desk) people(ctx context.Context, q *db.Queries, row db.WorkItem, viewerID string, v *CardView) error {
	book, err := d.book(ctx, q, []db.WorkItem{row}, viewerID)
	if err != nil {
		return err
	}
	viewer, ok := book.byID[viewerID]
	if !ok {
		viewer = Identity{ID: viewerID}
	}
	v.Viewer = viewer
	v.Requester = book.person(v.Item.Requester)
	v.Target = book.person(v.Item.Target)
	a, err := q.GetApprover(ctx, db.GetApproverParams{WorkItemID: row.ID, IdentityID: viewerID})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("read approver: %w", err)
	}
	v.Why.ForwardedBy = a.ForwardedBy
	if a.Via == "workgroup" {
		v.Why.Workgroup = book.owners.name(v.Item.Owner)
	}
	return nil
}

// book is what our tables know of the people around some work items.
type book struct {
	byID   map[string]Identity
	byName map[string]Identity
	owners owners
}

func (d *Desk) book(ctx context.Context, q *db.Queries, rows []db.WorkItem, viewerID string) (book, error) {
	b := book{byID: map[string]Identity{}, byName: map[string]Identity{}}
	ids, names := []string{viewerID}, []string{}
	var ownerIDs []string
	for _, r := range rows {
		ids = append(ids, r.RequesterID, r.TargetID)
		ownerIDs = append(ownerIDs, r.OwnerID)
		for _, p := range [][2]string{{r.RequesterID, r.RequesterName}, {r.TargetID, r.TargetName}} {
			if p[0] == "" && p[1] != "" {
				names = append(names, strings.ToLower(p[1]))
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
	b.owners, err = readOwners(ctx, q, ownerIDs)
	return b, err
}

func (b book) load(ctx context.Context, q *db.Queries, ids, names []string) error {
	known, err := q.IdentitiesByID(ctx, ids)
	if err != nil {
		return fmt.Errorf("read identities: %w", err)
	}
	for _, r := range known {
		b.byID[r.ID] = IdentityFrom(r, true)
	}
	if len(names) == 0 {
		return nil
	}
	named, err := q.IdentitiesByName(ctx, names)
	if err != nil {
		return fmt.Errorf("read identities by name: %w", err)
	}
	for _, r := range named {
		b.byID[r.ID] = IdentityFrom(r, true)
		b.byName[strings.ToLower(r.Name)] = IdentityFrom(r, true)
	}
	return nil
}

// person gives the words for somebody whom a work item refers to.
func (b book) person(r Ref) PersonView {
	i, ok := b.byID[r.ID]
	if !ok {
		i, ok = b.byName[strings.ToLower(r.Name)]
	}
	if !ok {
		if r.Display != "" {
			return PersonView{Name: r.Display}
		}
		return PersonView{Name: r.Name}
	}
	p := PersonView{Name: i.DisplayName(), Department: i.Department}
	if m, ok := b.byID[i.ManagerID]; ok && i.ManagerID != "" {
		p.Manager = m.DisplayName()
	}
	return p
}
