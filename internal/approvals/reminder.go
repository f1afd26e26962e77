package approvals

import (
	"errors"
	"time"
)

// FoldReminder asks a worker to remove the buttons from a reminder that a later one has replaced, or the items from one whose reader has
// lost the identity that they are about.
type FoldReminder struct {
	ChannelID string `json:"channel_id"`
	MessageTS string `json:"message_ts"`
	// Waiting is how many items the reminder named, At when the later one went out.
	Waiting int       `json:"waiting"`
	At      time.Time `json:"at"`
	// Language is the reader's.
	Language Language `json:"language,omitempty"`
	// Unlinked: the reader has lost the identity. Waiting is then 0.
	Unlinked bool `json:"unlinked,omitempty"`
}

// ReminderItem is one waiting item as the policy of reminders sees it.
type ReminderItem struct {
	// Since is when the person got the card, or would have.
	Since time.Time
	// Due is zero when the item does not expire.
	Due time.Time
	// Woke is when a snooze of it ended; zero when there was none.
	Woke time.Time
}

// ReminderFacts is everything that decides whether a reminder is due now.
type ReminderFacts struct {
	Now time.Time
	// Zone is the IANA name of the person's time zone; "" when Slack does not give one.
	Zone     string
	Settings PersonalSettings
	// Items wait for the person. They are of a type with reminders, undecided, with no decision on its way, and not
	// snoozed.
	Items []ReminderItem
	// NextWake is when the person's first snoozed item comes back; zero when there is none.
	NextWake time.Time
	// Pending is true while anything is open, including items with a decision on its way and items of other types.
	Pending bool
	// Last is when the last reminder went out, Step how far the distance had grown by then; zero when there was none.
	Last time.Time
	Step int
}

// ReminderPlan is the decision of the policy.
type ReminderPlan struct {
	// Remind is true when a reminder is due now; Step is then the new step.
	Remind bool
	Step   int
	// LookAt is when to ask again; zero: not until something changes.
	LookAt time.Time
}

// ReminderRules are the settings of reminders as the desk needs them.
type ReminderRules struct {
	// Plan is the policy; package looping has it. nil: nobody is ever reminded.
	Plan func(ReminderFacts) ReminderPlan
	// Types are the types with reminders.
	Types map[ItemType]bool
	// Hours and Days are those of people who chose none of their own.
	Hours Hours
	Days  Days
}

// ReminderView is what a reminder shows.
type ReminderView struct {
	Viewer Identity
	// Language is the viewer's.
	Language Language
	// Rows are the most urgent items. Total counts all of them, Overdue those past their due date. Snoozed counts the
	// items that the viewer wants to be reminded of later, which are not in Total.
	Rows                    []Row
	Total, Overdue, Snoozed int
	Now                     time.Time
}

// ReminderRows is how many items a reminder shows.
const ReminderRows = 5

// ErrNotNow says that the reminder is not due any more; it was put back.
var ErrNotNow = errors.New("no reminder now")

// WithDefaults fills in what somebody did not choose.
func (r ReminderRules) WithDefaults(s PersonalSettings) PersonalSettings {
	if s.Delivery == "" {
		s.Delivery = DeliveryCard
	}
	if s.Hours == (Hours{}) {
		s.Hours = r.Hours
	}
	if s.Days == (Days{}) {
		s.Days = r.Days
	}
	return s
}

// KindsOfItem are the types of items that people are reminded of, as IIQ has them.
func (r ReminderRules) KindsOfItem() []string {
	types := []string{}
	for t, on := range r.Types {
		if on {
			types = append(types, string(t))
		}
	}
	return types
}

// Kind is River's name for the job.
func (FoldReminder) Kind() string { return "fold_reminder" }
