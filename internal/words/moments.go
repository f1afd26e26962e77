package words

import (
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func At(lang approvals.Language) string {
	return grammar.Of(lang,
		func() string { return " at " },
		func() string { return " um " },
		func() string { return " à " },
		func() string { return " a las " },
	)()
}

// PlainClock has the time of day first, for sentences.
func PlainClock(lang approvals.Language, at time.Time) string {
	return grammar.Of(lang,
		func(at time.Time) string { return at.UTC().Format("15:04 UTC, 2 Jan 2006") },
		func(at time.Time) string { return at.UTC().Format("15:04 UTC, 2.1.2006") },
		func(at time.Time) string { return at.UTC().Format("15:04 UTC, 02/01/2006") },
		func(at time.Time) string { return at.UTC().Format("15:04 UTC, 2/1/2006") },
	)(at)
}

// PlainTime is for places that take no date token: the time is in UTC and says so.
func PlainTime(lang approvals.Language, at time.Time) string {
	return grammar.Of(lang,
		func(at time.Time) string { return at.UTC().Format("2 Jan 2006 15:04 UTC") },
		func(at time.Time) string { return at.UTC().Format("2.1.2006, 15:04 UTC") },
		func(at time.Time) string { return at.UTC().Format("02/01/2006 15:04 UTC") },
		func(at time.Time) string { return at.UTC().Format("2/1/2006 15:04 UTC") },
	)(at)
}

// Moment is a moment in the zone of its argument.
func Moment(lang approvals.Language, at time.Time) string {
	return grammar.Of(lang,
		func(at time.Time) string { return at.Format("Mon 2 Jan 2006, 15:04") },
		func(at time.Time) string {
			return grammar.GermanDay(at.Weekday())[:2] + ", " + at.Format("2.1.2006, 15:04")
		},
		func(at time.Time) string {
			return grammar.FrenchDay(at.Weekday()) + " " + at.Format("02/01/2006, 15:04")
		},
		func(at time.Time) string {
			return grammar.SpanishDay(at.Weekday()) + " " + at.Format("2/1/2006, 15:04")
		},
	)(at)
}
