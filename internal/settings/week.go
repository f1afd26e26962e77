package settings

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Hours is a part of every day, from its first minute to before its last. A From after To spans midnight.
type Hours struct {
	// From and To are times since midnight; To is at most 24h.
	From, To time.Duration
}

func parseHours(s string) (Hours, bool) {
	from, to, ok := strings.Cut(s, "-")
	f, okFrom := timeOfDay(from)
	t, okTo := timeOfDay(to)
	return Hours{From: f, To: t}, ok && okFrom && okTo && f != t && f < 24*time.Hour
}

// timeOfDay reads 00:00 to 24:00.
func timeOfDay(s string) (time.Duration, bool) {
	parts := regexp.MustCompile(`^([01]\d|2[0-4]):([0-5]\d)$`).FindStringSubmatch(strings.TrimSpace(s))
	if parts == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(parts[1])
	minutes, _ := strconv.Atoi(parts[2])
	d := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	return d, d <= 24*time.Hour
}

// parseDays reads days and ranges of days, including ranges across the end of the week.
func parseDays(s string) ([7]bool, bool) {
	var days [7]bool
	parts, ok := list(s)
	if !ok {
		return days, false
	}
	for _, part := range parts {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, okFirst := weekday(from)
		last, okLast := weekday(to)
		if !okFirst || !okLast {
			return days, false
		}
		for d := first; ; d = (d + 1) % 7 {
			days[d] = true
			if d == last {
				break
			}
		}
	}
	return days, true
}

func weekday(s string) (int, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(strings.TrimSpace(s), d.String()[:3]) {
			return int(d), true
		}
	}
	return 0, false
}

// Holiday is a day without reminders; Year is 0 for every year.
type Holiday struct {
	Year  int
	Month time.Month
	Day   int
}

// mostHolidays bounds the list.
const mostHolidays = 400

func parseHolidays(s string) ([]Holiday, bool) {
	parts, ok := list(s)
	if !ok || len(parts) > mostHolidays {
		return nil, false
	}
	holidays := make([]Holiday, len(parts))
	for i, part := range parts {
		// 2028 has a 29th of February.
		day, err := time.Parse(time.DateOnly, "2028-"+part)
		if err != nil {
			if day, err = time.Parse(time.DateOnly, part); err != nil {
				return nil, false
			}
			holidays[i].Year = day.Year()
		}
		holidays[i].Month, holidays[i].Day = day.Month(), day.Day()
	}
	return holidays, true
}
