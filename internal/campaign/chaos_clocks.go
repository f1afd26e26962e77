package campaign

import (
	"context"
	"math/rand/v2"
	"time"
)

// clockPlays are jumps of the clocks of others. Postgres and the replicas share the machine's clock, which is not ours to
// move; theirs are moved in the tests of single steps.
func (w *world) clockPlays() []play {
	return []play{
		{"IdentityIQ's clock jumps", 2, func(_ context.Context, rng *rand.Rand) {
			off := minutesOff(rng, 5)
			w.iiq.SetClockSkew(off)
			w.journal.Note("clock", "", "IdentityIQ's is off by %s", off)
		}},
		{"Slack's clock jumps", 1, func(_ context.Context, rng *rand.Rand) {
			off := minutesOff(rng, 2)
			w.slack.SetClockSkew(off)
			w.journal.Note("clock", "", "Slack's is off by %s", off)
		}},
	}
}

// minutesOff is how far a clock is off, to either side, at most so many minutes.
func minutesOff(rng *rand.Rand, most int) time.Duration {
	return time.Duration(rng.IntN(2*60*most)-60*most) * time.Second
}
