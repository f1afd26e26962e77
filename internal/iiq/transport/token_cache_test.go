package transport

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func TestUsableFor(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ life, want time.Duration }{
		{20 * time.Minute, 20*time.Minute - 10*time.Second},
		{100 * time.Second, 90 * time.Second},
		{10 * time.Second, 9 * time.Second},
		{time.Second, 900 * time.Millisecond},
		{0, 5*time.Minute - 10*time.Second},
		{-time.Second, 5*time.Minute - 10*time.Second},
	} {
		if got := usableFor(tc.life); got != tc.want {
			t.Errorf("usableFor(%v) = %v, want %v", tc.life, got, tc.want)
		}
	}
}

func TestLifeOf(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in   any
		want time.Duration
	}{
		{float64(1200), 20 * time.Minute}, {"1200", 20 * time.Minute}, {nil, 0}, {"soon", 0}, {float64(-5), 0},
		{true, 0}, {"NaN", 0}, {1e300, 365 * 24 * time.Hour}, {"Inf", 365 * 24 * time.Hour},
	} {
		if got := lifeOf(tc.in); got != tc.want {
			t.Errorf("lifeOf(%v) = %v, want %v", tc.in, got, tc.want)
		}
	}
}

func TestLate401DoesNotDropTheNewToken(t *testing.T) {
	t.Parallel()
	cache := &tokenCache{clock: time.Now, timeout: time.Second}
	n := 0
	cache.fetch = func(context.Context) (string, time.Duration, error) {
		n++
		return fmt.Sprintf("tok-%d", n), time.Hour, nil
	}
	old, _ := cache.get(t.Context())
	cache.drop(old)
	fresh, _ := cache.get(t.Context())
	cache.drop(old)
	if got, _ := cache.get(t.Context()); got != fresh || n != 2 {
		t.Errorf("got %s after %d fetches, want %s after 2", got, n, fresh)
	}
}
