package slackui

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// serveSettings shows the asker's settings. The form is behind a button, since typed words bring no trigger.
func (r *Router) serveSettings(ctx context.Context, at askedIn, person approvals.Person, log *slog.Logger) {
	read, cancel := context.WithTimeout(ctx, readBudget)
	defer cancel()
	v, err := r.settingsOf(read, person)
	if err != nil {
		r.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
		return
	}
	r.answer(ctx, at, cards.SettingsAnswer(v), log)
}

// serveSnoozed lists what the asker has snoozed.
func (r *Router) serveSnoozed(ctx context.Context, at askedIn, person approvals.Person, log *slog.Logger) {
	page, err := r.inTurn(ctx, person, func(ctx context.Context) (approvals.Page, error) {
		return r.Personal.Snoozed(ctx, person.Identity, 0, cards.ListRows)
	})
	page.Language = at.language
	if err != nil {
		r.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
		return
	}
	r.answer(ctx, at, cards.ListAnswer(page, words.ListSnoozed), log)
}

func (r *Router) settingsOf(ctx context.Context, p approvals.Person) (cards.SettingsView, error) {
	s, err := r.Personal.Settings(ctx, p.Identity.ID)
	if err != nil {
		return cards.SettingsView{}, err
	}
	week := r.Reminders.Week.For(s)
	s.Hours, s.Days = week.Hours, week.Days
	return cards.SettingsView{Settings: s, Zone: p.Slack.TZ, Language: r.languageOf(p), Now: r.clock()}, nil
}

// openSettings opens the form of the clicker's own settings.
func (r *Router) openSettings(ctx context.Context, c *click) {
	r.openModal(ctx, c, modal{draw: func(ctx context.Context, p approvals.Person) (slack.ModalViewRequest, error) {
		v, err := r.settingsOf(ctx, p)
		if err != nil {
			return slack.ModalViewRequest{}, err
		}
		return cards.SettingsModal(v, looping.Zone(p.Slack.TZ)), nil
	}})
}

// settingsSubmitted takes the form. An error is shown under its field, and all choices stay as they are.
func (r *Router) settingsSubmitted(ctx context.Context, c *click) {
	work, cancel := r.within(ctx, c.env, decideBudget)
	defer cancel()
	person, err := r.People.KnownPerson(work, c.in.User.ID)
	if r.closeRefused(ctx, c, err) {
		return
	}
	var settings approvals.PersonalSettings
	if err == nil {
		var wrong map[string]sentence
		if settings, wrong = r.readSettings(c.in.View, person.Slack.TZ); len(wrong) > 0 {
			r.refuseFields(ctx, c, r.languageOf(person), wrong)
			return
		}
		err = r.Personal.SaveSettings(work, person, settings)
	}
	if err != nil {
		c.log.Error("settings could not be saved", "error", err)
		r.refuseField(ctx, c, cards.BlockTold, sentence{text: words.NothingRecorded})
		return
	}
	c.log.Info("settings saved", "told", settings.Delivery, "paused", !settings.PauseUntil.IsZero())
	r.closeForm(ctx, c, r.languageOf(person), sentence{text: words.SettingsSaved})
}

// readSettings reads the form; wrong has a sentence for each field with an error. A choice that equals the bot's
// setting counts as not chosen, so that it follows when the setting changes.
func (r *Router) readSettings(v *wireView, zone string) (s approvals.PersonalSettings, wrong map[string]sentence) {
	wrong = map[string]sentence{}
	s.Delivery = approvals.Delivery(v.chosen(cards.BlockTold, cards.ActionTold))
	if s.Delivery != approvals.DeliveryCard && s.Delivery != approvals.DeliveryDigest && s.Delivery != approvals.DeliverySilent {
		wrong[cards.BlockTold] = sentence{text: words.ChoiceNeeded}
	}
	var ok bool
	if s.Hours, ok = readHours(v); !ok {
		wrong[cards.BlockTo] = sentence{text: words.HoursEqual}
	}
	if s.Days = readDays(v); s.Days == (approvals.Days{}) {
		wrong[cards.BlockDays] = sentence{text: words.DaysNeeded}
	}
	if date := v.date(cards.BlockPause, cards.ActionPause); !date.IsZero() {
		var err error
		if s.PauseUntil, err = looping.PauseEnd(date, r.clock(), zone); err != nil {
			wrong[cards.BlockPause] = sentence{text: sayDateError(err)}
		}
	}
	if s.Hours == r.Reminders.Week.Hours {
		s.Hours = approvals.Hours{}
	}
	if s.Days == r.Reminders.Week.Days {
		s.Days = approvals.Days{}
	}
	return s, wrong
}

// readHours reads both times, which must differ. Slack's field gives the end of the day as 00:00; 00:00 in both fields is the whole day.
func readHours(v *wireView) (hours approvals.Hours, ok bool) {
	from, okFrom := readClock(v.field(cards.BlockFrom, cards.ActionFrom).SelectedTime)
	to, okTo := readClock(v.field(cards.BlockTo, cards.ActionTo).SelectedTime)
	if to == 0 {
		to = 24 * time.Hour
	}
	if !okFrom || !okTo || from == to {
		return approvals.Hours{}, false
	}
	return approvals.Hours{From: from, To: to}, true
}

func readClock(s string) (time.Duration, bool) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, false
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true
}

func readDays(v *wireView) approvals.Days {
	var days approvals.Days
	for _, o := range v.field(cards.BlockDays, cards.ActionDays).SelectedOptions {
		if day, err := strconv.Atoi(o.Value); err == nil && day >= 0 && day < len(days) {
			days[day] = true
		}
	}
	return days
}
