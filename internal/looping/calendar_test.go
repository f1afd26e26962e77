package looping

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const layout = "2006-01-02 15:04 MST"

func office(zone string, from, to time.Duration, days ...time.Weekday) calendar {
	c := calendar{week: Week{Hours: approvals.Hours{From: from, To: to}}, zone: Zone(zone)}
	if len(days) == 0 {
		days = []time.Weekday{1, 2, 3, 4, 5}
	}
	for _, d := range days {
		c.week.Days[d] = true
	}
	return c
}

func everyDay() []time.Weekday { return []time.Weekday{0, 1, 2, 3, 4, 5, 6} }

func at(t *testing.T, s, zone string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", s, Zone(zone))
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestNextOpen(t *testing.T) {
	t.Parallel()
	nine, five, h := 9*time.Hour, 17*time.Hour, time.Hour
	withHolidays := office("Europe/Berlin", nine, five)
	withHolidays.holidays = []Holiday{{Month: time.December, Day: 25}, {Year: 2026, Month: time.December, Day: 28}}
	for name, c := range map[string]struct {
		cal        calendar
		from, want string
	}{
		"in hours":                   {office("Europe/Berlin", nine, five), "2026-06-03 12:00 UTC", "2026-06-03 14:00 CEST"},
		"first minute":               {office("Europe/Berlin", nine, five), "2026-06-03 07:00 UTC", "2026-06-03 09:00 CEST"},
		"a minute before":            {office("Europe/Berlin", nine, five), "2026-06-03 06:59 UTC", "2026-06-03 09:00 CEST"},
		"the end is not in it":       {office("Europe/Berlin", nine, five), "2026-06-03 15:00 UTC", "2026-06-04 09:00 CEST"},
		"Friday evening":             {office("Europe/Berlin", nine, five), "2026-06-05 18:00 UTC", "2026-06-08 09:00 CEST"},
		"over the change of spring":  {office("Europe/Berlin", nine, five), "2026-03-27 18:00 UTC", "2026-03-30 09:00 CEST"},
		"over the change of autumn":  {office("America/New_York", nine, five), "2026-10-30 22:00 UTC", "2026-11-02 09:00 EST"},
		"half-hour zone":             {office("Asia/Kolkata", nine, five), "2026-06-03 03:29 UTC", "2026-06-03 09:00 IST"},
		"quarter-hour zone":          {office("Asia/Kathmandu", nine, five), "2026-06-03 03:00 UTC", "2026-06-03 09:00 +0545"},
		"half-hour change":           {office("Australia/Lord_Howe", nine, five), "2026-10-03 23:00 UTC", "2026-10-05 09:00 +11"},
		"over midnight, after it":    {office("UTC", 22*h, 6*h), "2026-06-03 02:00 UTC", "2026-06-03 02:00 UTC"},
		"over midnight, Saturday":    {office("UTC", 22*h, 6*h), "2026-06-06 02:00 UTC", "2026-06-06 02:00 UTC"},
		"over midnight, Sunday":      {office("UTC", 22*h, 6*h), "2026-06-07 02:00 UTC", "2026-06-08 22:00 UTC"},
		"always":                     {office("UTC", 0, 24*h, everyDay()...), "2026-06-07 02:00 UTC", "2026-06-07 02:00 UTC"},
		"holidays, weekend, holiday": {withHolidays, "2026-12-24 18:00 UTC", "2026-12-29 09:00 CET"},
		"hours begin in the gap": {office("Europe/Berlin", 150*time.Minute, 5*h, everyDay()...), "2026-03-29 00:00 UTC",
			"2026-03-29 03:00 CEST"},
		"hours lost in the gap": {office("Europe/Berlin", 130*time.Minute, 150*time.Minute, everyDay()...), "2026-03-29 00:00 UTC",
			"2026-03-30 02:10 CEST"},
		"hours begin in the fold": {office("Europe/Berlin", 150*time.Minute, 5*h, everyDay()...), "2026-10-25 00:00 UTC",
			"2026-10-25 02:30 CET"},
		"Sunday to Thursday":  {office("Asia/Dubai", nine, five, 0, 1, 2, 3, 4), "2026-06-05 06:00 UTC", "2026-06-07 09:00 +04"},
		"unknown zone is UTC": {office("Moon/Tranquility", nine, five), "2026-06-03 08:00 UTC", "2026-06-03 09:00 UTC"},
	} {
		from, err := time.Parse(layout, c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.cal.nextOpen(from).In(c.cal.zone).Format(layout); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestNeverOpen(t *testing.T) {
	t.Parallel()
	c := office("UTC", 9*time.Hour, 17*time.Hour)
	c.week.Days = approvals.Days{}
	now := at(t, "2026-06-03 12:00", "UTC")
	if got := c.nextOpen(now); !got.IsZero() {
		t.Errorf("no working day, and open at %v, want IsZero true", got)
	}
	if got := c.workdaysLater(now, 1); !got.IsZero() {
		t.Errorf("no working day, and one working day later is %v, want IsZero true", got)
	}
	if got := c.latestOpen(now); !got.Equal(now) {
		t.Errorf("no working day, and open before at %v, want %v", got, now)
	}
}

func TestWorkdaysLater(t *testing.T) {
	t.Parallel()
	nine, five := 9*time.Hour, 17*time.Hour
	for name, c := range map[string]struct {
		cal        calendar
		from, want string
		n          int
	}{
		"over the weekend": {office("Europe/Berlin", nine, five), "2026-06-05 10:30", "2026-06-08 10:30 CEST", 1},
		"four":             {office("Europe/Berlin", nine, five), "2026-06-03 10:30", "2026-06-09 10:30 CEST", 4},
		"change of clock":  {office("Europe/Berlin", nine, five), "2026-03-27 10:30", "2026-03-30 10:30 CEST", 1},
		"night belongs to the day before": {office("Europe/Berlin", 22*time.Hour, 6*time.Hour), "2026-06-06 02:00", "2026-06-09 02:00 CEST",
			1},
	} {
		got := c.cal.workdaysLater(at(t, c.from, c.cal.zone.String()), c.n).In(c.cal.zone).Format(layout)
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// zones has whole, half and quarter hours, both changes of the clock in both halves of the year, changes at midnight, and
// the ends of the world.
func zones() []string {
	return []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
		"Australia/Adelaide", "America/St_Johns", "Asia/Beirut", "America/Havana", "Pacific/Kiritimati", "Pacific/Pago_Pago",
		"Africa/Cairo", "America/Santiago", "Pacific/Chatham", "Atlantic/Azores"}
}

// onTheWall says by the clock on the wall alone whether these are working hours.
func onTheWall(c calendar, t time.Time) bool {
	local := t.In(c.zone)
	minute := time.Duration(local.Hour()*60+local.Minute()) * time.Minute
	h := c.week.Hours
	if h.From < h.To {
		return c.week.Days[local.Weekday()] && minute >= h.From && minute < h.To
	}
	yesterday := (local.Weekday() + 6) % 7
	return c.week.Days[local.Weekday()] && minute >= h.From || c.week.Days[yesterday] && minute < h.To
}

func drawCalendar(t *rapid.T) calendar {
	minutes := rapid.IntRange(0, 24*4-1)
	from := time.Duration(minutes.Draw(t, "from")*15) * time.Minute
	to := time.Duration(minutes.Filter(func(n int) bool { return time.Duration(n*15)*time.Minute != from }).Draw(t, "to")*15) * time.Minute
	if to == 0 {
		to = 24 * time.Hour
	}
	c := office(rapid.SampledFrom(zones()).Draw(t, "zone"), from, to)
	for d := range c.week.Days {
		c.week.Days[d] = rapid.Bool().Draw(t, "day")
	}
	c.week.Days[rapid.IntRange(0, 6).Draw(t, "one day")] = true
	return c
}

func drawMoment(t *rapid.T) time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 366*24*4).Draw(t, "moment")) * 15 * time.Minute)
}

// Whatever the hours and the zone: what is open is so on the wall, and nothing open lies between a moment and its next.
func TestOpenHoursAreThoseOnTheWall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, from := drawCalendar(t), drawMoment(t)
		next := c.nextOpen(from)
		if next.IsZero() || next.Before(from) {
			t.Fatalf("next open after %v is %v, want no earlier time", from, next)
		}
		if !onTheWall(c, next) {
			t.Fatalf("%v is open, and not on the wall (%v)", next.In(c.zone), c.week)
		}
		if _, open := c.current(next); !open {
			t.Fatalf("%v is open and not open", next.In(c.zone))
		}
		closed := 0
		for at := from; at.Before(next); at = at.Add(15 * time.Minute) {
			if onTheWall(c, at) {
				closed++
			}
			if _, open := c.current(at); open {
				t.Fatalf("open at %v, and the next is %v, want open false", at.In(c.zone), next.In(c.zone))
			}
		}
		// A change of the clock within the hours may cost that day's, never more.
		if closed > 24*4 {
			t.Fatalf("%d quarters of an hour were not used between %v and %v", closed, from.In(c.zone), next.In(c.zone))
		}
	})
}

func TestCrossingsMeetTheWall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone := Zone(rapid.SampledFrom(zones()).Draw(t, "zone"))
		wall := drawMoment(t)
		first, last := crossings(wall, zone)
		shown := func(at time.Time) time.Time {
			_, offset := at.In(zone).Zone()
			return at.UTC().Add(time.Duration(offset) * time.Second)
		}
		if last.Before(first) {
			t.Fatalf("first %v, last %v, want the first before the last", first, last)
		}
		for _, at := range []time.Time{first, last} {
			if shown(at).Before(wall) || !shown(at.Add(-time.Second)).Before(wall) && first.Equal(last) {
				t.Fatalf("at %v the wall shows %v, want %v first", at, shown(at), wall)
			}
		}
		for at := first.Add(-30 * time.Hour); at.Before(first); at = at.Add(15 * time.Minute) {
			if !shown(at).Before(wall) {
				t.Fatalf("the wall shows %v at %v already, before %v", shown(at), at, first)
			}
		}
		for at := last; at.Before(last.Add(30 * time.Hour)); at = at.Add(15 * time.Minute) {
			if shown(at).Before(wall) {
				t.Fatalf("the wall shows %v at %v, after %v", shown(at), at, last)
			}
		}
	})
}
