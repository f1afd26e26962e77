package looping

import (
	"errors"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestUntil(t *testing.T) {
	t.Parallel()
	night := approvals.PersonalSettings{Hours: approvals.Hours{From: 22 * time.Hour, To: 6 * time.Hour}}
	for name, c := range map[string]struct {
		choice    Later
		now, zone string
		settings  approvals.PersonalSettings
		chosen    string
		want      string
		err       error
	}{
		"an hour": {LaterHour, "2026-06-05 16:30", "Europe/Berlin", approvals.PersonalSettings{}, "",
			"2026-06-05 17:30 CEST", nil},
		"an hour over the gap": {LaterHour, "2026-03-29 01:30", "Europe/Berlin", approvals.PersonalSettings{}, "",
			"2026-03-29 03:30 CEST", nil},
		"tomorrow is tomorrow": {LaterTomorrow, "2026-06-05 16:30", "Asia/Kolkata", approvals.PersonalSettings{}, "",
			"2026-06-06 09:00 IST", nil},
		"tomorrow, a night bird": {LaterTomorrow, "2026-06-05 23:30", "Europe/Berlin", night, "", "2026-06-06 09:00 CEST", nil},
		"next working day": {LaterWorkday, "2026-06-05 16:30", "Europe/Berlin", approvals.PersonalSettings{}, "",
			"2026-06-08 09:00 CEST", nil},
		"next working day, early": {LaterWorkday, "2026-06-05 07:30", "Europe/Berlin", approvals.PersonalSettings{}, "",
			"2026-06-08 09:00 CEST", nil},
		"a date": {LaterDate, "2026-06-05 16:30", "America/St_Johns", approvals.PersonalSettings{}, "2026-12-24",
			"2026-12-24 09:00 NST", nil},
		"no date":        {LaterDate, "2026-06-05 16:30", "UTC", approvals.PersonalSettings{}, "", "", ErrNoDate},
		"today":          {LaterDate, "2026-06-05 16:30", "UTC", approvals.PersonalSettings{}, "2026-06-05", "", ErrPast},
		"too far":        {LaterDate, "2026-06-05 16:30", "UTC", approvals.PersonalSettings{}, "2027-06-07", "", ErrTooFar},
		"no such choice": {"never", "2026-06-05 16:30", "UTC", approvals.PersonalSettings{}, "", "", ErrUnknownChoice},
	} {
		var chosen time.Time
		if c.chosen != "" {
			chosen = at(t, c.chosen+" 00:00", "UTC")
		}
		got, err := usual().Until(c.choice, at(t, c.now, c.zone), c.zone, c.settings, chosen)
		if !errors.Is(err, c.err) || (err == nil && got.In(Zone(c.zone)).Format(layout) != c.want) {
			t.Errorf("%s: %v, %v, want %s, %v", name, got.In(Zone(c.zone)), err, c.want, c.err)
		}
	}
}

func TestPauseEndsAtTheBeginningOfItsDay(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-06-05 16:30", "Asia/Kolkata")
	got, err := PauseEnd(at(t, "2026-06-10 00:00", "UTC"), now, "Asia/Kolkata")
	if err != nil || !got.Equal(at(t, "2026-06-10 00:00", "Asia/Kolkata")) {
		t.Errorf("got %v, %v, want midnight of 2026-06-10 in Asia/Kolkata", got, err)
	}
	if _, err := PauseEnd(at(t, "2026-06-05 00:00", "UTC"), now, "Asia/Kolkata"); !errors.Is(err, ErrPast) {
		t.Errorf("a pause until today gave %v, want %v", err, ErrPast)
	}
}
