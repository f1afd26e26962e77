package looping

import (
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// judge holds one reminder against what everybody can see.
func (a *approver) judge(policy Reminders, now time.Time, told int) {
	a.tally.reminders++
	week := policy.Week.For(a.settings)
	open := 0
	woke := false
	for _, i := range a.items {
		if !i.decided.After(now) || i.snoozed.After(now) {
			continue
		}
		open++
		woke = woke || i.snoozed.After(a.last)
		if i.named.IsZero() {
			i.named = now
		}
	}
	day, inHours := workdayOnTheWall(week, policy.Holidays, now.In(policy.Zones.Zone(a.zone)))
	key := a.zone + day
	switch {
	case !inHours:
		a.tally.outside++
	case open == 0:
		a.tally.onDecided++
	case open != told:
		a.tally.wrongCount++
	case now.Before(a.settings.PauseUntil):
		a.tally.paused++
	case key == a.lastDay && !woke:
		a.tally.doubled++
	}
	if woke {
		a.tally.asked++
	} else if a.settings.Delivery == approvals.DeliveryDigest {
		a.tally.digests++
	}
	a.lastDay = key
}

// workdayOnTheWall names the working day that a wall clock's time belongs to, and says whether it is in its hours.
func workdayOnTheWall(w Week, holidays []Holiday, local time.Time) (string, bool) {
	minute := time.Duration(local.Hour()*60+local.Minute()) * time.Minute
	inHours := minute >= w.Hours.From && minute < w.Hours.To
	if w.Hours.From > w.Hours.To {
		inHours = minute >= w.Hours.From || minute < w.Hours.To
		if minute < w.Hours.To {
			local = local.AddDate(0, 0, -1)
		}
	}
	free := slices.ContainsFunc(holidays, func(h Holiday) bool {
		return h.Month == local.Month() && h.Day == local.Day() && (h.Year == 0 || h.Year == local.Year())
	})
	return local.Format(time.DateOnly), inHours && w.Days[local.Weekday()] && !free
}

// judgeDecided checks whether a reminder named the decided item in time. A person who waited for two days and three of
// their own working days more, without a pause, a snooze or a move, must have got one.
func (a *approver) judgeDecided(now time.Time, policy Reminders) {
	kept := a.items[:0]
	for _, i := range a.items {
		if i.decided.After(now) {
			kept = append(kept, i)
			continue
		}
		a.tally.decided++
		undisturbed := i.snoozed.IsZero() && a.settings.PauseUntil.Before(i.since)
		if undisturbed && i.named.IsZero() && workdaysOnTheWall(policy, a, i.since.Add(48*time.Hour), i.decided) > 3 {
			a.tally.lost++
		}
	}
	a.items = kept
}

func workdaysOnTheWall(policy Reminders, a *approver, from, to time.Time) int {
	days := map[string]bool{}
	for at := from; at.Before(to); at = at.Add(30 * time.Minute) {
		if day, open := workdayOnTheWall(policy.Week.For(a.settings), policy.Holidays, at.In(policy.Zones.Zone(a.zone))); open {
			days[day] = true
		}
	}
	return len(days)
}
