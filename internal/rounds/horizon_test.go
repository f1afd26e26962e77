package rounds_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/testlog"
)

const years = 5 * 365 * 24 * time.Hour

// One item whose stamp is years ahead, of a server whose clock was wrong once, hides nothing that changes from then on.
func TestAStampFromTheFutureDoesNotEndThePoll(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.IIQ.Ahead = time.Second
	wrong := jobstest.Request("i1", "sam")
	wrong.Modified = time.Now().Add(years)
	s.IIQ.Put(wrong)
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.Want("true", `SELECT coalesce(max(stamp), 'epoch') <= now() + interval '5 seconds' FROM watermarks`)
	late := jobstest.Request("i2", "nora")
	late.Created = time.Now()
	s.IIQ.Put(late)
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.Want("i1 i2", `SELECT string_agg(id, ' ' ORDER BY id) FROM work_items`)
}

// A watermark that an earlier version let pass the clock is pulled back, and that is told once.
func TestAWatermarkOfTheFutureIsPulledBack(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.IIQ.Ahead = time.Second
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.Exec(`UPDATE watermarks SET stamp = now() + interval '5 years' WHERE name = 'poll'`)
	fresh := jobstest.Request("i1", "sam")
	fresh.Created = time.Now()
	s.IIQ.Put(fresh)
	var said testlog.Book
	poll := s.Poll()
	poll.Log = said.Logger()
	for range 3 {
		s.Must(poll.Run(t.Context(), s.Lease("poll")))
	}
	s.Want("i1", `SELECT string_agg(id, ' ') FROM work_items`)
	s.Want("true", `SELECT stamp <= now() + interval '5 seconds' FROM watermarks WHERE name = 'poll'`)
	if n := said.Count("is pulled back"); n != 1 {
		t.Errorf("the watermark was told of %d times, want once: %s", n, said.String())
	}
}

// The watermark of access reviews keeps to the same rule.
func TestAStampFromTheFutureDoesNotEndTheRoundOfReviews(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.table.Ahead = time.Second
	h.add("r1", 1, "sam")
	h.complete("r1-000", time.Now().Add(years))
	h.Must(h.run())
	h.Want("true", `SELECT coalesce(max(stamp), 'epoch') <= now() + interval '5 seconds' FROM review_watermark`)
	h.Exec(`UPDATE review_watermark SET stamp = now() + interval '5 years', covered = now() + interval '5 years', again_at = NULL`)
	late := h.table.Entities["r1-000"]
	late.ID, late.Created, late.Modified = "r1-001", time.Now(), time.Time{}
	h.table.Entities[late.ID] = late
	h.Must(h.run())
	h.Want("r1-000 r1-001", `SELECT string_agg(id, ' ' ORDER BY id) FROM review_entities`)
	h.Want("true", `SELECT stamp <= now() + interval '5 seconds' FROM review_watermark`)
}
