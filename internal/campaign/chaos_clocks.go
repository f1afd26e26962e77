package campaign

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"
)

// clockPlays are what clocks do. That of Postgres is the machine's, which is not ours to move.
func (w *world) clockPlays() []play { return slices.Concat(w.clockJumps(), w.daysOff()) }

func (w *world) clockJumps() []play {
	return []play{
		{"IdentityIQ's clock jumps", 2, func(_ context.Context, rng *rand.Rand) {
			off := minutesOff(rng, 5)
			w.iiq.SetClockSkew(off)
			w.journal.Note("clock", "", "IdentityIQ's is off by %s", off)
		}},
		{"Slack's clock jumps", 1, func(_ context.Context, rng *rand.Rand) {
			off := w.slackOff + minutesOff(rng, 2)
			w.slack.SetClockSkew(off)
			w.journal.Note("clock", "", "Slack's is off by %s", off)
		}},
	}
}

func (w *world) daysOff() []play {
	return []play{
		{"IdentityIQ's clock is a day off", 2, func(ctx context.Context, rng *rand.Rand) {
			w.dayOff(ctx, rng, "IdentityIQ's", w.iiq.SetClockSkew, minutesOff(rng, 5))
		}},
		{"Slack's clock is a day off", 1, func(ctx context.Context, rng *rand.Rand) {
			w.dayOff(ctx, rng, "Slack's", w.slack.SetClockSkew, w.slackOff)
		}},
		{"a replica's clock is a day off", w.ifClocksCanBeWrong(3), w.replicaDayOff},
	}
}

// aDay is how far a clock is off that is wrong by a day and the change to or from summer time.
const aDay = 25 * time.Hour

// aDayOff is to either side.
func aDayOff(rng *rand.Rand) time.Duration {
	if rng.IntN(2) == 0 {
		return -aDay
	}
	return aDay
}

// dayOff puts a clock a day off for a while.
func (w *world) dayOff(ctx context.Context, rng *rand.Rand, whose string, set func(time.Duration), then time.Duration) {
	off := aDayOff(rng)
	set(off)
	w.journal.Note("dayoff", "", "%s clock is off by %s", whose, off)
	pause(ctx, between(rng, time.Second, min(40*time.Second, w.opts.LongestFault)))
	set(then)
	w.journal.Note("dayoff", "", "%s clock is off by %s", whose, then)
}

func (w *world) ifClocksCanBeWrong(weight int) int {
	if w.opts.BinaryWithClock == "" {
		return 0
	}
	return weight
}

// replicaDayOff gives a replica a life with a wrong clock, and then one with the right one.
func (w *world) replicaDayOff(ctx context.Context, rng *rand.Rand) {
	r, off := w.anyReplica(rng), aDayOff(rng)
	if !r.setClock(off) {
		return
	}
	w.journal.Note("dayoff", "", "%s's clock is off by %s", r.name, off)
	r.kill()
	w.revive(r)
	pause(ctx, between(rng, time.Second, min(40*time.Second, w.opts.LongestFault)))
	w.clockRight(r)
}

// clockRight begins a life of the replica with the right clock, if its clock is wrong.
func (w *world) clockRight(r *replica) {
	if !r.setClock(0) {
		return
	}
	w.journal.Note("dayoff", "", "%s's clock is right", r.name)
	r.kill()
	w.revive(r)
}

// minutesOff is how far a clock is off, to either side, at most so many minutes.
func minutesOff(rng *rand.Rand, most int) time.Duration {
	return time.Duration(rng.IntN(2*60*most)-60*most) * time.Second
}
