package judging

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store/reminders"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// rulesInForce are the rules of this process and their generation. Generations count up. The rules of the process that last
// started with different rules are in force for all.
type rulesInForce struct {
	rules      sensitivity.Rules
	generation atomic.Int64
	// newest is the generation in force, as it was last seen.
	newest atomic.Int64
}

// Rules hold the rules on sensitive content against items.
type Rules struct {
	base  *tx.Base
	force *rulesInForce
}

// New makes the use cases of these rules, which are in force once they are adopted; see AdoptRules.
func New(base *tx.Base, rules sensitivity.Rules) Rules {
	return Rules{base: base, force: &rulesInForce{rules: rules}}
}

// On gives the same use cases on another base.
func (d Rules) On(base *tx.Base) Rules {
	d.base = base
	return d
}

// HidesName reports whether the rules of this process hide something that has this name.
func (d Rules) HidesName(name string) bool { return d.force.rules.Hides("", name) }

// VerdictOf is the verdict on a stored item. A verdict of newer rules than ours counts. Otherwise ours counts, even
// where the item still has to be judged by them. A verdict stored under our rules may be stricter: see JudgeSeen. Where newer
// rules are in force that have not judged the item yet, nobody here knows what they say, and at most a notice is shown.
func (d Rules) VerdictOf(row db.WorkItem, w approvals.WorkItem) sensitivity.Verdict {
	if d.judgedByNewerRules(row) {
		return d.untilJudged(row, stored.VerdictIn(row))
	}
	x := d.untilJudged(row, d.force.rules.Judge(approvals.Sensitive(w)))
	if row.JudgedUnder == d.force.generation.Load() {
		x = x.Stricter(stored.VerdictIn(row))
	}
	return x
}

// judgedByNewerRules reports whether newer rules than ours have judged an item.
func (d Rules) judgedByNewerRules(row db.WorkItem) bool {
	return row.JudgedUnder > d.force.generation.Load()
}

// unjudged reports whether rules are in force that this process does not have, and that have not judged an item yet.
func (d Rules) unjudged(row db.WorkItem) bool {
	newest := d.force.newest.Load()
	return newest > d.force.generation.Load() && row.JudgedUnder < newest
}

func (d Rules) untilJudged(row db.WorkItem, x sensitivity.Verdict) sensitivity.Verdict {
	if d.unjudged(row) {
		return x.Stricter(sensitivity.Verdict{Show: sensitivity.Notice})
	}
	return x
}

// VerdictNow is the verdict on an item as IIQ has it now, just before a write. row is what is stored of it, nil where nothing is. An
// error where the rules in force have not judged it yet.
func (d Rules) VerdictNow(row *db.WorkItem, w approvals.WorkItem) (sensitivity.Verdict, error) {
	x := d.force.rules.Judge(approvals.Sensitive(w))
	switch {
	case row == nil:
	case d.unjudged(*row):
		return x, fmt.Errorf("judge work item %s: %w", w.ID, errUnjudged)
	case d.judgedByNewerRules(*row):
		x = x.Stricter(stored.VerdictIn(*row))
	}
	return x, nil
}

// JudgeSeen stores the verdict of our rules on an item whose content is new. Where newer rules than ours have judged
// it before, the stricter of both verdicts holds until they judge it again.
func (d Rules) JudgeSeen(ctx context.Context, t *tx.Tx, w approvals.WorkItem, old *db.WorkItem) error {
	generation := d.force.generation.Load()
	plain := old == nil || old.JudgedUnder == 0 && stored.VerdictIn(*old).Same(sensitivity.Verdict{})
	if generation == 0 && d.force.rules.Empty() && w.Whole() && plain {
		return nil
	}
	x := d.force.rules.Judge(approvals.Sensitive(w))
	if old != nil && old.JudgedUnder > generation {
		x = x.Stricter(stored.VerdictIn(*old))
	}
	if err := setVerdict(ctx, t, w.ID, x, generation); err != nil {
		return err
	}
	if old == nil {
		return nil
	}
	return d.followVerdict(ctx, t, *old, x)
}

func setVerdict(ctx context.Context, t *tx.Tx, id string, x sensitivity.Verdict, generation int64) error {
	p := db.SetVerdictParams{ID: id, Show: string(sensitivity.Whole), MaskedLines: []int32{}, Demands: x.Demands.Words(),
		JudgedUnder: generation}
	if approvals.Restricted(x) {
		p.Show = string(x.Show)
	}
	for _, n := range x.Masked {
		p.MaskedLines = append(p.MaskedLines, int32(n))
	}
	if err := t.SetVerdict(ctx, p); err != nil {
		return fmt.Errorf("store what may be shown: %w", err)
	}
	return nil
}

