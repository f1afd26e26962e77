package looping

import (
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Week is the hours and days in which people are reminded.
type Week struct {
	Hours approvals.Hours
	Days  approvals.Days
}

// For is the week that somebody chose for themselves, and this one where they chose nothing.
func (w Week) For(s approvals.PersonalSettings) Week {
	if s.Hours != (approvals.Hours{}) {
		w.Hours = s.Hours
	}
	if s.Days != (approvals.Days{}) {
		w.Days = s.Days
	}
	return w
}

// Holiday is a day without reminders; Year is 0 for every year.
type Holiday struct {
	Year  int
	Month time.Month
	Day   int
}

// calendar is one person's working hours. They are by the local clock, so a change of the clock makes a day longer or
// shorter. Hours that span midnight belong to the day on which they begin.
type calendar struct {
	week     Week
	zone     *time.Location
	holidays []Holiday
}

// farthest bounds every search for a working day. Two years of holidays are a mistake in the settings.
const farthest = 2 * 366

func (c calendar) workday(day time.Time) bool {
	if !c.week.Days[day.Weekday()] {
		return false
	}
	for _, h := range c.holidays {
		if h.Month == day.Month() && h.Day == day.Day() && (h.Year == 0 || h.Year == day.Year()) {
			return false
		}
	}
	return true
}

func (c calendar) overMidnight() bool { return c.week.Hours.From >= c.week.Hours.To }

// window gives the working hours that begin on this day, without their end. There are none when it is no working day,
// or when a change of the clock leaves nothing of them.
func (c calendar) window(day time.Time) (from, to time.Time, ok bool) {
	if !c.workday(day) {
		return from, to, false
	}
	ends := day
	if c.overMidnight() {
		ends = day.AddDate(0, 0, 1)
	}
	_, from = crossings(day.Add(c.week.Hours.From), c.zone)
	to, _ = crossings(ends.Add(c.week.Hours.To), c.zone)
	return from, to, from.Before(to)
}

// dayOf is the day whose working hours t belongs to.
func (c calendar) dayOf(t time.Time) time.Time {
	local := t.In(c.zone)
	if c.overMidnight() && sinceMidnight(local) < c.week.Hours.To {
		return day(local).AddDate(0, 0, -1)
	}
	return day(local)
}

// current is when the working hours began that t is in.
func (c calendar) current(t time.Time) (from time.Time, ok bool) {
	today := day(t.In(c.zone))
	for back := range 2 {
		from, to, ok := c.window(today.AddDate(0, 0, -back))
		if ok && !t.Before(from) && t.Before(to) {
			return from, true
		}
	}
	return time.Time{}, false
}

// nextOpen is t itself in working hours, else when they next begin; zero when they never do.
func (c calendar) nextOpen(t time.Time) time.Time {
	start := day(t.In(c.zone)).AddDate(0, 0, -1)
	for n := range farthest {
		from, to, ok := c.window(start.AddDate(0, 0, n))
		switch {
		case !ok || !to.After(t):
		case from.After(t):
			return from
		default:
			return t
		}
	}
	return time.Time{}
}

// openingAfter is when the first working hours after this day begin; zero when they never do.
func (c calendar) openingAfter(day time.Time) time.Time {
	for n := range farthest {
		if from, _, ok := c.window(day.AddDate(0, 0, n+1)); ok {
			return from
		}
	}
	return time.Time{}
}

// latestOpen is t itself in working hours, else the beginning of the last ones before it; t when there are none.
func (c calendar) latestOpen(t time.Time) time.Time {
	today := day(t.In(c.zone))
	for n := range farthest {
		from, to, ok := c.window(today.AddDate(0, 0, -n))
		switch {
		case !ok || from.After(t):
		case t.Before(to):
			return t
		default:
			return from
		}
	}
	return t
}

// workdaysLater is the same time of day n working days on, n at least 1; zero when there are not that many.
func (c calendar) workdaysLater(t time.Time, n int) time.Time {
	local, at := t.In(c.zone), c.dayOf(t)
	spill := day(local).Sub(at)
	for range farthest {
		at = at.AddDate(0, 0, 1)
		if !c.workday(at) {
			continue
		}
		if n--; n == 0 {
			_, later := crossings(at.Add(spill+sinceMidnight(local)), c.zone)
			return later
		}
	}
	return time.Time{}
}
