package approvals

import (
	"errors"
	"fmt"
	"time"
)

// Delivery is how somebody wants to hear of new items.
type Delivery string

// The ways to hear of new items. With each of them look-ups work, and cards that were sent are kept true.
const (
	// DeliveryCard sends each new item at once.
	DeliveryCard Delivery = "card"
	// DeliveryDigest sends no cards, but one message at the first working hour of each working day.
	DeliveryDigest Delivery = "digest"
	// DeliverySilent sends nothing unasked.
	DeliverySilent Delivery = "silent"
)

// Hours is a part of every day by the local clock, from its first minute to before its last. A From after To spans
// midnight.
type Hours struct {
	// From and To are times since midnight in whole minutes; To is at most 24h.
	From, To time.Duration
}

// Days are the days of the week, by time.Weekday.
type Days [7]bool

// PersonalSettings is what somebody chose for themselves. Its zero value means that they chose nothing.
type PersonalSettings struct {
	// Delivery is "" for ToldCard.
	Delivery Delivery
	// Hours and Days are when reminders come, in the person's own zone; zero means the bot's settings.
	Hours Hours
	Days  Days
	// PauseUntil is when reminders come again; zero, or past, when they are not paused.
	PauseUntil time.Time
}

// ErrBadSettings is about settings that make no sense, such as hours that end when they begin.
var ErrBadSettings = errors.New("settings make no sense")

// Cards reports whether new items are sent as cards.
func (s PersonalSettings) Cards() bool { return s.Delivery == "" || s.Delivery == DeliveryCard }

// Check enforces the bounds that the table has.
func (s PersonalSettings) Check() error {
	switch s.Delivery {
	case "", DeliveryCard, DeliveryDigest, DeliverySilent:
	default:
		return fmt.Errorf("told %q: %w", s.Delivery, ErrBadSettings)
	}
	h := s.Hours
	bounded := h.From >= 0 && h.From < 24*time.Hour && h.To >= 0 && h.To <= 24*time.Hour
	if !bounded || (h != Hours{} && h.From == h.To) {
		return fmt.Errorf("hours: %w", ErrBadSettings)
	}
	return nil
}
