package e2e

import (
	"testing"
	"time"
)

// The day before something is due there is a reminder, however long the first one would wait otherwise.
func TestReminderOfTheDayBefore(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, always("2400h"))
	soon, late := s.dueIn(20), s.dueIn(500)
	s.start()
	s.gets(sam, soon)
	s.gets(sam, late)
	// The cards are of the day before yesterday.
	s.later(48 * time.Hour)
	s.reminded(sam, 1, "Reminder: 2 approvals wait for you", soon.Number, late.Number)
	s.look()
	s.looked()
	s.reminded(sam, 1)
}

// Types that the settings leave out are not reminded of, since IdentityIQ may send mails of its own.
func TestTypesThatNobodyIsRemindedOf(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, always("1h"), setting{"REMIND_TYPES": "Form,Delegation"})
	i := s.dueIn(20)
	s.start()
	s.gets(sam, i)
	s.later(48 * time.Hour)
	s.looked()
	if n := len(s.reminders(sam)); n > 0 {
		s.Errorf("%d reminders", n)
	}
}

// On a holiday nobody is reminded; the day is that of the person's own calendar.
func TestNoRemindersOnHolidays(t *testing.T) {
	variant(t)
	t.Parallel()
	now := time.Now().UTC()
	s := newStory(t, always("1h"), setting{"HOLIDAYS": now.AddDate(0, 0, -1).Format("01-02") + "," + now.Format("01-02") + "," +
		now.AddDate(0, 0, 1).Format("01-02")})
	i := s.dueIn(500)
	s.start()
	s.gets(sam, i)
	s.later(2 * time.Hour)
	s.looked()
	if n := len(s.reminders(sam)); n > 0 {
		s.Errorf("%d reminders on a holiday", n)
	}
}
