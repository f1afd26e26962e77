package jobs

import (
	"math/rand/v2"
	"time"
)

// Backoff is how long to wait after the nth failed try (from 1): 1, 2, 4, 8 seconds, then every 15, each with up to a
// fifth more or less, so that many waiters do not come back at once.
func Backoff(n int32) time.Duration {
	base := 15 * time.Second
	if n < 1 {
		n = 1
	}
	if n <= 4 {
		base = time.Second << (n - 1)
	}
	return time.Duration(float64(base) * (0.8 + 0.4*rand.Float64()))
}

// waitFor is the other side's own wish, where it has one, else the back-off. No wish may keep us away for over an hour.
func waitFor(n int32, wish time.Duration) time.Duration {
	if wish <= 0 {
		return Backoff(n)
	}
	return min(wish, time.Hour)
}
