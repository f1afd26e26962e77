package rounds

import (
	"context"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// textsAtOnce bounds how many open items one transaction goes through.
const textsAtOnce = 200

// Texts makes what is searched and compared where it is missing: the search texts of open items, and the folded names
// of people. A text is missing where a version that makes no texts has stored or changed an item, and where a person in
// it has another name now; a folded name, where a version that folds none has stored the person.
type Texts struct {
	Store  *store.Store
	People interface {
		// FoldRows folds the names and addresses that are not folded yet, and says how many people had some.
		FoldRows(ctx context.Context) (int, error)
	}
	Log *slog.Logger
}

// Run goes once through all open items under the round's term, a few at a time so that nobody waits for their rows.
// When it is stopped it starts from the beginning; texts that exist are not made again.
func (x *Texts) Run(ctx context.Context, lease schedule.Lease) error {
	people, err := x.People.FoldRows(ctx)
	if err != nil {
		return err
	}
	if people > 0 {
		x.Log.Info("names were prepared for comparisons", "people", people)
	}
	all := 0
	defer func() {
		if all > 0 {
			x.Log.Info("items were prepared for searches", "items", all)
		}
	}()
	for after := ""; ; {
		last, n, err := x.Store.FillTexts(ctx, lease, after, textsAtOnce)
		if err != nil {
			return err
		}
		all += n
		if last == "" {
			return nil
		}
		after = last
	}
}
