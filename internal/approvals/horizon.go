package approvals

import (
	"context"
	"log/slog"
	"time"
)

// horizonBack is how far a watermark is pulled back behind the horizon, as far as each poll reaches back anyway.
const horizonBack = 2 * time.Minute

// Horizon keeps a watermark within what IIQ's own clock allows. A stamp from the future, of a server whose clock was wrong once,
// would otherwise move the watermark beyond everything that changes from now on, for as long as its clock was ahead.
type Horizon struct {
	limit, mark time.Time
	back        time.Duration
}

// NewHorizon begins with the watermark that is stored (zero: none yet). now is what IIQ's clock says before the round reads
// anything; what changes while it reads may have been read before the change. A watermark that stands beyond now is pulled back.
func NewHorizon(mark, now time.Time) *Horizon {
	h := &Horizon{limit: now, mark: mark}
	if mark.After(now) {
		h.mark, h.back = now.Add(-horizonBack), mark.Sub(now)
	}
	return h
}

// See takes the stamps of one object that was read. Those beyond the horizon count for nothing.
func (h *Horizon) See(stamps ...time.Time) {
	for _, t := range stamps {
		if t.After(h.mark) && !t.After(h.limit) {
			h.mark = t
		}
	}
}

// Mark is where the next round goes on: the greatest stamp seen within the horizon, or the watermark of the beginning.
func (h *Horizon) Mark() time.Time { return h.mark }

// PulledBack is by how much the watermark of the beginning stood beyond the horizon; 0 when it did not.
func (h *Horizon) PulledBack() time.Duration { return h.back }

// slightlyBack is how far apart the clocks of IIQ's servers may be without a word: each answer is another one's.
const slightlyBack = 5 * time.Minute

// TellPulledBack says that a round's watermark was pulled back, if it was; by little it says so for debugging alone. What was stamped
// in the meantime is found by the rounds over everything.
func (h *Horizon) TellPulledBack(ctx context.Context, log *slog.Logger, round string) {
	level := slog.LevelWarn
	switch {
	case h.back == 0:
		return
	case h.back <= slightlyBack:
		level = slog.LevelDebug
	}
	log.Log(ctx, level, "a watermark stood ahead of IdentityIQ's clock and is pulled back", "round", round,
		"by", h.back.Round(time.Second).String())
}
