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

// settings shows people's settings, and takes their form.
type settings struct{ *core }

// serve shows the asker's settings. The form is behind a button, since typed words bring no trigger.
func (h settings) serve(ctx context.Context, at askedIn, person approvals.Person, log *slog.Logger) {
	read, cancel := context.WithTimeout(ctx, readBudget)
	defer cancel()
	v, err := h.settingsOf(read, person)
	if err != nil {
		h.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
		return
	}
	h.answer(ctx, at, cards.SettingsAnswer(v), log)
}

func (h settings) settingsOf(ctx context.Context, p approvals.Person) (cards.SettingsView, error) {
	s, err := h.Personal.Settings(ctx, p.Identity.ID)
	if err != nil {
		return cards.SettingsView{}, err
	}
	week := h.Reminders.Week.For(s)
	s.Hours, s.Days = week.Hours, week.Days
	return cards.SettingsView{Settings: s, Zone: p.Slack.TZ, Language: h.languageOf(p), Now: h.dated()}, nil
}

// open opens the form of the clicker's own settings.
func (h settings) open(ctx context.Context, c *click) {
	h.openModal(ctx, c, modal{draw: func(ctx context.Context, p approvals.Person) (slack.ModalViewRequest, error) {
		v, err := h.settingsOf(ctx, p)
		if err != nil {
			return slack.ModalViewRequest{}, err
		}
		return cards.SettingsModal(v, looping.Zone(p.Slack.TZ)), nil
	}})
}

// submitted takes the form. An error is shown under its field, and all choices stay as they are.
func (h settings) submitted(ctx context.Context, c *click) {
	work, cancel := h.within(ctx, c.env, decideBudget)
	defer cancel()
	person, err := h.People.KnownPerson(work, c.in.User.ID)
	if h.closeRefused(ctx, c, err) {
		return
	}
	var settings approvals.PersonalSettings
	if err == nil {
		var wrong map[string]sentence
		if settings, wrong = h.readSettings(c.in.View, person.Slack.TZ); len(wrong) > 0 {
			h.refuseFields(ctx, c, h.languageOf(person), wrong)
			return
		}
		err = h.Personal.SaveSettings(work, person, settings)
	}
	if err != nil {
		c.log.Error("settings could not be saved", "error", err)
		h.refuseField(ctx, c, cards.BlockTold, sentence{text: words.NothingRecorded})
		return
	}
	c.log.Info("settings saved", "told", settings.Delivery, "paused", !settings.PauseUntil.IsZero())
	h.closeForm(ctx, c, h.languageOf(person), sentence{text: words.SettingsSaved})
}

// readSettings reads the form; wrong has a sentence for each field with an error. A choice that equals the bot's
// setting counts as not chosen, so that it follows when the setting changes.
func (h settings) readSettings(v *wireView, zone string) (s approvals.PersonalSettings, wrong map[string]sentence) {
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
		if s.PauseUntil, err = looping.PauseEnd(date, h.dated(), zone); err != nil {
			wrong[cards.BlockPause] = sentence{text: sayDateError(err)}
		}
	}
	if s.Hours == h.Reminders.Week.Hours {
		s.Hours = approvals.Hours{}
	}
	if s.Days == h.Reminders.Week.Days {
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
