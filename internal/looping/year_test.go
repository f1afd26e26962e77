package looping

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// A year in the life of a company: 300 approvers in 12 zones, each with hours, days and ways to be told of their own.
// Items arrive, are decided, snoozed, paused and forgotten; people move to other zones. The round looks every ten seconds at
// whoever's turn it is, as in the bot. What was sent is judged by the clock on the wall and by plain counting, and not by
// the code under test.

const (
	yearPeople = 300
	roundEvery = 10 * time.Second
)

var yearBegins = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func yearZones() []string {
	return []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu",
		"Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Santiago", "Asia/Beirut", "Africa/Cairo", "UTC"}
}

type waiting struct {
	since, due, decided, snoozed time.Time
	// named is when a reminder first told of it.
	named time.Time
}

type approver struct {
	zone     string
	settings approvals.PersonalSettings
	items    []*waiting
	last     time.Time
	step     int
	lookAt   time.Time
	rng      *rand.Rand
	lastDay  string
	tally    *tally
}

type tally struct {
	people, items, decided, reminders, asked, digests     int
	outside, onDecided, doubled, lost, wrongCount, paused int
}

func (t *tally) add(o tally) {
	t.people += o.people
	t.items += o.items
	t.decided += o.decided
	t.reminders += o.reminders
	t.asked += o.asked
	t.digests += o.digests
	t.outside += o.outside
	t.onDecided += o.onDecided
	t.doubled += o.doubled
	t.lost += o.lost
	t.wrongCount += o.wrongCount
	t.paused += o.paused
}

func TestAYearOfReminders(t *testing.T) {
	t.Parallel()
	policy := usual()
	policy.Zones = &Zones{}
	policy.Holidays = []Holiday{{Month: time.December, Day: 25}, {Month: time.January, Day: 1}, {Year: 2026, Month: time.April, Day: 3}}
	byZone := map[string]*tally{}
	for n := range yearPeople {
		a := hire(n)
		home := a.zone
		own := policy
		if n%2 == 1 {
			own.After = 2 * time.Hour
		}
		a.live(own)
		if byZone[home] == nil {
			byZone[home] = &tally{}
		}
		byZone[home].add(*a.tally)
	}
	var all tally
	for _, z := range byZone {
		all.add(*z)
	}
	printYear(t, byZone, all)
	if all.outside+all.onDecided+all.doubled+all.lost+all.wrongCount+all.paused > 0 {
		t.Errorf("outside hours %d, of what is decided %d, doubled %d, lost %d, wrong counts %d, while paused %d",
			all.outside, all.onDecided, all.doubled, all.lost, all.wrongCount, all.paused)
	}
	if all.items < 5000 || all.reminders < 5000 || all.digests < 500 || all.asked < 500 {
		t.Errorf("hardly anything happened in this year: %+v, want 5000 items, 5000 reminders, 500 digests and 500 asked at least",
			all)
	}
}

func hire(n int) *approver {
	a := &approver{zone: yearZones()[n%12], rng: rand.New(rand.NewPCG(2026, uint64(n))), tally: &tally{people: 1}}
	switch a.rng.IntN(6) {
	case 0:
		a.settings.Delivery = approvals.DeliveryDigest
	case 1:
		a.settings.Hours = approvals.Hours{From: 22 * time.Hour, To: 6 * time.Hour}
	case 2:
		a.settings.Hours = approvals.Hours{From: time.Duration(a.rng.IntN(18)) * time.Hour, To: 19 * time.Hour}
		a.settings.Days = approvals.Days{true, true, true, true, true, false, false}
	}
	return a
}

