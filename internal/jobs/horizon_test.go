package jobs_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/testlog"
)

const years = 5 * 365 * 24 * time.Hour

// One item whose stamp is years ahead, of a server whose clock was wrong once, hides nothing that changes from then on.
func TestAStampFromTheFutureDoesNotEndThePoll(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.iiq.ahead = time.Second
	wrong := request("i1", "sam")
	wrong.Modified = time.Now().Add(years)
	s.iiq.put(wrong)
	s.must(s.poll().Run(t.Context(), s.lease("poll")))
	s.want("true", `SELECT coalesce(max(stamp), 'epoch') <= now() + interval '5 seconds' FROM watermarks`)
	late := request("i2", "nora")
	late.Created = time.Now()
	s.iiq.put(late)
	s.must(s.poll().Run(t.Context(), s.lease("poll")))
	s.want("i1 i2", `SELECT string_agg(id, ' ' ORDER BY id) FROM work_items`)
}

// A watermark that an earlier version let pass the clock is pulled back, and that is told once.
func TestAWatermarkOfTheFutureIsPulledBack(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.iiq.ahead = time.Second
	s.must(s.poll().Run(t.Context(), s.lease("poll")))
	s.exec(`UPDATE watermarks SET stamp = now() + interval '5 years' WHERE name = 'poll'`)
	fresh := request("i1", "sam")
	fresh.Created = time.Now()
	s.iiq.put(fresh)
	var said testlog.Book
	poll := s.poll()
	poll.Log = said.Logger()
	for range 3 {
		s.must(poll.Run(t.Context(), s.lease("poll")))
	}
	s.want("i1", `SELECT string_agg(id, ' ') FROM work_items`)
	s.want("true", `SELECT stamp <= now() + interval '5 seconds' FROM watermarks WHERE name = 'poll'`)
	if n := said.Count("is pulled back"); n != 1 {
		t.Errorf("the watermark was told of %d times, want once: %s", n, said.String())
	}
}

// The watermark of access reviews keeps to the same rule.
func TestAStampFromTheFutureDoesNotEndTheRoundOfReviews(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.table.ahead = time.Second
	h.add("r1", 1, "sam")
	h.complete("r1-000", time.Now().Add(years))
	h.must(h.run())
	h.want("true", `SELECT coalesce(max(stamp), 'epoch') <= now() + interval '5 seconds' FROM review_watermark`)
	h.exec(`UPDATE review_watermark SET stamp = now() + interval '5 years', covered = now() + interval '5 years', again_at = NULL`)
	late := h.table.entities["r1-000"]
	late.ID, late.Created, late.Modified = "r1-001", time.Now(), time.Time{}
	h.table.entities[late.ID] = late
	h.must(h.run())
	h.want("r1-000 r1-001", `SELECT string_agg(id, ' ' ORDER BY id) FROM review_entities`)
	h.want("true", `SELECT stamp <= now() + interval '5 seconds' FROM review_watermark`)
}
