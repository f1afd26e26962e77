package looping

import (
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Reminders is the policy of when people are reminded of what waits for them. It is pure: it uses its arguments alone.
//
// A person is reminded of everything that waits in one message. It comes at the earliest of these moments, moved into the
// person's working hours:
//
//   - After, counted from the card, for an item that no reminder has named yet;
//   - 1, 2, 4, 8 and then every 16 working days after the last reminder; the count begins anew with a reminder that names
//     something new;
//   - a day before an item is due, or in the last working hours before that;
//   - when a snooze ends, since the person asked for that themselves.
//
// Except for the end of a snooze, nobody is reminded twice on one working day.
type Reminders struct {
	// After is how long after the card the first reminder comes; 0 leaves only digests and the ends of snoozes.
	After    time.Duration
	Week     Week
	Holidays []Holiday
	// Zones may be nil.
	Zones *Zones
}

const (
	// lookAgain bounds how long an unreported change, such as a move to another time zone, stays unseen.
	lookAgain = 6 * time.Hour
	// largestStep ends the growth of the distance, at 16 working days.
	largestStep = 5
	// digestGrace is how long into the working day a new item still counts for the same day's digest.
	digestGrace = time.Hour
	dueAhead    = 24 * time.Hour
)

// Plan says whether somebody is to be reminded now, and when to ask again.
func (r Reminders) Plan(f approvals.ReminderFacts) approvals.ReminderPlan {
	c := r.calendar(f)
	at := r.next(c, f)
	if at.IsZero() || at.After(f.Now) {
		return approvals.ReminderPlan{LookAt: lookAt(f, at)}
	}
	after := f
	after.Last, after.Step = f.Now, nextStep(f)
	return approvals.ReminderPlan{Remind: true, Step: after.Step, LookAt: lookAt(after, r.next(c, after))}
}

func (r Reminders) calendar(f approvals.ReminderFacts) calendar {
	return calendar{week: r.Week.For(f.Settings), zone: r.Zones.Zone(f.Zone), holidays: r.Holidays}
}

// next is when the person has to be reminded, within their hours. A time that is not after Now means at once. Zero
// means that no time can be foreseen.
func (r Reminders) next(c calendar, f approvals.ReminderFacts) time.Time {
	var at time.Time
	switch f.Settings.Delivery {
	case approvals.DeliverySilent:
		return at
	case approvals.DeliveryDigest:
		at = digest(c, f)
	default:
		at = notBefore(r.wanted(c, f), nextDay(c, f))
	}
	at = earliest(at, woken(f))
	if at.IsZero() {
		return at
	}
	return c.nextOpen(latest(at, f.Settings.PauseUntil, f.Now))
}

// wanted is when the first of the person's items needs a reminder, whatever the hour.
func (r Reminders) wanted(c calendar, f approvals.ReminderFacts) time.Time {
	var at time.Time
	if r.After == 0 {
		return at
	}
	again := false
	for _, i := range f.Items {
		if named(i, f) {
			again = true
		} else {
			at = earliest(at, i.Since.Add(r.After))
		}
		at = earliest(at, dueWarning(c, i, f))
	}
	if again {
		at = earliest(at, c.workdaysLater(f.Last, distance(f.Step)))
	}
	return at
}

// named reports whether the last reminder named this item.
func named(i approvals.ReminderItem, f approvals.ReminderFacts) bool {
	return !f.Last.IsZero() && !i.Since.After(f.Last)
}

func distance(step int) int { return 1 << (max(1, min(step, largestStep)) - 1) }

// nextStep counts the reminders since the last one that named something new.
func nextStep(f approvals.ReminderFacts) int {
	for _, i := range f.Items {
		if !named(i, f) || i.Woke.After(f.Last) {
			return 1
		}
	}
	return min(f.Step+1, largestStep)
}

// dueWarning is a day before the item is due, in working hours. It is zero when the person heard of the item on that
// day or later, by the card or by a reminder, or when the due date has passed.
func dueWarning(c calendar, i approvals.ReminderItem, f approvals.ReminderFacts) time.Time {
	if i.Due.IsZero() || !f.Now.Before(i.Due) {
		return time.Time{}
	}
	at := c.latestOpen(i.Due.Add(-dueAhead))
	on := c.dayOf(at)
	if !c.dayOf(i.Since).Before(on) || (!f.Last.IsZero() && !c.dayOf(f.Last).Before(on)) {
		return time.Time{}
	}
	return at
}

// digest is the beginning of today's working hours when something has waited since then and nothing was sent today,
// else that of the next ones.
func digest(c calendar, f approvals.ReminderFacts) time.Time {
	if len(f.Items) == 0 {
		return time.Time{}
	}
	from, open := c.current(f.Now)
	if open && f.Last.Before(from) {
		for _, i := range f.Items {
			if i.Since.Before(from.Add(digestGrace)) {
				return from
			}
		}
	}
	if open {
		return c.openingAfter(c.dayOf(f.Now))
	}
	return c.nextOpen(f.Now)
}

// woken is the first end of a snooze since the last reminder.
func woken(f approvals.ReminderFacts) time.Time {
	var at time.Time
	for _, i := range f.Items {
		if i.Woke.After(f.Last) {
			at = earliest(at, i.Woke)
		}
	}
	return at
}

// nextDay is when the working hours after those of the last reminder begin.
func nextDay(c calendar, f approvals.ReminderFacts) time.Time {
	if f.Last.IsZero() {
		return time.Time{}
	}
	return c.openingAfter(c.dayOf(f.Last))
}

// lookAt is when to ask again: at the moment itself, when a snooze ends, and at intervals as long as something is
// open.
func lookAt(f approvals.ReminderFacts, at time.Time) time.Time {
	if f.Settings.Delivery == approvals.DeliverySilent {
		return time.Time{}
	}
	at = earliest(at, f.NextWake)
	if f.Pending {
		at = earliest(at, f.Now.Add(lookAgain))
	}
	return at
}

// earliest leaves zero out.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

func latest(times ...time.Time) time.Time {
	var at time.Time
	for _, t := range times {
		if t.After(at) {
			at = t
		}
	}
	return at
}

// notBefore keeps zero.
func notBefore(at, floor time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return latest(at, floor)
}
