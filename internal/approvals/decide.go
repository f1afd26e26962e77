package approvals

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// Decide records a person's decision, if he may take it: judged from our tables, in one transaction with the jobs that
// bring it to IIQ and to every copy of the card. It is judged again, from IIQ itself, before anything is written there.
//
// Errors: a *Refusal when he may not, or somebody was first; ErrUncertain when the COMMIT got no answer (DecisionByClick
// tells later); with any other error nothing was recorded. The same click again gives the same receipt.
func (d *Desk) Decide(ctx context.Context, c Click) (Receipt, error) {
	c.Comment = CleanComment(c.Comment)
	var receipt Receipt
	err := d.inTx(ctx, Lease{}, func(t *deskTx) error {
		var err error
		receipt, err = d.decide(ctx, t, c)
		return err
	})
	if r, refused := AsRefusal(err); refused {
		d.ClickRefused(ctx, c, r)
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("decide: %w", err)
	}
	return receipt, nil
}

func (d *Desk) decide(ctx context.Context, t *deskTx, c Click) (Receipt, error) {
	row, err := t.LockWorkItem(ctx, c.WorkItemID)
	if errors.Is(err, pgx.ErrNoRows) {
		return Receipt{}, Refuse(RefusedNoSuchItem)
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("lock work item: %w", err)
	}
	if before, err := taken(ctx, t, c); err != nil || before.Repeated {
		return before, err
	}
	if err := d.mayDecide(ctx, t, c, row); err != nil {
		return Receipt{}, err
	}
	about := matter{round: row.Round, asked: askedOf(row)}
	if about.card, about.inRun, err = cardOf(ctx, t, c); err != nil {
		return Receipt{}, err
	}
	id, err := d.insertDecision(ctx, t, c, about)
	if err != nil {
		return Receipt{}, err
	}
	if err := d.recordClick(ctx, t, c, row, id.String(), d.clock()); err != nil {
		return Receipt{}, err
	}
	t.causes(id)
	t.submit(id, 1)
	return Receipt{DecisionID: id}, d.afterClick(ctx, t, c, id)
}

// taken gives the receipt of a click that was committed before.
func taken(ctx context.Context, t *deskTx, c Click) (Receipt, error) {
	before, err := t.DecisionByClick(ctx, c.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return Receipt{}, nil
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("read click: %w", err)
	}
	return Receipt{DecisionID: before.ID, Repeated: true}, nil
}

// afterClick makes every copy of the card tell that a decision is on its way; it gives the buttons of a card back, too,
// that said "not recorded".
func (d *Desk) afterClick(ctx context.Context, t *deskTx, c Click, id uuid.UUID) error {
	if err := t.SetNotRecorded(ctx, db.SetNotRecordedParams{ID: c.WorkItemID}); err != nil {
		return fmt.Errorf("raise version: %w", err)
	}
	if err := raiseCards(ctx, t, c.WorkItemID, c.CardID); err != nil {
		return err
	}
	return homeSoon(ctx, t, c.Person.Slack.TeamID, c.Person.Slack.ID, id.String()+" clicked")
}

// mayDecide judges a click from our tables. The work item's row is locked.
func (d *Desk) mayDecide(ctx context.Context, t *deskTx, c Click, row db.WorkItem) error {
	approver, err := t.GetApprover(ctx, db.GetApproverParams{WorkItemID: row.ID, IdentityID: c.Person.Identity.ID})
	if errors.Is(err, pgx.ErrNoRows) {
		return Refuse(RefusedNotYours)
	}
	if err != nil {
		return fmt.Errorf("read approver: %w", err)
	}
	if err := d.keptOut(row); err != nil {
		return err
	}
	if row.State != "open" {
		return d.endedRefusal(row, c.Person.Identity)
	}
	if !approver.Active {
		return d.lostRefusal(ctx, t, row)
	}
	if err := d.onItsWay(ctx, t, c, row); err != nil {
		return err
	}
	w, err := itemOf(row)
	if err != nil {
		return err
	}
	x := d.verdictOf(row, w)
	if r := d.cfg.Policy.judgeUnder(x, w, c.Person.Identity, c.Verdict, c.Comment); r != nil {
		return r
	}
	return unread(ctx, t, c, askedUnder(w, x))
}

func (d *Desk) onItsWay(ctx context.Context, t *deskTx, c Click, row db.WorkItem) error {
	other, err := t.DecisionOfRound(ctx, db.DecisionOfRoundParams{WorkItemID: row.ID, Round: row.Round})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read decision: %w", err)
	}
	return takenBy(other, c.Person.Identity, Verdict(other.Verdict).Outcome())
}

// takenBy says that somebody's decision is on its way, or was recorded.
func takenBy(other db.Decision, who Identity, o Outcome) *Refusal {
	r := &Refusal{Code: RefusedBeingRecorded, By: other.DeciderName, Mine: other.IdentityID == who.ID, Outcome: o, At: other.ClickedAt}
	if DecisionState(other.State) == DecisionRecorded {
		r.Code = RefusedAlreadyDecided
	}
	return r
}

