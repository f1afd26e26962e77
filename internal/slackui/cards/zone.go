package cards

import (
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/looping"
)

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
