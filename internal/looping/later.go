package looping

import (
	"errors"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Later is a choice of when to be reminded of an item.
type Later string

// The choices.
const (
	LaterHour     Later = "hour"
	LaterTomorrow Later = "tomorrow"
	LaterWorkday  Later = "workday"
	LaterDate     Later = "date"
)

// Errors of a chosen date.
var (
	// ErrNoDate: a date is needed, and none was chosen.
	ErrNoDate = errors.New("no date was chosen")
	// ErrPast: the date is today or before.
	ErrPast = errors.New("the date is not ahead")
	// ErrTooFar: the date is more than a year away.
	ErrTooFar = errors.New("the date is more than a year away")
	// ErrUnknownChoice: the choice is none of the four.
	ErrUnknownChoice = errors.New("unknown choice")
)

const (
	// morning is when a day begins for people whose working hours do not say.
	morning = 9 * time.Hour
	midday  = 12 * time.Hour
	// farthestDate is how far ahead a chosen date may be.
	farthestDate = 366 * 24 * time.Hour
)

// Until gives the end of a snooze that begins now, in the person's own zone and at the beginning of their hours.
// chosen is the date of LaterDate (its year, month and day count); other choices ignore it.
func (r Reminders) Until(choice Later, now time.Time, zone string, s approvals.PersonalSettings, chosen time.Time) (time.Time, error) {
	c := calendar{week: r.Week.For(s), zone: r.Zones.Zone(zone), holidays: r.Holidays}
	today := day(now.In(c.zone))
	switch choice {
	case LaterHour:
		return now.Add(time.Hour), nil
	case LaterTomorrow:
		return c.morningOf(today.AddDate(0, 0, 1)), nil
	case LaterWorkday:
		if at := c.openingAfter(c.dayOf(now)); !at.IsZero() {
			return at, nil
		}
		return c.morningOf(today.AddDate(0, 0, 1)), nil
	case LaterDate:
		if err := ahead(chosen, today); err != nil {
			return time.Time{}, err
		}
		return c.morningOf(day(chosen)), nil
	}
	return time.Time{}, ErrUnknownChoice
}

// PauseEnd gives the first moment of a date in the person's own zone, from which on reminders come again.
func PauseEnd(chosen, now time.Time, zone string) (time.Time, error) {
	local := Zone(zone)
	if err := ahead(chosen, day(now.In(local))); err != nil {
		return time.Time{}, err
	}
	_, at := crossings(day(chosen), local)
	return at, nil
}

func ahead(chosen, today time.Time) error {
	switch {
	case chosen.IsZero():
		return ErrNoDate
	case !day(chosen).After(today):
		return ErrPast
	case day(chosen).Sub(today) > farthestDate:
		return ErrTooFar
	}
	return nil
}

// morningOf is when the person's hours begin on this day, or nine o'clock where they begin in the afternoon or at
// midnight.
func (c calendar) morningOf(day time.Time) time.Time {
	at := c.week.Hours.From
	if at == 0 || at >= midday {
		at = morning
	}
	_, begins := crossings(day.Add(at), c.zone)
	return begins
}
