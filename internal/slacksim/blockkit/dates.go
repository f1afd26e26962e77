package blockkit

import (
	"regexp"
	"time"
)

var dateToken = regexp.MustCompile(`\{([a-z_]+)\}`)

// dateLayout gives the Go layout of one of Slack's date tokens
// (https://docs.slack.dev/messaging/formatting-message-text). `ago` and the pretty ones fall back to a plain date.
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

// showDate writes a moment as a client does, in the reader's zone.
func showDate(unix int64, format string, zone *time.Location) string {
	at := time.Unix(unix, 0).In(zone)
	return dateToken.ReplaceAllStringFunc(format, func(token string) string {
		layout, known := dateLayout(token[1 : len(token)-1])
		if !known {
			return token
		}
		return at.Format(layout)
	})
}
