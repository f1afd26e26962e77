package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// rulesInForce are the rules of this process and their generation. Generations count up. The rules of the process that last
// started with different rules are in force for all.
type rulesInForce struct {
	rules      sensitivity.Rules
	generation atomic.Int64
	// newest is the generation in force, as LookAtRules last saw it.
	newest atomic.Int64
}

// verdictOf is the verdict on a stored item. A verdict of newer rules than ours counts. Otherwise ours counts, even
// where the item still has to be judged by them. A verdict stored under our rules may be stricter: see judgeSeen. Where newer
// rules are in force that have not judged the item yet, nobody here knows what they say, and at most a notice is shown.
func (d Rules) verdictOf(row db.WorkItem, w approvals.WorkItem) sensitivity.Verdict {
	if d.judgedByNewerRules(row) {
		return d.untilJudged(row, stored.VerdictIn(row))
	}
	x := d.untilJudged(row, d.rules.rules.Judge(approvals.Sensitive(w)))
	if row.JudgedUnder == d.rules.generation.Load() {
		x = x.Stricter(stored.VerdictIn(row))
	}
	return x
}

// judgedByNewerRules reports whether newer rules than ours have judged an item.
func (d Rules) judgedByNewerRules(row db.WorkItem) bool {
	return row.JudgedUnder > d.rules.generation.Load()
}

// unjudged reports whether rules are in force that this process does not have, and that have not judged an item yet.
func (d Rules) unjudged(row db.WorkItem) bool {
	newest := d.rules.newest.Load()
	return newest > d.rules.generation.Load() && row.JudgedUnder < newest
}

func (d Rules) untilJudged(row db.WorkItem, x sensitivity.Verdict) sensitivity.Verdict {
	if d.unjudged(row) {
		return x.Stricter(sensitivity.Verdict{Show: sensitivity.Notice})
	}
	return x
}

// MayWrite judges a decision just before its write. who is the decider under a name that IIQ has for them, s how they stand to the
// item, both as IIQ has it now; s needs no Exposure. nil means that the decision may be written.
func (d Rules) MayWrite(ctx context.Context, c Claim, who approvals.Identity, s approvals.Standing) (*approvals.Refusal, error) {
	s.Exposure = d.rules.rules.Judge(approvals.Sensitive(s.Item))
	row, err := db.New(d.pool).GetWorkItem(ctx, s.Item.ID)
	switch {
	case err != nil && !errors.Is(err, pgx.ErrNoRows):
		return nil, fmt.Errorf("read work item %s: %w", s.Item.ID, err)
	case err == nil && d.unjudged(row):
		return nil, fmt.Errorf("judge work item %s: %w", s.Item.ID, errUnjudged)
	case err == nil && d.judgedByNewerRules(row):
		s.Exposure = s.Exposure.Stricter(stored.VerdictIn(row))
	}
	ask := approvals.Ask{Who: who, Purpose: approvals.ToWrite, Verdict: c.Verdict, Comment: c.Comment, Asked: c.asked, AskedFacts: c.facts}
	ask.ToldOfChange, err = db.New(d.pool).ToldOfChange(ctx,
		db.ToldOfChangeParams{WorkItemID: c.Write.WorkItemID, Round: c.Round, IdentityID: c.IdentityID})
	if err != nil {
		return nil, fmt.Errorf("read refused decisions: %w", err)
	}
	return d.cfg.Policy.MayAct(ask, s), nil
}

// judgeSeen stores the verdict of our rules on an item whose content is new. Where newer rules than ours have judged
// it before, the stricter of both verdicts holds until they judge it again.
func (d Rules) judgeSeen(ctx context.Context, t *tx.Tx, w approvals.WorkItem, old *db.WorkItem) error {
	generation := d.rules.generation.Load()
	plain := old == nil || old.JudgedUnder == 0 && stored.VerdictIn(*old).Same(sensitivity.Verdict{})
	if generation == 0 && d.rules.rules.Empty() && w.Whole() && plain {
		return nil
	}
	x := d.rules.rules.Judge(approvals.Sensitive(w))
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
	return d.reminders().lookSoonForItem(ctx, t, old.ID)
}

// JudgeAnew judges up to limit open items that older rules have judged, and updates lists and cards. It reports how
// many there were; fewer than limit means that none is left. Any replica may call it at any time, since it leaves
// items alone that newer rules have judged. An item that cannot be read does not stop the others, and is an error.
// Clicks on these items get no answer meanwhile, so limit should be small.
func (d Rules) JudgeAnew(ctx context.Context, limit int) (int, error) {
	generation, n := d.rules.generation.Load(), 0
	var unread error
	err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
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
	x := d.rules.rules.Judge(approvals.Sensitive(w))
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
