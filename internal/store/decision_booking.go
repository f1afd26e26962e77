package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/stored"
)

// Book judges a decision that was sent by how IIQ says that its item ended. answered is true for IIQ's answer to the
// write itself, for which the names count that our tables had just before the write.
func (d Decisions) Book(ctx context.Context, c Claim, o approvals.OutcomeView, answered bool) (approvals.Booking, error) {
	return bookEnd(ctx, db.New(d.pool), c, o, answered)
}

func bookEnd(ctx context.Context, q *db.Queries, c Claim, o approvals.OutcomeView, answered bool) (approvals.Booking, error) {
	who := approvals.Decider{ID: c.IdentityID, Names: []string{c.IdentityName}, Displays: []string{c.DeciderName}}
	known := WriteFacts{}
	if answered && c.known != nil {
		known = *c.known
	} else {
		var err error
		if known.Name, known.Display, err = identityNames(ctx, q, c.IdentityID); err != nil {
			return "", err
		}
	}
	who.Names, who.Displays = append(who.Names, known.Name), append(who.Displays, known.Display)
	if who.CalledByDisplay(o.By) || who.WithoutDisplay() {
		other, err := namesake(ctx, q, c, known, o.By)
		if err != nil {
			return "", err
		}
		who.Namesake, who.Undisplayed = other, who.WithoutDisplay() && !other
	}
	return approvals.Sent{Write: c.Write, Decider: who, Before: c.Before, Answered: answered}.Book(o), nil
}

// mostApprovers bounds those whose names are held against that of a completer, fewApprovers those whose names are read before it is
// known whether anybody asks for them.
const mostApprovers, fewApprovers = 5000, 20

// namesake reports whether somebody else who might have decided the item is called so.
func namesake(ctx context.Context, q *db.Queries, c Claim, known WriteFacts, name string) (bool, error) {
	others := known.others
	if !known.allOthers {
		var err error
		if others, err = namesOfOthers(ctx, q, c, mostApprovers); err != nil {
			return false, err
		}
	}
	for _, o := range others {
		if approvals.SameName(o.Name, name) || approvals.SameName(o.DisplayName, name) {
			return true, nil
		}
	}
	return false, nil
}

// namesOfOthers reads what up to limit others are called who may decide the item.
func namesOfOthers(ctx context.Context, q *db.Queries, c Claim, limit int32) ([]db.NamesOfApproversRow, error) {
	others, err := q.NamesOfApprovers(ctx,
		db.NamesOfApproversParams{WorkItemID: c.Write.WorkItemID, IdentityID: c.IdentityID, MaxRows: limit})
	if err != nil {
		return nil, fmt.Errorf("read names of approvers: %w", err)
	}
	return others, nil
}

// bookRow is Book for a decision that no worker has claimed. A version that did not note which lines had been decided
// before leaves the item's own lines, as they were when it was last stored.
func bookRow(ctx context.Context, q *db.Queries, item db.WorkItem, row db.Decision, o approvals.OutcomeView) (Claim, approvals.Booking,
	error) {
	name, _, err := identityNames(ctx, q, row.IdentityID)
	if err != nil {
		return Claim{}, "", err
	}
	c, err := claimFrom(row, name)
	if err != nil {
		return c, "", err
	}
	if row.WrittenAt == nil {
		w, err := stored.WorkItemFrom(item)
		if err != nil {
			return c, "", err
		}
		c.Before = approvals.DecidedLinesOf(w)
	}
	c.Answer = FoundAnswer(o)
	booking, err := bookEnd(ctx, q, c, o, false)
	return c, booking, err
}

// FoundAnswer is the answer by what was read back, for a decision whose own answer was lost or was a refusal.
func FoundAnswer(o approvals.OutcomeView) approvals.Answer {
	a := approvals.Answer{Found: true, State: o.State, Completer: o.By, Ended: o.At, Text: o.Comment}
	if o.Outcome == approvals.OutcomeMixed {
		a.Approved, a.Denied = o.Approved, o.Denied
	}
	return a
}

// lookAgain notes whether IIQ is to be asked again how the item of a decision ended.
func lookAgain(ctx context.Context, q *db.Queries, row db.Decision, again bool) error {
	if err := q.LookAtEnd(ctx, db.LookAtEndParams{ID: row.ID, Again: again}); err != nil {
		return fmt.Errorf("note when to look at the end again: %w", err)
	}
	return nil
}

func decidedJSON(d approvals.DecidedLines) []byte {
	if d == nil {
		d = approvals.DecidedLines{}
	}
	return stored.JSON(d)
}
