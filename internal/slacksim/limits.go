package slacksim

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// bucket holds what may still be done at once; it fills up evenly.
type bucket struct {
	tokens float64
	at     time.Time
}

// take takes one, or tells how long to wait for the next.
func (b *bucket) take(now time.Time, perSecond, most float64) time.Duration {
	b.tokens = math.Min(most, b.tokens+perSecond*now.Sub(b.at).Seconds())
	b.at = now
	if b.tokens >= 1 {
		b.tokens--
		return 0
	}
	// Never 0, which would say that one was taken.
	return max(1, time.Duration((1-b.tokens)/perSecond*float64(time.Second)))
}

// Slack's limits in calls a minute, with a minute's worth in hand: https://docs.slack.dev/apis/web-api/rate-limits.
func tierLimit(m method) float64 {
	if m.name == "chat.postMessage" {
		return 600
	}
	return map[int]float64{1: 1, 2: 20, 3: 50, 4: 100}[m.tier]
}

const (
	channelPerSecond = 1
	channelBurst     = 3
)

// limited answers 429 when the method is over its limit for the app and the workspace.
func (s *Sim) limited(m method) error {
	perMinute := tierLimit(m)
	if !s.switches.Limits || perMinute == 0 {
		return nil
	}
	return s.spend("method "+m.name, perMinute/60, perMinute)
}

// channelLimited answers 429 when a channel gets more than a message a second.
func (s *Sim) channelLimited(c *channel) error {
	if !s.switches.Limits {
		return nil
	}
	return s.spend("channel "+c.id, channelPerSecond, channelBurst)
}

func (s *Sim) spend(name string, perSecond, most float64) error {
	now := s.now()
	b := s.buckets[name]
	if b == nil {
		b = &bucket{tokens: most, at: now}
		s.buckets[name] = b
	}
	if wait := b.take(now, perSecond, most); wait > 0 {
		return rateLimited(wait)
	}
	return nil
}

func rateLimited(wait time.Duration) error {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	return &apiError{
		code: "ratelimited", status: http.StatusTooManyRequests,
		header: http.Header{"Retry-After": {strconv.Itoa(seconds)}},
	}
}
