package schedule

import (
	"math/rand/v2"
	"time"
)

// Backoff is how long to wait after the nth failed try (from 1): 1, 2, 4, 8 seconds, then 15 seconds each. A random
// fifth more or less keeps many waiters from returning at once.
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
