package looping

import "time"

// day is a date without a zone: midnight in UTC.
func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// sinceMidnight is what a local clock shows at t, in t's own zone.
func sinceMidnight(t time.Time) time.Duration {
	h, m, s := t.Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(t.Nanosecond())
}

// crossings gives the first moment at which the zone's local clock shows wall (a date and time written as UTC) or
// more, and the last moment from which on it never shows less. They differ where an hour is repeated. Where an hour is
// left out, both are the moment of the change.
func crossings(wall time.Time, zone *time.Location) (first, last time.Time) {
	// No zone is further from UTC than 15 hours, and no change of a clock is longer than a day.
	const reach = 40 * time.Hour
	above := false
	for at, end := wall.Add(-reach), wall.Add(reach); at.Before(end); {
		local := at.In(zone)
		_, offset := local.Zone()
		_, next := local.ZoneBounds()
		shift := time.Duration(offset) * time.Second
		crossed := wall.Add(-shift)
		switch {
		case !at.Add(shift).Before(wall):
			crossed = at
		case !next.IsZero() && !crossed.Before(next):
			above = false
			at = next
			continue
		default:
			above = false
		}
		if !above {
			above, last = true, crossed
		}
		if first.IsZero() {
			first = crossed
		}
		if next.IsZero() {
			break
		}
		at = next
	}
	return first, last
}
