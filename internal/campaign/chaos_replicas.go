package campaign

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// replicaPlays are what happens to our processes and to their database.
func (w *world) replicaPlays() []play {
	return []play{
		{"kill a replica", 8, w.killOne},
		{"kill all replicas", 1, w.killAll},
		{"freeze a replica", 8, w.freezeOne},
		{"restart Postgres", 2, w.restartPostgres},
		{"kill Postgres", 2, w.killPostgres},
		{"Postgres takes no writes", 2, w.readOnlyPostgres},
	}
}

func (w *world) anyReplica(rng *rand.Rand) *replica { return w.replicas[rng.IntN(len(w.replicas))] }

func (w *world) killOne(ctx context.Context, rng *rand.Rand) {
	r := w.anyReplica(rng)
	r.kill()
	pause(ctx, between(rng, 0, 3*time.Second))
	w.revive(r)
}

func (w *world) killAll(ctx context.Context, rng *rand.Rand) {
	for _, r := range w.replicas {
		r.kill()
	}
	pause(ctx, between(rng, 0, 2*time.Second))
	for _, r := range w.replicas {
		w.revive(r)
	}
}

func (w *world) revive(r *replica) {
	if err := r.start(); err != nil {
		w.journal.Note("trouble", "", "%v", err)
	}
}

// freezeOne mostly takes less than any claim lasts, sometimes longer than all of them.
func (w *world) freezeOne(ctx context.Context, rng *rand.Rand) {
	r := w.anyReplica(rng)
	if !r.freeze() {
		return
	}
	defer r.thaw()
	longest := 20 * time.Second
	if rng.IntN(8) == 0 {
		longest = 70 * time.Second
	}
	longest = min(longest, w.opts.LongestFault)
	pause(ctx, between(rng, longest/20, longest))
}

// withPostgres keeps the plays with the database from each other.
func (w *world) withPostgres(fn func()) {
	if !w.database.TryLock() {
		return
	}
	defer w.database.Unlock()
	fn()
}

func (w *world) restartPostgres(ctx context.Context, _ *rand.Rand) {
	w.withPostgres(func() {
		w.journal.Note("postgres", "", "Postgres is restarted")
		w.bringPostgresBack(ctx)
	})
}

func (w *world) killPostgres(ctx context.Context, rng *rand.Rand) {
	w.withPostgres(func() {
		w.journal.Note("postgres", "", "Postgres is killed")
		if err := w.postgres.Kill(); err != nil {
			w.journal.Note("trouble", "", "%v", err)
		}
		pause(ctx, between(rng, 0, 4*time.Second))
		w.bringPostgresBack(ctx)
	})
}

func (w *world) bringPostgresBack(ctx context.Context) {
	for range 5 {
		err := w.postgres.Restart(context.WithoutCancel(ctx))
		if err == nil {
			w.journal.Note("postgres", "", "Postgres is back")
			return
		}
		w.journal.Note("trouble", "", "%v", err)
	}
}

// mend ends every fault and has every replica running.
func (w *world) mend() {
	w.slack.RemoveFault(0)
	w.mendIIQ()
	var all sync.WaitGroup
	for _, r := range w.replicas {
		all.Go(func() {
			r.thaw()
			w.clockRight(r)
			w.revive(r)
		})
	}
	all.Wait()
	w.journal.Note("play", "", "all faults are over")
}
