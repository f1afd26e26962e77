package approvals_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestHorizonTable(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := now.Add
	for name, c := range map[string]struct {
		mark   time.Time
		stamps []time.Time
		want   time.Time
		back   time.Duration
	}{
		"nothing seen at the first start": {},
		"the greatest counts": {stamps: []time.Time{at(-time.Hour), at(-time.Minute), at(-2 * time.Hour)},
			want: at(-time.Minute)},
		"the clock itself is within": {stamps: []time.Time{at(0)}, want: at(0)},
		"five years ahead moves nothing": {mark: at(-time.Hour), stamps: []time.Time{at(5 * 365 * 24 * time.Hour)},
			want: at(-time.Hour)},
		"beside it the others count": {mark: at(-time.Hour), stamps: []time.Time{at(time.Hour), at(-time.Second)},
			want: at(-time.Second)},
		"a mark beyond is pulled back": {mark: at(48 * time.Hour), want: at(-2 * time.Minute), back: 48 * time.Hour},
		"and goes on from there": {mark: at(time.Second), stamps: []time.Time{at(-time.Minute)}, want: at(-time.Minute),
			back: time.Second},
		"a mark of before stays where it was": {mark: at(-time.Hour), stamps: []time.Time{at(-2 * time.Hour)}, want: at(-time.Hour)},
	} {
		h := approvals.NewHorizon(c.mark, now)
		h.See(c.stamps...)
		if h.Mark() != c.want || h.PulledBack() != c.back {
			t.Errorf("%s: got %s, pulled back by %s, want %s, %s", name, h.Mark(), h.PulledBack(), c.want, c.back)
		}
	}
}

// Whatever comes in whichever order, the watermark never passes the clock, and never falls behind a stamp within it.
func TestHorizonIsNeverPassed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		moment := rapid.Custom(func(rt *rapid.T) time.Time { return time.Unix(rapid.Int64Range(0, 1000).Draw(rt, "at"), 0) })
		now := moment.Draw(rt, "now")
		h := approvals.NewHorizon(moment.Draw(rt, "mark"), now)
		var greatest time.Time
		for _, stamp := range rapid.SliceOf(moment).Draw(rt, "stamps") {
			h.See(stamp)
			if !stamp.After(now) && stamp.After(greatest) {
				greatest = stamp
			}
		}
		if h.Mark().After(now) || h.Mark().Before(greatest) {
			rt.Fatalf("the watermark is %s, want one from %s to %s", h.Mark(), greatest, now)
		}
	})
}
