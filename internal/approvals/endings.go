package approvals

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// Endings tells the ending of an item's present round from those of earlier ones. An identity request keeps them all, and
// IIQ's clock may have jumped in between, so times cannot tell.
type Endings struct {
	// Request is the name of the identity request; "" when the item has none.
	Request  string
	reopened bool
	looked   bool
	earlier  []string
}

// Latest is what the request tells of the end of the present round; false when it tells nothing, or when nobody has looked
// at it while the item was open again.
func (e Endings) Latest(r IdentityRequest, workItemID string) (ApprovalSummary, bool) {
	if e.Unknown() {
		return ApprovalSummary{}, false
	}
	earlier := slices.Clone(e.earlier)
	r.Summaries = slices.DeleteFunc(slices.Clone(r.Summaries), func(s ApprovalSummary) bool {
		at := slices.Index(earlier, s.fingerprint())
		if at < 0 {
			return false
		}
		// Of two that are alike to the last letter, one is of an earlier round and one of this.
		earlier = slices.Delete(earlier, at, at+1)
		return true
	})
	return r.SummaryOf(workItemID)
}

// Unknown reports whether the item is open again, and nobody has looked at its request since.
func (e Endings) Unknown() bool { return e.reopened && !e.looked }

// fingerprint is the same for the same summary, and for no other: 32 hexadecimal characters.
func (s ApprovalSummary) fingerprint() string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%q %q %q %d %q", s.WorkItemID, s.State, s.Completer, s.Ended.UnixMilli(), strings.Join(s.Comments, "\n"))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// EndingsOf reads what is known of an item's earlier rounds. Nothing is known of an item that is not ours.
func (d *Desk) EndingsOf(ctx context.Context, id string) (Endings, error) {
	row, err := db.New(d.pool).GetWorkItem(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return Endings{}, nil
	}
	if err != nil {
		return Endings{}, fmt.Errorf("read work item %s: %w", id, err)
	}
	return Endings{Request: row.RequestName, reopened: row.Round > 1, looked: row.EarlierEndings != nil, earlier: row.EarlierEndings}, nil
}

// Reopened is an item that is open again, and whose identity request nobody has looked at since.
type Reopened struct {
	ID      string
	Round   int32
	Request string
}

// ReopenedItems lists up to limit of them.
func (d *Desk) ReopenedItems(ctx context.Context, limit int) ([]Reopened, error) {
	rows, err := db.New(d.pool).ReopenedItems(ctx, int32(limit))
	if err != nil {
		return nil, fmt.Errorf("list reopened items: %w", err)
	}
	items := make([]Reopened, len(rows))
	for i, r := range rows {
		items[i] = Reopened{ID: r.ID, Round: r.Round, Request: r.RequestName}
	}
	return items, nil
}

// SaveEndings notes what the request told of the item before it was seen open: all of that is over.
func (d *Desk) SaveEndings(ctx context.Context, item Reopened, r IdentityRequest) error {
	earlier := []string{}
	for _, s := range r.Summaries {
		if s.WorkItemID == item.ID {
			earlier = append(earlier, s.fingerprint())
		}
	}
	if err := db.New(d.pool).SaveEarlierEndings(ctx, db.SaveEarlierEndingsParams{ID: item.ID, Round: item.Round, Endings: earlier}); err != nil {
		return fmt.Errorf("save earlier endings of work item %s: %w", item.ID, err)
	}
	return nil
}
