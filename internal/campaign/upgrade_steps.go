package campaign

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// step is a part of an upgrade. In each of them people decide, and a month goes by for whoever waits to be reminded.
type step struct {
	name   string
	change func(context.Context) error
	// ways are what must have gone from one version to the other by the end of the step.
	ways []way
}

// steps are the upgrade and the way back, as docs/releases.md tells them.
func (u *upgrade) steps() []step {
	old, today := u.old.name, u.today.name
	return []step{
		{"the old version makes the schema and works alone", u.beginOld, []way{{clicksOnCards, old, old}}},
		{"today's schema under the old replicas", u.migrateToday, nil},
		{"an old replica is killed and starts on today's schema", u.restartOld, nil},
		{"today's replicas join", u.join(u.today), []way{
			{writesOfClicks, old, today}, {writesOfClicks, today, old}, {changesOfCards, today, old},
		}},
		{"the old replicas leave", u.leave(u.old), []way{{clicksOnCards, old, today}, {changesOfCards, old, today}}},
		{"the way back: old replicas in the place of today's", u.back, []way{{clicksOnCards, today, old}}},
		{"today's replicas again", u.forth, nil},
	}
}

func (u *upgrade) beginOld(ctx context.Context) error {
	if _, err := books.RunBot(ctx, u.old.binary, u.settings["DATABASE_URL"], "migrate", "up"); err != nil {
		return err
	}
	return u.join(u.old)(ctx)
}

func (u *upgrade) migrateToday(ctx context.Context) error {
	_, err := books.RunBot(ctx, u.today.binary, u.settings["DATABASE_URL"], "migrate", "up")
	return err
}

// restartOld: the schema may be ahead of the old binary by now, and it starts all the same.
func (u *upgrade) restartOld(context.Context) error {
	r := u.old.replicas[0]
	r.kill()
	return r.start()
}

func (u *upgrade) join(v *version) func(context.Context) error {
	return func(context.Context) error {
		for _, r := range v.replicas {
			if err := r.start(); err != nil {
				return err
			}
		}
		return nil
	}
}

// leave ends the replicas as a rolling upgrade does, while their clicks, jobs and rounds are on their way.
func (u *upgrade) leave(v *version) func(context.Context) error {
	return func(context.Context) error {
		var all sync.WaitGroup
		for _, r := range v.replicas {
			all.Go(r.end)
		}
		all.Wait()
		return nil
	}
}

// back is an upgrade that is taken back: the schema stays, and the old version's own migrate finds nothing to do.
func (u *upgrade) back(ctx context.Context) error {
	out, err := books.RunBot(ctx, u.old.binary, u.settings["DATABASE_URL"], "migrate", "up")
	if err != nil {
		return err
	}
	if !bytes.Contains(out, []byte("nothing to do")) {
		return fmt.Errorf("the old version's migrate up changed today's schema: %s", out)
	}
	return u.exchange(ctx, u.today, u.old)
}

func (u *upgrade) forth(ctx context.Context) error { return u.exchange(ctx, u.old, u.today) }

// exchange has the one version ready before the other leaves.
func (u *upgrade) exchange(ctx context.Context, leaves, comes *version) error {
	if err := u.join(comes)(ctx); err != nil {
		return err
	}
	if err := u.ready(ctx); err != nil {
		return err
	}
	return u.leave(leaves)(ctx)
}
