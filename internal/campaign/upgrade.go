package campaign

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// UpgradeOptions says which upgrade is tried.
type UpgradeOptions struct {
	// Old and New are the binaries of the release before and of today.
	Old, New string
	// Seed decides what is done.
	Seed uint64
	// Decisions is how many are made in each step at least; 0 is 8.
	Decisions int
	// Longest is how long one step may take; 0 is two minutes.
	Longest time.Duration
	Out     io.Writer
}

// upgrade is a world in which two versions of the bot take turns.
type upgrade struct {
	*world
	opts       UpgradeOptions
	began      time.Time
	old, today *version
	// keepers never decide what they were given first, and so are reminded of it in each step.
	keepers []books.Person
	// months is how often a month went by.
	months int
	// unmet is what a step waited for in vain.
	unmet []books.Imbalance
}

// approversOfUpgrade is how many people decide during an upgrade, clicksOfUpgrade how many at the same moment: two versions
// share a small machine with all else.
const (
	approversOfUpgrade = 40
	clicksOfUpgrade    = 5
)

// RunUpgrade plays an upgrade and the way back. The error says that it could not be played; whether the books balance is
// in the ledger.
func RunUpgrade(ctx context.Context, o UpgradeOptions) (*books.Ledger, error) {
	orElse(&o.Decisions, 8)
	orElse(&o.Longest, 2*time.Minute)
	world := Options{Binary: o.New, Approvers: approversOfUpgrade, Seed: o.Seed, Out: o.Out}
	u := &upgrade{
		world: emptyWorld(world.withDefaults()), opts: o, began: time.Now(),
		old: &version{name: "old", binary: o.Old}, today: &version{name: "today", binary: o.New},
	}
	if err := u.build(ctx, u.openFolder, u.startPostgres, u.startIIQ, u.startSlack, u.makeVersions, u.appointKeepers); err != nil {
		return nil, err
	}
	defer u.close()
	if err := u.play(ctx); err != nil {
		return nil, fmt.Errorf("%w; the logs of the replicas are in %s", err, u.dir)
	}
	u.say("all steps are taken; waiting until all work is done")
	unfinished := u.quiet(ctx)
	for _, r := range u.replicas {
		r.end()
	}
	l, err := u.balanceUpgrade(ctx, unfinished)
	if err != nil {
		return nil, err
	}
	if !l.Balanced() {
		u.accountant().Histories(ctx, l)
	} else {
		_ = os.RemoveAll(u.dir)
	}
	return l, ctx.Err()
}

// play takes all steps while people decide, items arrive, and others decide or forward them in IdentityIQ.
func (u *upgrade) play(ctx context.Context) error {
	day, over := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer over()
	people := &approvers{world: u.world}
	begin := func() {
		all.Go(func() { u.arrive(day, u.rng(10)) })
		for n := range clicksOfUpgrade {
			all.Go(func() { people.work(day, u.rng(100+uint64(n))) })
		}
		all.Go(func() { u.chaos(day, u.rng(12), u.gentlePlays(), 2*time.Second, 2) })
	}
	for n, s := range u.steps() {
		u.say("step %d: %s", n+1, s.name)
		u.journal.Note("step", "", "%s", s.name)
		if err := s.change(ctx); err != nil {
			return fmt.Errorf("step %q: %w", s.name, err)
		}
		if n == 0 {
			begin()
		}
		if err := u.live(ctx, s); err != nil {
			return fmt.Errorf("step %q: %w", s.name, err)
		}
		u.say("… %s", time.Since(u.began).Round(time.Second))
	}
	return nil
}

// gentlePlays are what people do in IdentityIQ. Nobody is deactivated: keepers have to be reminded in each step.
func (u *upgrade) gentlePlays() []play {
	return slices.DeleteFunc(u.elsewherePlays(), func(p play) bool { return p.name == deactivated })
}

// live lets people decide, and a month go by, until the step has shown all that it is to show.
func (u *upgrade) live(ctx context.Context, s step) error {
	if err := u.ready(ctx); err != nil {
		return err
	}
	before, err := u.recorded(ctx)
	if err != nil {
		return err
	}
	if err := u.aMonthLater(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, u.opts.Longest)
	defer cancel()
	missing := "nobody has looked"
	for missing != "" {
		pause(ctx, 300*time.Millisecond)
		if ctx.Err() != nil {
			u.unmet = append(u.unmet, books.Imbalance{What: s.name + ": " + missing})
			return nil
		}
		missing = u.missing(ctx, s, before)
	}
	return nil
}

// missing is what the step has not shown yet, "" when it has shown all.
func (u *upgrade) missing(ctx context.Context, s step, before int) string {
	made, err := u.recorded(ctx)
	switch {
	case err != nil:
		return err.Error()
	case made-before < u.opts.Decisions:
		return fmt.Sprintf("%d of %d decisions are made", made-before, u.opts.Decisions)
	}
	for _, k := range u.keepers {
		if n := u.reminders(k); n < u.months {
			return fmt.Sprintf("%s has %d reminders, and %d months went by", k.Name, n, u.months)
		}
	}
	gone, err := u.waysGone(ctx)
	if err != nil {
		return err.Error()
	}
	for _, w := range s.ways {
		if gone[w] == 0 {
			return "never: " + w.String()
		}
	}
	return u.unready(ctx)
}

func (u *upgrade) recorded(ctx context.Context) (n int, err error) {
	if err := u.pool.QueryRow(ctx, `SELECT count(*) FROM decisions WHERE state = 'recorded'`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count decisions: %w", err)
	}
	return n, nil
}