// Judge says no where the settings or the item itself forbid to decide it in Slack; nil means go on.
func (p Policy) Judge(w WorkItem, who Identity, v Verdict, comment string) *Refusal {
	switch p.LinkOnly(w, who) {
	case LinkOnlySignature:
		return &Refusal{Code: RefusedSignature}
	case LinkOnlyNotWhole:
		return &Refusal{Code: RefusedNotWhole}
	case LinkOnlySelf, LinkOnlyUnknown:
		return &Refusal{Code: RefusedSelf}
	case LinkOnlyType:
		return &Refusal{Code: RefusedType}
	}
	return p.lacksComment(v, comment)
}

func (p Policy) lacksComment(v Verdict, comment string) *Refusal {
	if comment == "" && ((v == Approve && p.ApproveComment) || (v == Deny && p.DenyComment)) {
		return &Refusal{Code: RefusedNoComment}
	}
	return nil
}

// endedRefusal tells how the item ended.
func (d *Desk) endedRefusal(row db.WorkItem, who Identity) *Refusal {
	r := &Refusal{Code: RefusedAlreadyDecided, By: row.OutcomeBy, Outcome: Outcome(row.Outcome), At: timeOf(row.ClosedAt),
		Mine: row.OutcomeBy != "" && row.OutcomeBy == who.DisplayName()}
	switch r.Outcome {
	case OutcomeExpired:
		r.Code = RefusedExpired
	case OutcomeCanceled:
		r.Code = RefusedCanceled
	case OutcomeCompleted, OutcomeReturned:
		r.Code = RefusedClosed
	}
	return r
}

// lostRefusal tells somebody who was an approver once why he is not now.
func (d *Desk) lostRefusal(ctx context.Context, t *deskTx, row db.WorkItem) error {
	o, err := readOwners(ctx, t.Queries, []string{row.OwnerID})
	if err != nil {
		return err
	}
	w, err := itemOf(row)
	if err != nil {
		return err
	}
	if row.OwnerWorkgroup || unseen(d.verdictOf(row, w)) {
		return Refuse(RefusedNotYours)
	}
	return &Refusal{Code: RefusedForwarded, By: o.name(Ref{ID: row.OwnerID, Name: row.OwnerName})}
}

// cardOf gives the card that was clicked, zero where it is not the person's own card of this item; inRun tells whether it
// was sent in a run.
func cardOf(ctx context.Context, t *deskTx, c Click) (id uuid.UUID, inRun bool, err error) {
	if c.CardID == uuid.Nil {
		return uuid.Nil, false, nil
	}
	card, err := t.GetCard(ctx, c.CardID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return uuid.Nil, false, fmt.Errorf("read card: %w", err)
	}
	if err != nil || card.WorkItemID != c.WorkItemID || card.IdentityID != c.Person.Identity.ID {
		return uuid.Nil, false, nil
	}
	return card.ID, card.InRun, nil
}

// matter is what a decision is about: an item in one of its rounds.
type matter struct {
	round int32
	asked []byte
	// card is the decider's own card that was clicked; zero where there is none.
	card  uuid.UUID
	inRun bool
}

func (d *Desk) insertDecision(ctx context.Context, t *deskTx, c Click, m matter) (uuid.UUID, error) {
	name := c.Person.Identity.DisplayName()
	id := uuid.New()
	err := t.InsertDecision(ctx, db.InsertDecisionParams{
		ID: id, WorkItemID: c.WorkItemID, Round: m.round, ClickID: c.ID, Verdict: string(c.Verdict), Comment: c.Comment,
		SentComment: SentComment(c.Comment, name), IdentityID: c.Person.Identity.ID, DeciderName: name,
		SlackTeamID: c.Person.Slack.TeamID, SlackUserID: c.Person.Slack.ID,
		CardID:    uuid.NullUUID{UUID: m.card, Valid: m.card != uuid.Nil},
		ChannelID: c.ChannelID, MessageTs: c.MessageTS, ResponseUrl: c.ResponseURL, InRun: m.inRun, ClickedAt: d.clock(), AskedHash: m.asked,
	})
	if err != nil {
		return uuid.Nil, fmt.Errorf("insert decision: %w", err)
	}
	return id, nil
}

// DecisionByClick looks a click up by its own id: whether it was recorded after all.
func (d *Desk) DecisionByClick(ctx context.Context, clickID string) (recorded bool, err error) {
	_, err = db.New(d.pool).DecisionByClick(ctx, clickID)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read click: %w", err)
	}
	return true, nil
}

// homeSoon asks for a fresh Home tab when the person had it open lately.
func homeSoon(ctx context.Context, t *deskTx, teamID, slackUserID, cause string) error {
	open, err := t.HomeLatelyOpen(ctx, db.HomeLatelyOpenParams{TeamID: teamID, SlackUserID: slackUserID})
	if err != nil {
		return fmt.Errorf("read home tab: %w", err)
	}
	if open {
		t.home(slackUserID, cause)
	}
	return nil
}
