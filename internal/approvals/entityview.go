package approvals

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// EntityState is where an entity stands, as a form tells it.
type EntityState string

// The states of an entity. EntityOpen alone can be decided.
const (
	EntityOpen      EntityState = "open"
	EntityRecording EntityState = "recording"
	// EntityKept and EntityRevoked were decided here, and IIQ has it.
	EntityKept    EntityState = "kept"
	EntityRevoked EntityState = "revoked"
	// EntityComplete is decided, and nobody can say how.
	EntityComplete EntityState = "complete"
	// EntityDelegated is with somebody else.
	EntityDelegated EntityState = "delegated"
	// EntityOwn is the viewer himself, or perhaps is.
	EntityOwn EntityState = "own"
	// EntityUnread: what IIQ tells of it was not read yet.
	EntityUnread EntityState = "unread"
	// EntityGone is not in the review any more; also the state of a view that has no entity.
	EntityGone EntityState = "gone"
)

// EntityStep says which entity of a review is asked for.
type EntityStep struct {
	ReviewID string
	// EntityID is the one itself, or the one from which Go leads on; "" is the beginning.
	EntityID string
	Go       EntityWay
}

// EntityWay is how one goes through a review.
type EntityWay string

// The ways. GoUndecided goes on from the beginning when it has come to the end.
const (
	GoHere      EntityWay = ""
	GoNext      EntityWay = "next"
	GoPrevious  EntityWay = "previous"
	GoUndecided EntityWay = "undecided"
)

// EntityView is everything that a form tells of one entity, read in one go from our tables.
type EntityView struct {
	// Review is the view of the review's card for the same viewer.
	Review CardView
	// EntityID is "" when no entity is left to be shown: all are decided, or with somebody else.
	EntityID string
	// Told is what may be shown of it; Mark is the EntityMark of all that IIQ told.
	Told  EntityTold
	Mark  string
	State EntityState
	// Decision is the one on its way, or the one that was recorded; nil when there is none.
	Decision *DecisionView
	// Refusal is why the viewer's own last decision on it did not come about, GivenUp that IIQ never took it.
	Refusal *Refusal
	GivenUp bool
	// Position counts from 1 to Total; Open is how many are open and not on their way.
	Position, Total, Open int
}

// EntityForForm reads one entity of a review for somebody who reviews; a *Refusal when he does not, when nothing is decided
// here, or when the review is over.
func (d *Desk) EntityForForm(ctx context.Context, viewer Identity, s EntityStep) (EntityView, error) {
	card, err := d.CardForModal(ctx, s.ReviewID, viewer)
	if err != nil {
		return EntityView{}, err
	}
	switch {
	case card.Review == nil || !card.Review.Decidable:
		return EntityView{}, refuse(RefusedType)
	case card.Phase == PhaseNotYours:
		return EntityView{}, refuse(RefusedNotYours)
	case card.Phase == PhaseEnded:
		return EntityView{}, refuse(RefusedReviewOver)
	}
	v := EntityView{Review: card, State: EntityGone}
	q := db.New(d.pool)
	review, err := q.GetWorkItem(ctx, s.ReviewID)
	if err != nil {
		return v, fmt.Errorf("read access review: %w", err)
	}
	if d.outdated(review) {
		// What newer rules say of entities is not stored: only who has them can tell what may be shown.
		return EntityView{}, refuse(RefusedRules)
	}
	row, err := pick(ctx, q, s)
	if err != nil {
		return v, err
	}
	if err := v.count(ctx, q, s.ReviewID, row); err != nil || row.ID == "" {
		return v, err
	}
	v.EntityID = row.ID
	return v, d.tellEntity(ctx, q, row, &v)
}

// pick finds the entity that is asked for; the zero row where there is none.
func pick(ctx context.Context, q *db.Queries, s EntityStep) (db.ReviewEntity, error) {
	var from db.ReviewEntity
	var err error
	if s.EntityID != "" {
		from, err = q.GetEntity(ctx, s.EntityID)
	}
	if err != nil && !errors.Is(err, pgx.ErrNoRows) || from.ReviewID != s.ReviewID {
		from = db.ReviewEntity{}
	}
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return from, fmt.Errorf("read entity: %w", err)
	}
	if s.Go == GoHere {
		return from, nil
	}
	id, err := neighbour(ctx, q, s, from)
	if errors.Is(err, pgx.ErrNoRows) {
		return db.ReviewEntity{}, nil
	}
	if err != nil {
		return db.ReviewEntity{}, fmt.Errorf("find the next entity: %w", err)
	}
	row, err := q.GetEntity(ctx, id)
	if err != nil {
		return row, fmt.Errorf("read entity: %w", err)
	}
	return row, nil
}

