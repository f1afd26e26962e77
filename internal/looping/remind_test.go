package looping

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func usual() Reminders {
	return Reminders{After: 24 * time.Hour, Week: office("UTC", 9*time.Hour, 17*time.Hour).week}
}

// chain asks the policy again and again, as the round does, until there is nothing more to look for or the end has come,
// and gives the moments of the reminders in the person's zone.
func chain(r Reminders, f approvals.ReminderFacts, until time.Time) []string {
	var sent []string
	all := f.Items
	for {
		f.Items = nil
		arrival := until.Add(time.Second)
		for _, i := range all {
			if i.Since.After(f.Now) {
				arrival = earliest(arrival, i.Since)
			} else {
				f.Items = append(f.Items, i)
			}
		}
		plan := r.Plan(f)
		// Whoever gets something new is looked at.
		plan.LookAt = earliest(plan.LookAt, arrival)
		if plan.Remind {
			sent = append(sent, f.Now.In(Zone(f.Zone)).Format("Mon 2 Jan 15:04"))
			f.Last, f.Step = f.Now, plan.Step
		}
		if plan.LookAt.After(until) {
			return sent
		}
		f.Now = plan.LookAt
	}
}

func same(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestWhenPeopleAreReminded(t *testing.T) {
	t.Parallel()
	const berlin = "Europe/Berlin"
	when := func(s string) time.Time { return at(t, s, berlin) }
	monday := when("2026-06-01 10:00")
	digest := approvals.PersonalSettings{Delivery: approvals.DeliveryDigest}
	for name, c := range map[string]struct {
		facts approvals.ReminderFacts
		want  []string
	}{
		"after a day, then 1, 2, 4 working days": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: monday}}},
			[]string{"Tue 2 Jun 10:00", "Wed 3 Jun 10:00", "Fri 5 Jun 10:00", "Thu 11 Jun 10:00"}},
		"the first waits for the hours": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: when("2026-06-01 20:00")}}},
			[]string{"Wed 3 Jun 09:00", "Thu 4 Jun 09:00", "Mon 8 Jun 09:00", "Fri 12 Jun 09:00"}},
		"the weekend counts for nothing": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: when("2026-06-05 16:00")}}},
			[]string{"Mon 8 Jun 09:00", "Tue 9 Jun 09:00", "Thu 11 Jun 09:00"}},
		"something new begins anew, once a day": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: monday}, {Since: when("2026-06-03 11:00")}}},
			[]string{"Tue 2 Jun 10:00", "Wed 3 Jun 10:00", "Thu 4 Jun 11:00", "Fri 5 Jun 11:00", "Tue 9 Jun 11:00"}},
		"a day before it is due": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: monday, Due: when("2026-06-09 15:00")}}},
			[]string{"Tue 2 Jun 10:00", "Wed 3 Jun 10:00", "Fri 5 Jun 10:00", "Mon 8 Jun 15:00"}},
		"due on Monday, told on Friday": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: monday, Due: when("2026-06-08 12:00")}},
			Last: when("2026-06-04 10:00"), Step: 4}, []string{"Fri 5 Jun 09:00"}},
		"due in the evening, told the morning of the day before": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: monday, Due: when("2026-06-03 20:00")}}},
			[]string{"Tue 2 Jun 09:00", "Wed 3 Jun 09:00", "Fri 5 Jun 09:00", "Thu 11 Jun 09:00"}},
		"the card came on the day before": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: monday, Due: when("2026-06-02 12:00")}}},
			[]string{"Tue 2 Jun 10:00", "Wed 3 Jun 10:00", "Fri 5 Jun 10:00", "Thu 11 Jun 10:00"}},
		"a snooze that ends is told at once, today again": {approvals.ReminderFacts{Now: when("2026-06-02 14:00"),
			Last: when("2026-06-02 10:00"), Step: 3,
			Items: []approvals.ReminderItem{{Since: monday, Woke: when("2026-06-02 14:00")}}},
			[]string{"Tue 2 Jun 14:00", "Wed 3 Jun 14:00", "Fri 5 Jun 14:00", "Thu 11 Jun 14:00"}},
		"a snooze that ends at night": {approvals.ReminderFacts{Now: when("2026-06-02 20:00"), Last: when("2026-06-02 10:00"), Step: 5,
			Items: []approvals.ReminderItem{{Since: monday, Woke: when("2026-06-02 20:00")}}},
			[]string{"Wed 3 Jun 09:00", "Thu 4 Jun 09:00", "Mon 8 Jun 09:00", "Fri 12 Jun 09:00"}},
		"an old end of a snooze was told of": {approvals.ReminderFacts{Now: when("2026-06-02 20:00"), Last: when("2026-06-02 10:00"),
			Step:  5,
			Items: []approvals.ReminderItem{{Since: monday, Woke: when("2026-06-02 09:30")}}}, nil},
		"paused": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: monday}}, Settings: approvals.PersonalSettings{PauseUntil: when("2026-06-10 00:00")}},
			[]string{"Wed 10 Jun 09:00", "Thu 11 Jun 09:00"}},
		"own hours and days": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: monday}},
			Settings: approvals.PersonalSettings{
				Hours: approvals.Hours{From: 13 * time.Hour, To: 14 * time.Hour}, Days: approvals.Days{time.Saturday: true}}},
			[]string{"Sat 6 Jun 13:00"}},
		"digest, every working day at its beginning": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: when("2026-06-08 10:00")}}, Now: when("2026-06-08 10:00"), Settings: digest},
			[]string{"Tue 9 Jun 09:00", "Wed 10 Jun 09:00", "Thu 11 Jun 09:00", "Fri 12 Jun 09:00"}},
		"digest, what comes in the first hour": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: when("2026-06-11 09:59")}}, Now: when("2026-06-11 09:59"), Settings: digest},
			[]string{"Thu 11 Jun 09:59", "Fri 12 Jun 09:00"}},
		"digest, late after a stop": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: monday}}, Now: when("2026-06-11 15:00"), Last: when("2026-06-10 09:00"), Settings: digest},
			[]string{"Thu 11 Jun 15:00", "Fri 12 Jun 09:00"}},
		"silent": {approvals.ReminderFacts{Items: []approvals.ReminderItem{{Since: monday}},
			Settings: approvals.PersonalSettings{Delivery: approvals.DeliverySilent}}, nil},
		"nothing": {approvals.ReminderFacts{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := c.facts
			f.Zone, f.Pending = berlin, true
			if f.Now.IsZero() {
				f.Now = monday
			}
			if got := chain(usual(), f, when("2026-06-12 23:59")); !same(got, c.want) {
				t.Errorf("reminded at\n%q, want\n%q", got, c.want)
			}
		})
	}
}

