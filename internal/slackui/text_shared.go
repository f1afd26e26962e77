package slackui

import (
	"strconv"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// The catalogue: what the languages have in common.

// digits writes a number, in groups of three from five digits on.
func digits(n int, separator string) string {
	s := strconv.Itoa(n)
	if n < 10_000 {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + separator + s[i:]
	}
	return s
}

// joinParts puts a separator between those that say something.
func joinParts(separator string, parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, separator)
}

// rowIn is the first line of an item in a list: its number, who asks for whom, what.
func rowIn(number, requester, target, what, forWord, unnamed string) string {
	who := requester
	switch {
	case requester == "":
		who = target
	case target != "" && target != requester:
		who = requester + " " + forWord + " " + target
	}
	if s := joinParts(" · ", number, who, what); s != "" {
		return s
	}
	return unnamed
}

// personIn is somebody with department and manager in brackets.
func personIn(name, department, manager, managerWord string) string {
	if manager != "" {
		manager = managerWord + " " + manager
	}
	if about := joinParts(", ", department, manager); about != "" {
		return name + " (" + about + ")"
	}
	return name
}

// daysIn names days from Monday on, three and more in a row as a range.
func daysIn(d approvals.Days, to string, name func(time.Weekday) string) string {
	var parts []string
	day := func(n int) string { return name(time.Weekday((n + 1) % 7)) }
	for n := 0; n < 7; n++ {
		first := n
		for n < 7 && d[(n+1)%7] {
			n++
		}
		switch n - first {
		case 0:
		case 1:
			parts = append(parts, day(first))
		case 2:
			parts = append(parts, day(first), day(first+1))
		default:
			parts = append(parts, day(first)+" "+to+" "+day(n-1))
		}
	}
	return strings.Join(parts, ", ")
}

// hoursIn says when reminders come; "" when that is not known.
func hoursIn(h approvals.Hours, days, always, to string) string {
	switch {
	case h == (approvals.Hours{}) || days == "":
		return ""
	case h.From == 0 && h.To == 24*time.Hour:
		return days + ", " + always
	}
	return days + ", " + clockTime(h.From) + " " + to + " " + clockTime(h.To)
}

// clockTime is a time of day as Slack's own fields have it: the end of the day is 00:00.
func clockTime(d time.Duration) string {
	return time.Time{}.Add(d).Format("15:04")
}
