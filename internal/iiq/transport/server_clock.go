package transport

import (
	"net/http"
	"sync/atomic"
	"time"
)

// unheard is how far ahead of the bot's own clock IIQ's may be while IIQ has not told its own.
const unheard = 24 * time.Hour

// backAgain is how far a question for changes reaches back before IIQ's own clock, when it was to begin after it.
const backAgain = 2 * time.Minute

// ServerClock is IIQ's own clock as its latest answer told it.
type ServerClock struct{ latest atomic.Pointer[serverTime] }

type serverTime struct{ date, heard time.Time }

// hear keeps the date of an answer that came at the time heard. An answer without a date changes nothing.
func (s *ServerClock) hear(h http.Header, heard time.Time) {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		s.latest.Store(&serverTime{date: date, heard: heard})
	}
}

// Now is the latest time that IIQ's clock can show at the bot's time ours. The header Date has whole seconds, rounded down.
func (s *ServerClock) Now(ours time.Time) time.Time {
	last := s.latest.Load()
	if last == nil {
		return ours.Add(unheard)
	}
	return last.date.Add(ours.Sub(last.heard) + time.Second)
}

// NotAhead returns since, or a moment shortly before IIQ's own clock where since is after that clock. IIQ's clock was
// then set back: stamps from before it are of a time that is still to come, and nothing that changes now is after them.
func (s *ServerClock) NotAhead(since, now time.Time) time.Time {
	last := s.latest.Load()
	if last == nil {
		return since
	}
	if clock := last.date.Add(now.Sub(last.heard)); since.After(clock) {
		return clock.Add(-backAgain)
	}
	return since
}
