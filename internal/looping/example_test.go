package looping_test

import (
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
)

// A card of Friday morning is reminded of on Monday: the weekend does not count.
func ExampleReminders_Plan() {
	r := looping.Reminders{After: 24 * time.Hour, Week: looping.Week{
		Hours: approvals.Hours{From: 9 * time.Hour, To: 17 * time.Hour},
		Days:  approvals.Days{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true},
	}}
	friday := time.Date(2026, 6, 5, 10, 0, 0, 0, time.UTC)
	facts := approvals.ReminderFacts{Zone: "UTC", Pending: true, Items: []approvals.ReminderItem{{Since: friday}}}
	for _, now := range []time.Time{friday.AddDate(0, 0, 1), friday.AddDate(0, 0, 3)} {
		facts.Now = now
		fmt.Println(now.Weekday(), r.Plan(facts).Remind)
	}
	// Output:
	// Saturday false
	// Monday true
}