// live goes from one thing that happens to the next: an arrival, a decision, a whim, or the round's look.
func (a *approver) live(policy Reminders) {
	end := yearBegins.AddDate(1, 0, 0)
	arrival, whim := yearBegins.Add(a.span(72*time.Hour)), yearBegins.Add(a.span(30*24*time.Hour))
	for now := yearBegins; now.Before(end); {
		next := earliest(earliest(arrival, whim), a.nextDecision(now))
		if look := onTheRound(a.lookAt); !look.IsZero() && look.Before(next) {
			if now = latest(look, now); !now.Before(end) {
				return
			}
			a.look(policy, now)
			continue
		}
		now = next
		switch {
		case !arrival.After(now):
			a.receive(now)
			arrival = now.Add(a.span(72 * time.Hour))
		case !whim.After(now):
			a.whim(now, policy)
			whim = now.Add(a.span(30 * 24 * time.Hour))
		}
		a.judgeDecided(now, policy)
	}
}

func (a *approver) span(mean time.Duration) time.Duration {
	return time.Minute + time.Duration(a.rng.ExpFloat64()*float64(mean)).Truncate(time.Second)
}

// onTheRound is the first round at or after a moment.
func onTheRound(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	if down := t.Truncate(roundEvery); down.Before(t) {
		return down.Add(roundEvery)
	}
	return t
}

func (a *approver) receive(now time.Time) {
	for range 1 + a.rng.IntN(3)*a.rng.IntN(2) {
		i := &waiting{since: now, decided: now.Add(a.span(6 * 24 * time.Hour))}
		if a.rng.IntN(3) == 0 {
			i.due = now.Add(a.span(7 * 24 * time.Hour))
		}
		a.items = append(a.items, i)
		a.tally.items++
	}
	a.lookAt = now
}

func (a *approver) nextDecision(now time.Time) time.Time {
	var at time.Time
	for _, i := range a.items {
		if i.decided.After(now) {
			at = earliest(at, i.decided)
		}
	}
	return at
}

// whim is what people do now and then: snooze something, go on leave, move.
func (a *approver) whim(now time.Time, policy Reminders) {
	switch a.rng.IntN(3) {
	case 0:
		a.zone = yearZones()[a.rng.IntN(12)]
	case 1:
		a.settings.PauseUntil, _ = PauseEnd(now.AddDate(0, 0, 2+a.rng.IntN(14)), now, a.zone)
	default:
		choices := []Later{LaterHour, LaterTomorrow, LaterWorkday, LaterDate}
		until, err := policy.Until(choices[a.rng.IntN(4)], now, a.zone, a.settings, now.AddDate(0, 0, 2+a.rng.IntN(9)))
		for _, i := range a.items {
			if err == nil && a.rng.IntN(2) == 0 && i.decided.After(now) {
				i.snoozed = until
			}
		}
	}
	a.lookAt = now
}

// look plays the round and the worker: it asks the policy and takes it at its word.
func (a *approver) look(policy Reminders, now time.Time) {
	f := approvals.ReminderFacts{Now: now, Zone: a.zone, Settings: a.settings, Last: a.last, Step: a.step}
	for _, i := range a.items {
		switch {
		case !i.decided.After(now):
		case i.snoozed.After(now):
			f.Pending, f.NextWake = true, earliest(f.NextWake, i.snoozed)
		default:
			f.Pending = true
			f.Items = append(f.Items, approvals.ReminderItem{Since: i.since, Due: i.due, Woke: i.snoozed})
		}
	}
	plan := policy.Plan(f)
	if a.lookAt = plan.LookAt; !a.lookAt.IsZero() && !a.lookAt.After(now) {
		panic(fmt.Sprintf("looked at %v and is to look again at %v", now, a.lookAt))
	}
	if plan.Remind {
		a.judge(policy, now, len(f.Items))
		a.last, a.step = now, plan.Step
	}
}

func printYear(t *testing.T, byZone map[string]*tally, all tally) {
	w := tabwriter.NewWriter(t.Output(), 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "zone\tpeople\titems\tdecided\treminders\tdigests\tends of snoozes\toutside\tdecided\tdoubled\tlost\twrong count\tpaused\t")
	row := func(name string, z tally) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n", name, z.people, z.items, z.decided, z.reminders,
			z.digests, z.asked, z.outside, z.onDecided, z.doubled, z.lost, z.wrongCount, z.paused)
	}
	for _, name := range yearZones() {
		row(name, *byZone[name])
	}
	row("all", all)
	_ = w.Flush()
}
