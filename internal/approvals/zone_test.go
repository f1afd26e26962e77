package approvals_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestZoneNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		offset int
		want   string
	}{
		{"Europe/Berlin", 3600, "Europe/Berlin"},
		{"Europe/Berlin", 0, "Europe/Berlin"},
		{"Mars/Olympus", 20700, "UTC+05:45"},
		{"", -12600, "UTC-03:30"},
		{"Local", 3600, "UTC+01:00"},
		{"Mars/Olympus", 0, "Mars/Olympus"},
		{"", 0, ""},
		{"Mars/Olympus", 90_000, "Mars/Olympus"},
	} {
		if got := approvals.ZoneName(c.name, c.offset); got != c.want {
			t.Errorf("%q, %d: got %q, want %q", c.name, c.offset, got, c.want)
		}
	}
	for _, name := range []string{"", "UTC", "UTC5", "Europe/Berlin", "UTC+5", "UTC+99:00x", "utc+05:00"} {
		if zone, ok := approvals.FixedZone(name); ok {
			t.Errorf("%q: got %s, want none", name, zone)
		}
	}
}

// Whatever the distance, the name tells it to the minute.
func TestAFixedZoneIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		offset := rapid.IntRange(-18*60, 18*60).Draw(rt, "minutes") * 60
		name := approvals.ZoneName("Mars/Olympus", offset)
		if offset == 0 {
			return
		}
		zone, ok := approvals.FixedZone(name)
		if !ok {
			rt.Fatalf("%q is no fixed zone", name)
		}
		if _, got := time.Unix(0, 0).In(zone).Zone(); got != offset {
			rt.Fatalf("%q is %d seconds from UTC, want %d", name, got, offset)
		}
	})
}
