package schedule_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// reads checks where a round goes on.
func reads(t *testing.T, m *schedule.Watermarks, name string, want schedule.Watermark) {
	t.Helper()
	got, err := m.Watermark(t.Context(), name)
	ok(t, err)
	if !got.Stamp.Equal(want.Stamp) || got.Cursor != want.Cursor || got.Round != want.Round {
		t.Errorf("watermark of %q: got %+v, want %+v", name, got, want)
	}
}

func TestWatermarkIsWhereARoundGoesOn(t *testing.T) {
	t.Parallel()
	m := schedule.NewWatermarks(dbtest.New(t))
	reads(t, m, "poll", schedule.Watermark{})
	first := schedule.Watermark{Stamp: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC), Cursor: "40", Round: 7}
	ok(t, m.SaveWatermark(t.Context(), schedule.Lease{Name: "poll", Term: 1}, first))
	reads(t, m, "poll", first)
	reads(t, m, "sweep", schedule.Watermark{})
	// The same holder may go back, and to the start.
	ok(t, m.SaveWatermark(t.Context(), schedule.Lease{Name: "poll", Term: 1}, schedule.Watermark{Round: 8}))
	reads(t, m, "poll", schedule.Watermark{Round: 8})
}

func TestWatermarkOfAnEarlierTermIsRefused(t *testing.T) {
	t.Parallel()
	m := schedule.NewWatermarks(dbtest.New(t))
	ok(t, m.SaveWatermark(t.Context(), schedule.Lease{Name: "poll", Term: 3}, schedule.Watermark{Cursor: "theirs"}))
	lost(t, "watermark of term 2", m.SaveWatermark(t.Context(), schedule.Lease{Name: "poll", Term: 2}, schedule.Watermark{Cursor: "mine"}))
	reads(t, m, "poll", schedule.Watermark{Cursor: "theirs"})
	ok(t, m.SaveWatermark(t.Context(), schedule.Lease{Name: "sweep", Term: 2}, schedule.Watermark{Cursor: "another round"}))
	ok(t, m.SaveWatermark(t.Context(), schedule.Lease{Name: "poll", Term: 4}, schedule.Watermark{Cursor: "next"}))
	reads(t, m, "poll", schedule.Watermark{Cursor: "next"})
}
