package cards

import (
	"fmt"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/words"
)

const (
	formatTime = "{date_short_pretty} {time}"
	formatDay  = "{date_short_pretty}"
	// maxStamp is the last second that a date token accepts.
	maxStamp = 9_999_999_999
)

func stampable(t time.Time) bool { return t.Unix() >= 0 && t.Unix() <= maxStamp }

// dateToken shows a moment in the reader's own zone, in mrkdwn.
// https://docs.slack.dev/messaging/formatting-message-text
func (t painter) dateToken(at time.Time, format string) string {
	if !stampable(at) {
		return words.PlainTime(t.lang, at)
	}
	return fmt.Sprintf("<!date^%d^%s|%s>", at.Unix(), format, words.PlainTime(t.lang, at))
}

// zoneName names a time zone without words of any language: by its place, and by its distance from UTC at a moment. ""
// stays "". The names are those of https://www.iana.org/time-zones, which have "Berlin" after a slash.
func zoneName(zone string, now time.Time) string {
	if zone == "" {
		return ""
	}
	offset := "UTC" + now.In(looping.Zone(zone)).Format("-07:00")
	place := strings.ReplaceAll(zone[strings.LastIndex(zone, "/")+1:], "_", " ")
	if place == "UTC" || strings.HasPrefix(zone, "Etc/") {
		return offset
	}
	return place + " (" + offset + ")"
}