func TestZoneIsThatOfTheMoment(t *testing.T) {
	t.Parallel()
	f := approvals.ReminderFacts{Items: []approvals.ReminderItem{{}}, Zone: "Asia/Kolkata", Pending: true}
	f.Now = at(t, "2026-06-02 09:00", "Asia/Kolkata")
	f.Items[0].Since = f.Now.Add(-48 * time.Hour)
	if !usual().Plan(f).Remind {
		t.Error("not reminded in the zone's hours")
	}
	f.Zone = "America/New_York"
	plan := usual().Plan(f)
	if plan.Remind || plan.LookAt.After(f.Now.Add(6*time.Hour)) {
		t.Errorf("moved to another zone, where it is night: %+v, want no reminder, and a look within six hours", plan)
	}
}

func TestNoRemindersLeavesDigestsAndEndsOfSnoozes(t *testing.T) {
	t.Parallel()
	r := usual()
	r.After = 0
	f := approvals.ReminderFacts{Now: at(t, "2026-06-03 10:00", "UTC"), Pending: true,
		Items: []approvals.ReminderItem{{Since: at(t, "2026-06-01 10:00", "UTC"), Due: at(t, "2026-06-04 10:00", "UTC")}}}
	if plan := r.Plan(f); plan.Remind {
		t.Error("reminded all the same")
	}
	f.Items[0].Woke = f.Now
	if plan := r.Plan(f); !plan.Remind {
		t.Error("the end of a snooze was not told")
	}
	f.Items[0].Woke, f.Settings.Delivery = time.Time{}, approvals.DeliveryDigest
	if plan := r.Plan(f); !plan.Remind {
		t.Error("no digest")
	}
}

func TestWhenToLookAgain(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-06-03 10:00", "UTC")
	for name, c := range map[string]struct {
		facts approvals.ReminderFacts
		want  time.Duration
	}{
		"nothing open":    {approvals.ReminderFacts{}, 0},
		"only on its way": {approvals.ReminderFacts{Pending: true}, 6 * time.Hour},
		"a snooze ends":   {approvals.ReminderFacts{Pending: true, NextWake: now.Add(time.Hour)}, time.Hour},
		"the first is near": {approvals.ReminderFacts{Pending: true, Items: []approvals.ReminderItem{{Since: now.Add(-22 * time.Hour)}}},
			2 * time.Hour},
		"silent": {approvals.ReminderFacts{Pending: true,
			Settings: approvals.PersonalSettings{Delivery: approvals.DeliverySilent}}, 0},
	} {
		c.facts.Now = now
		plan := usual().Plan(c.facts)
		want := time.Time{}
		if c.want > 0 {
			want = now.Add(c.want)
		}
		if plan.Remind || !plan.LookAt.Equal(want) {
			t.Errorf("%s: %+v, want a look at %v", name, plan, want)
		}
	}
}
