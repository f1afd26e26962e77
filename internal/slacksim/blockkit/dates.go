package blockkit

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

var dateToken = regexp.MustCompile(`\{([a-z_]+)\}`)

// dateLayout gives the Go layout of one of Slack's date tokens
// (https://docs.slack.dev/messaging/formatting-message-text). It is what `ago` and the pretty ones fall back to.
func dateLayout(token string) (string, bool) {
	switch token {
	case "date_num":
		return "2006-01-02", true
	case "date", "date_pretty", "date_long_full":
		return "January 2, 2006", true
	case "date_short", "date_short_pretty":
		return "Jan 2, 2006", true
	case "date_long", "date_long_pretty", "day_divider_pretty":
		return "Monday, January 2, 2006", true
	case "date_slash":
		return "01/02/2006", true
	case "time":
		return "15:04", true
	case "time_secs":
		return "15:04:05", true
	case "ago":
		return "Jan 2, 2006 15:04", true
	}
	return "", false
}

// showDate writes a moment as a client does, in the reader's zone; where the reader's Now is known, near days are named.
func showDate(unix int64, format string, r Reader) string {
	at := time.Unix(unix, 0).In(r.zone())
	var b strings.Builder
	from := 0
	for _, m := range dateToken.FindAllStringSubmatchIndex(format, -1) {
		b.WriteString(format[from:m[0]])
		from = m[1]
		b.WriteString(showToken(at, format[m[2]:m[3]], m[0] == 0, r.Now))
	}
	return b.String() + format[from:]
}

// showToken writes one token; first is true at the beginning of the format, where words are capitalised.
func showToken(at time.Time, token string, first bool, now time.Time) string {
	layout, known := dateLayout(token)
	if !known {
		return "{" + token + "}"
	}
	said := ""
	if !now.IsZero() {
		switch {
		case strings.HasSuffix(token, "_pretty"):
			said = nearDay(at, now.In(at.Location()))
		case token == "ago":
			said = ago(now.Sub(at))
		}
	}
	if said == "" {
		return at.Format(layout)
	}
	if first {
		return strings.ToUpper(said[:1]) + said[1:]
	}
	return said
}

// nearDay names yesterday, today and tomorrow by the calendar of the reader's zone; "" for any other day.
func nearDay(at, now time.Time) string {
	for days, word := range map[int]string{-1: "yesterday", 0: "today", 1: "tomorrow"} {
		y, m, d := now.AddDate(0, 0, days).Date()
		if y == at.Year() && m == at.Month() && d == at.Day() {
			return word
		}
	}
	return ""
}

// ago writes a distance in its largest unit.
func ago(past time.Duration) string {
	form := "%s ago"
	if past < 0 {
		past, form = -past, "in %s"
	}
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		switch n := int(past / u.unit); {
		case n == 1:
			return fmt.Sprintf(form, "1 "+u.name)
		case n > 1:
			return fmt.Sprintf(form, fmt.Sprintf("%d %ss", n, u.name))
		}
	}
	return "just now"
}
