package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// TellRequester asks a worker to tell a requester how their request was decided. The row of the note says whether that
// was done. Of two jobs for the same round one acts. A note that may have gone out never goes out again.
type TellRequester struct {
	WorkItemID string `json:"work_item_id"`
	Round      int32  `json:"round"`
}

// Kind is River's name for the job.
func (TellRequester) Kind() string { return "tell_requester" }

// noteRequester makes the note of an item that has just been decided, where notes to requesters are on. There is no
// note where the rules show an item as a notice at most. decidedBy is the identity that decided here, or the name that
// IIQ gives. People who decide their own request get no note.
func (c *core) noteRequester(ctx context.Context, t *tx.Tx, itemID, decidedBy string) error {
	if !c.cfg.TellRequesters {
		return nil
	}
	row, err := t.GetWorkItem(ctx, itemID)
	if err != nil {
		return fmt.Errorf("read work item: %w", err)
	}
	if approvals.ItemType(row.Type) != approvals.TypeApproval || !worthANote(approvals.Outcome(row.Outcome)) {
		return nil
	}
	if approvals.Invisible(stored.VerdictIn(row)) {
		return nil
	}
	requester, known, err := requesterOf(ctx, t.Queries, row)
	if err != nil || !known || isCalled(requester, decidedBy) {
		return err
	}
	n, err := t.InsertRequesterNote(ctx, db.InsertRequesterNoteParams{WorkItemID: itemID, Round: row.Round, RequesterID: requester.ID})
	if err != nil {
		return fmt.Errorf("insert note for the requester: %w", err)
	}
	if n > 0 {
		t.Enqueue(TellRequester{WorkItemID: itemID, Round: row.Round},
			&river.InsertOpts{Queue: tx.QueuePosts, Priority: 3, MaxAttempts: noteTries})
	}
	return nil
}

// noteTries spreads the tries over about an hour. River waits the fourth power of the number of tries, in seconds.
const noteTries = 7

// worthANote reports whether an outcome is worth a note: only a decision is. IIQ itself reports the other endings.
func worthANote(o approvals.Outcome) bool {
	return o == approvals.OutcomeApproved || o == approvals.OutcomeDenied || o == approvals.OutcomeMixed
}

func isCalled(i approvals.Identity, idOrName string) bool {
	return idOrName != "" && (i.ID == idOrName || approvals.SameName(i.Name, idOrName) || approvals.SameName(i.DisplayName(), idOrName))
}

// requesterOf finds the requester among the known people. A name that several people share matches nobody.
func requesterOf(ctx context.Context, q *db.Queries, row db.WorkItem) (approvals.Identity, bool, error) {
	var found []db.Identity
	var err error
	switch {
	case row.RequesterID != "":
		found, err = q.IdentitiesByID(ctx, []string{row.RequesterID})
	case row.RequesterName != "":
		found, err = owners.IdentitiesNamed(ctx, q, []string{row.RequesterName})
	}
	if err != nil {
		return approvals.Identity{}, false, fmt.Errorf("read requester: %w", err)
	}
	if len(found) != 1 || found[0].Workgroup {
		return approvals.Identity{}, false, nil
	}
	return stored.IdentityFrom(found[0], true), true, nil
}

// ClaimRequesterNote takes a note for good. ErrClaimLost: it was taken before, or the item is open anew.
func (d Notices) ClaimRequesterNote(ctx context.Context, itemID string, round int32) (approvals.RequesterNote, error) {
	q := db.New(d.pool)
	requesterID, err := q.ClaimRequesterNote(ctx, db.ClaimRequesterNoteParams{WorkItemID: itemID, Round: round})
	if errors.Is(err, pgx.ErrNoRows) {
		return approvals.RequesterNote{}, approvals.ErrClaimLost
	}
	if err != nil {
		return approvals.RequesterNote{}, fmt.Errorf("claim note of work item %s: %w", itemID, err)
	}
	v, err := d.views().ViewFor(ctx, itemID, requesterID)
	if err != nil {
		return approvals.RequesterNote{}, errors.Join(err, d.EndRequesterNote(ctx, itemID, round, approvals.NoteWaiting))
	}
	if v.Phase != approvals.PhaseEnded || v.Show == sensitivity.Notice {
		return approvals.RequesterNote{}, errors.Join(approvals.ErrClaimLost, d.EndRequesterNote(ctx, itemID, round, approvals.NoteDropped))
	}
	n := approvals.RequesterNote{Requester: v.Viewer, Language: v.Language, Item: v.Item, Target: v.Target, Ended: v.Ended}
	if d.cfg.RequestURL != nil {
		n.RequestURL = d.cfg.RequestURL(v.Item.RequestName)
	}
	return n, nil
}

// EndRequesterNote notes how an attempt ended.
func (d Notices) EndRequesterNote(ctx context.Context, itemID string, round int32, s approvals.NoteState) error {
	err := db.New(d.pool).EndRequesterNote(ctx, db.EndRequesterNoteParams{WorkItemID: itemID, Round: round, State: string(s)})
	if err != nil {
		return fmt.Errorf("end note of work item %s: %w", itemID, err)
	}
	return nil
}
