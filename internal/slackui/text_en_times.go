package slackui

import "time"

// The catalogue: moments that are written out. Wherever Slack takes a date token, the reader's own client writes them.

// plainClock has the time of day first, for sentences.
func plainClock(at time.Time) string { return at.UTC().Format("15:04 UTC, 2 Jan 2006") }

// plainTime is for places that take no token: UTC, and says so.
func plainTime(at time.Time) string { return at.UTC().Format("2 Jan 2006 15:04 UTC") }

// sayMoment is a moment in the zone that it is given in.
func sayMoment(at time.Time) string { return at.Format("Mon 2 Jan 2006, 15:04") }
