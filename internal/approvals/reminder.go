package approvals

import (
	"errors"
	"time"
)

// FoldReminder asks a worker to take the buttons from a reminder that a later one has taken the place of.
type FoldReminder struct {
	ChannelID string `json:"channel_id"`
	MessageTS string `json:"message_ts"`
	// Waiting is how many items it told of, At when the later one went out.
	Waiting int       `json:"waiting"`
	At      time.Time `json:"at"`
	// Language is the reader's.
	Language Language `json:"language,omitempty"`
}

// ReminderItem is one waiting item as the policy of reminders looks at it.
type ReminderItem struct {
	// Since is when the person got the card, or would have.
	Since time.Time
	// Due is zero when the item does not expire.
	Due time.Time
	// Woke is when a snooze of it ended; zero when there was none.
	Woke time.Time
}

// ReminderFacts is everything that decides whether somebody is to be reminded now.
type ReminderFacts struct {
	Now time.Time
	// Zone is the person's time zone by its IANA name; "" when Slack does not tell.
	Zone     string
	Settings PersonalSettings
	// Items wait for the person: of a type that people are reminded of, not decided, not on their way, not snoozed.
	Items []ReminderItem
	// NextWake is when the first of his snoozed items comes back; zero when there is none.
	NextWake time.Time
	// Pending is true while anything at all is open, also what is on its way or of another type.
	Pending bool
	// Last is when the last reminder went out, Step how far the distance had grown with it; zero when there was none.
	Last time.Time
	Step int
}

// ReminderPlan is what the policy says.
type ReminderPlan struct {
	// Remind: now, with Step as the new step.
	Remind bool
	Step   int
	// LookAt is when to ask again; zero: not until something changes.
	LookAt time.Time
}

// ReminderRules are the settings of reminders as the desk needs them.
type ReminderRules struct {
	// Plan is the policy; package looping has it. nil: nobody is ever reminded.
	Plan func(ReminderFacts) ReminderPlan
	// Types are those that people are reminded of.
	Types map[ItemType]bool
	// Hours and Days are those of people who chose none of their own.
	Hours Hours
	Days  Days
}

// ReminderView is what a reminder tells.
type ReminderView struct {
	Viewer Identity
	// Language is the viewer's.
	Language Language
	// Rows are the most urgent items; Total counts all, Overdue those past their due date, Snoozed those that the viewer
	// wants to be reminded of later, which are not among the others.
	Rows                    []Row
	Total, Overdue, Snoozed int
	Now                     time.Time
}

// ReminderRows is how many items a reminder shows.
const ReminderRows = 5

// ErrNotNow: the reminder is not to go out now after all; it was put back.
var ErrNotNow = errors.New("no reminder now")

// WithDefaults puts in what somebody did not choose.
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
