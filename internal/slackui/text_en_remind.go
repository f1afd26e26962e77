package slackui

import (
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
)

// The catalogue: reminders, later, and personal settings.

const (
	wordRemindLater    = "Remind me later"
	wordRemindMe       = "Remind me"
	wordWhen           = "When"
	wordDate           = "Date"
	wordSave           = "Save"
	wordSnoozedUntil   = "Snoozed until"
	wordMySettings     = "My settings"
	wordChangeSettings = "Change settings"
	wordNewItems       = "New items"
	wordRemindFrom     = "Reminders from"
	wordRemindTo       = "Reminders until"
	wordRemindDays     = "Reminders on"
	wordPauseUntil     = "No reminders before"

	signSnoozed = "💤"
	signPaused  = "⏸️"
)

const (
	// SentenceDateNeeded and the next two stand under the date of a form.
	SentenceDateNeeded = "Please choose a date."
	SentenceDatePast   = "Please choose a date from tomorrow on."
	SentenceDateFar    = "Please choose a date within a year."
	// SentenceHoursEqual stands under the end of the hours.
	SentenceHoursEqual = "Please choose two different times; 00:00 to 00:00 is the whole day."
	// SentenceDaysNeeded stands under the days.
	SentenceDaysNeeded = "Please choose a day at least. To hear nothing, choose so above."
	// SentenceChoiceNeeded stands under choices of which none was made.
	SentenceChoiceNeeded = "Please choose one."

	sentenceBackToUsual   = "You will be reminded of it as usual."
	sentenceSettingsSaved = "Your settings are saved."
	sentenceDateHint      = "Only for a certain date."
	sentencePauseHint     = "Cards of new items come all the same. Leave it empty to be reminded as usual."
	sentenceSnoozedEmpty  = "Nothing is snoozed. For that, choose Remind me later in the menu of a card."
	sentenceAlwaysHint    = "00:00 to 00:00 is the whole day."
)

// sayReminder begins with the word by which people know a reminder.
func sayReminder(total, overdue int) string {
	s := "Reminder: " + counted(total, "one approval waits for you", "approvals wait for you")
	if overdue > 0 {
		s += fmt.Sprintf(", %d overdue", overdue)
	}
	return s
}

func sayFoldedReminder(total int) string {
	return "Reminder: " + counted(total, "one approval waited for you", "approvals waited for you") + ". A later reminder came"
}

func sayFurther(n int) string {
	return fmt.Sprintf("%s; /approvals lists them all", sayMore(n))
}

func saySnoozedToo(n int) string { return fmt.Sprintf(", %d snoozed", n) }

func sayLater(l looping.Later) string {
	switch l {
	case looping.LaterHour:
		return "In one hour"
	case looping.LaterTomorrow:
		return "Tomorrow morning"
	case looping.LaterWorkday:
		return "On the next working day"
	case looping.LaterDate:
		return "On a certain date"
	}
	return "As usual, not later"
}

func sayRemindAt(at time.Time) string {
	return "I will remind you of it on " + at.Format("Monday, 2 January 2006, 15:04") + ", or when your working hours begin after that."
}

func sayTold(t approvals.Told) (short, long string) {
	switch t {
	case approvals.ToldDigest:
		return "A digest only", "One message at the beginning of each working day, no cards"
	case approvals.ToldSilent:
		return "Nothing by itself", "No cards and no reminders; asking with /approvals works"
	}
	return "A card at once", "And a reminder when it waits for long"
}

// sayHours says when reminders come; "" when that is not known.
func sayHours(h approvals.Hours, d approvals.Days) string {
	return hoursIn(h, daysIn(d, "to", func(day time.Weekday) string { return day.String()[:3] }), "at any time", "to")
}

func sayWholeDay(d time.Weekday) string { return d.String() }

func sayZone(zone string) string {
	if zone == "" {
		return "Slack does not tell your time zone, so times are in UTC."
	}
	return "Your time zone, from your Slack profile: " + zone + "."
}

func sayPausedUntil() string { return "No reminders before" }
