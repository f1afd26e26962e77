package schedule_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/schedule"
)

func TestBackoffGrowsAndStays(t *testing.T) {
	t.Parallel()
	for n, want := range map[int32]time.Duration{
		-1: time.Second, 0: time.Second, 1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second, 4: 8 * time.Second,
		5: 15 * time.Second, 6: 15 * time.Second, 1 << 30: 15 * time.Second,
	} {
		seen := map[time.Duration]bool{}
		for range 200 {
			d := schedule.Backoff(n)
			if d < want*8/10 || d > want*12/10 {
				t.Fatalf("after failure %d one waits %s, want %s and a fifth more or less", n, d, want)
			}
			seen[d] = true
		}
		if len(seen) < 100 {
			t.Errorf("after failure %d all wait for the same time, want a length of at least 100", n)
		}
	}
}