func neighbour(ctx context.Context, q *db.Queries, s EntityStep, from db.ReviewEntity) (string, error) {
	switch s.Go {
	case GoNext:
		return q.EntityAfter(ctx, db.EntityAfterParams{ReviewID: s.ReviewID, Name: from.Name, ID: from.ID})
	case GoPrevious:
		return q.EntityBefore(ctx, db.EntityBeforeParams{ReviewID: s.ReviewID, Name: from.Name, ID: from.ID})
	}
	id, err := q.UndecidedEntityAfter(ctx, db.UndecidedEntityAfterParams{ReviewID: s.ReviewID, Name: from.Name, ID: from.ID})
	if errors.Is(err, pgx.ErrNoRows) && from.ID != "" {
		return q.UndecidedEntityAfter(ctx, db.UndecidedEntityAfterParams{ReviewID: s.ReviewID})
	}
	return id, err
}

func (v *EntityView) count(ctx context.Context, q *db.Queries, reviewID string, row db.ReviewEntity) error {
	n, err := q.EntityPosition(ctx, db.EntityPositionParams{ReviewID: reviewID, Name: row.Name, ID: row.ID})
	if err != nil {
		return fmt.Errorf("count entities: %w", err)
	}
	onTheirWay, err := q.CountEntitiesOnTheirWay(ctx, reviewID)
	if err != nil {
		return fmt.Errorf("count decisions: %w", err)
	}
	v.Position, v.Total, v.Open = int(n.Position), int(n.Total), int(max(0, n.Open-onTheirWay))
	return nil
}

// tellEntity fills in what is told of the entity, and where it stands.
func (d *Desk) tellEntity(ctx context.Context, q *db.Queries, row db.ReviewEntity, v *EntityView) error {
	told, read, err := toldOf(row.Told)
	if err != nil {
		return err
	}
	v.Told = told
	last, err := q.LastDecisionOfEntity(ctx, db.LastDecisionOfEntityParams{EntityID: row.ID, Round: row.Round})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("read decision: %w", err)
	}
	if err == nil {
		if err := v.decided(last); err != nil {
			return err
		}
	}
	v.State = d.entityState(row, read, *v)
	if v.Refusal != nil && d.hidesOf(told) {
		v.Refusal.Reason = ""
	}
	v.Told, v.Mark = d.exposedEntity(told), EntityMark(told)
	return nil
}

// decided tells of the last decision: one that did not come about is told to whoever took it.
func (v *EntityView) decided(last db.Decision) error {
	switch DecisionState(last.State) {
	case DecisionRecording, DecisionRecorded:
		view := decisionView(last)
		v.Decision = &view
		return nil
	case DecisionGivenUp:
		v.GivenUp = last.IdentityID == v.Review.Viewer.ID
		return nil
	}
	if last.IdentityID != v.Review.Viewer.ID || last.Refusal == "" {
		return nil
	}
	v.Refusal = &Refusal{}
	if err := json.Unmarshal(last.RefusalDetail, v.Refusal); err != nil {
		return fmt.Errorf("read refusal of decision %s: %w", last.ID, err)
	}
	return nil
}

func (d *Desk) entityState(row db.ReviewEntity, read bool, v EntityView) EntityState {
	recorded := v.Decision != nil && v.Decision.State == DecisionRecorded
	switch {
	case recorded && v.Decision.Verdict == Approve:
		return EntityKept
	case recorded:
		return EntityRevoked
	case row.Standing == standingDone:
		return EntityComplete
	case v.Decision != nil:
		return EntityRecording
	case row.Standing == standingElsewhere:
		return EntityDelegated
	case !read:
		return EntityUnread
	}
	if r := d.cfg.Policy.JudgeEntity(v.Told, v.Review.Viewer, Approve, "-"); r != nil {
		return EntityOwn
	}
	return EntityOpen
}

func decisionView(row db.Decision) DecisionView {
	return DecisionView{ID: row.ID, Verdict: Verdict(row.Verdict), State: DecisionState(row.State), DeciderID: row.IdentityID,
		DeciderName: row.DeciderName, Comment: row.Comment, ClickedAt: row.ClickedAt, EndedAt: timeOf(row.EndedAt), Stalled: row.Stalled}
}
