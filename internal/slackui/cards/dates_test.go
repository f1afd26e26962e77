package cards

import (
	"testing"
	"time"
)

func TestZoneName(t *testing.T) {
	t.Parallel()
	winter, summer := time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC), time.Date(2026, 7, 10, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		zone string
		at   time.Time
		want string
	}{
		{"Europe/Berlin", winter, "Berlin (UTC+01:00)"},
		{"Europe/Berlin", summer, "Berlin (UTC+02:00)"},
		{"Asia/Kolkata", winter, "Kolkata (UTC+05:30)"},
		{"America/Argentina/Buenos_Aires", winter, "Buenos Aires (UTC-03:00)"},
		{"Etc/GMT-2", winter, "UTC+02:00"},
		{"UTC", winter, "UTC+00:00"},
		{"", winter, ""},
	} {
		if got := zoneName(c.zone, c.at); got != c.want {
			t.Errorf("%q is called %q, want %q", c.zone, got, c.want)
		}
	}
}