// followVerdict updates lists and cards for a verdict that hides an open item or shows it again. The verdict must be
// stored and the row locked.
func (d Rules) followVerdict(ctx context.Context, t *tx.Tx, old db.WorkItem, x sensitivity.Verdict) error {
	was, is := sensitivity.Show(old.Show) == sensitivity.None, x.Show == sensitivity.None
	if was == is {
		return nil
	}
	if err := t.SetApproversOpen(ctx, db.SetApproversOpenParams{Open: true, WorkItemID: old.ID}); err != nil {
		return fmt.Errorf("list for approvers: %w", err)
	}
	if is {
		if err := t.DropUnsentCards(ctx, old.ID); err != nil {
			return fmt.Errorf("drop unsent cards: %w", err)
		}
		return nil
	}
	if _, err := t.InsertMissingCards(ctx, old.ID); err != nil {
		return fmt.Errorf("insert cards: %w", err)
	}
	return reminders.LookSoonForItem(ctx, t, d.base.Clock(), old.ID)
}

// JudgeAnew judges up to limit open items that older rules have judged, and updates lists and cards. It reports how
// many there were; fewer than limit means that none is left. Any replica may call it at any time, since it leaves
// items alone that newer rules have judged. An item that cannot be read does not stop the others, and is an error.
// Clicks on these items get no answer meanwhile, so limit should be small.
func (d Rules) JudgeAnew(ctx context.Context, limit int) (int, error) {
	generation, n := d.force.generation.Load(), 0
	var unread error
	err := d.base.InTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		rows, err := t.ItemsToJudge(ctx, db.ItemsToJudgeParams{JudgedUnder: generation, MaxRows: int32(limit)})
		if err != nil {
			return fmt.Errorf("list items to judge: %w", err)
		}
		n, unread = len(rows), nil
		var alike []string
		for _, row := range rows {
			w, err := stored.WorkItemFrom(row)
			if err != nil {
				unread = err
				continue
			}
			same, err := d.judgeRow(ctx, t, row, w, generation)
			if err != nil {
				return fmt.Errorf("judge work item %s: %w", row.ID, err)
			}
			if same {
				alike = append(alike, row.ID)
			}
		}
		if len(alike) == 0 {
			return nil
		}
		if err := t.JudgedAlike(ctx, db.JudgedAlikeParams{JudgedUnder: generation, Ids: alike}); err != nil {
			return fmt.Errorf("note as judged: %w", err)
		}
		return nil
	})
	return n, errors.Join(err, unread)
}

// judgeRow reports whether nothing changed for the item but the generation of rules that judged it.
func (d Rules) judgeRow(ctx context.Context, t *tx.Tx, row db.WorkItem, w approvals.WorkItem, generation int64) (bool, error) {
	x := d.force.rules.Judge(approvals.Sensitive(w))
	if x.Same(stored.VerdictIn(row)) {
		return true, nil
	}
	if err := setVerdict(ctx, t, row.ID, x, generation); err != nil {
		return false, err
	}
	if err := d.followVerdict(ctx, t, row, x); err != nil {
		return false, err
	}
	return false, tx.RaiseCards(ctx, t, row.ID, uuid.Nil)
}

// RulesTrial is what some rules would say about one open item.
type RulesTrial struct {
	Number string
	Type   approvals.ItemType
	// Lines is how many lines the item has.
	Lines   int
	Verdict sensitivity.Verdict
}

const tryPage = 500

// TryRules says what these rules would say about every open item, whatever rules are in force, in the order of ids and
// page by page. It changes nothing. An error of each ends it.
func TryRules(ctx context.Context, conn db.DBTX, rules sensitivity.Rules, each func(RulesTrial) error) error {
	q, after := db.New(conn), ""
	for {
		rows, err := q.OpenItemsPage(ctx, db.OpenItemsPageParams{After: after, MaxRows: tryPage})
		if err != nil {
			return fmt.Errorf("list open work items: %w", err)
		}
		for _, r := range rows {
			w, err := stored.WorkItemFrom(r)
			if err != nil {
				return err
			}
			if err := each(RulesTrial{Number: w.Number, Type: w.Type, Lines: len(w.Lines),
				Verdict: rules.Judge(approvals.Sensitive(w))}); err != nil {
				return err
			}
			after = r.ID
		}
		if len(rows) < tryPage {
			return nil
		}
	}
}
