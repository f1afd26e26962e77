package cards

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// SettingsView is a person's settings as they see them.
type SettingsView struct {
	// Settings has the bot's own settings where nothing was chosen.
	Settings approvals.PersonalSettings
	// Zone is the IANA name of the person's time zone, "" when Slack does not tell.
	Zone string
	// Language is the person's.
	Language approvals.Language
	Now      time.Time
}

// settingsPainter draws somebody's settings and their form.
type settingsPainter struct{ painter }

// SettingsAnswer shows how the person is notified, and has a button that opens the form.
func SettingsAnswer(v SettingsView) Message {
	t := settingsPainter{painterFor(v.Language)}
	l := &blockList{version: v.Now.UnixMilli()}
	l.header("title", words.MySettings(t.lang))
	t.settingsSection(l, v.Settings, v.Now, ActionSettings)
	l.context("zone", words.Zone(t.lang, zoneName(v.Zone, v.Now)))
	told, _ := words.Told(t.lang, v.Settings.Delivery)
	text := fallback(words.MySettings(t.lang)+words.Colon(t.lang)+" "+told, words.Hours(t.lang, v.Settings.Hours, v.Settings.Days))
	return Message{Text: text, Blocks: l.blocks}
}

func (t settingsPainter) settingsSection(l *blockList, s approvals.PersonalSettings, now time.Time, action string) {
	told, about := words.Told(t.lang, s.Delivery)
	text := words.NewItems(t.lang) + words.Colon(t.lang) + " " + told + ". " + about + "."
	if hours := words.Hours(t.lang, s.Hours, s.Days); hours != "" && s.Delivery != approvals.DeliverySilent {
		text += "\n" + words.RemindDays(t.lang) + words.Colon(t.lang) + " " + hours + "."
	}
	if s.PauseUntil.After(now) {
		text += "\n" + words.SignPaused + " " + words.PausedUntil(t.lang) + " " + t.dateToken(s.PauseUntil, formatDay) + "."
	}
	l.section("settings", ownText(text), nil, newButton(action, "", words.ChangeSettings(t.lang), slack.StyleDefault))
}

// SettingsModal is the form of somebody's settings.
func SettingsModal(v SettingsView, zone *time.Location) slack.ModalViewRequest {
	t := settingsPainter{painterFor(v.Language)}
	l := &blockList{version: v.Now.UnixMilli()}
	l.input(BlockTold, words.NewItems(t.lang), "", t.toldChoices(v.Settings.Delivery), false)
	l.input(BlockFrom, words.RemindFrom(t.lang), "", timePicker(ActionFrom, v.Settings.Hours.From), false)
	l.input(BlockTo, words.RemindTo(t.lang), words.AlwaysHint(t.lang), timePicker(ActionTo, v.Settings.Hours.To), false)
	l.input(BlockDays, words.RemindDays(t.lang), "", t.dayChoices(v.Settings.Days), false)
	pause := slack.NewDatePickerBlockElement(ActionPause)
	if v.Settings.PauseUntil.After(v.Now) && stampable(v.Settings.PauseUntil) {
		pause.InitialDate = v.Settings.PauseUntil.In(zone).Format(time.DateOnly)
	}
	l.input(BlockPause, words.PauseUntil(t.lang), words.PauseHint(t.lang), pause, true)
	l.context("zone", words.Zone(t.lang, zoneName(v.Zone, v.Now)))
	return t.form(CallbackSettings, "", words.MySettings(t.lang), words.Save(t.lang), l)
}

func (t settingsPainter) toldChoices(chosen approvals.Delivery) *slack.RadioButtonsBlockElement {
	radio := slack.NewRadioButtonsBlockElement(ActionTold)
	for _, told := range []approvals.Delivery{approvals.DeliveryCard, approvals.DeliveryDigest, approvals.DeliverySilent} {
		short, long := words.Told(t.lang, told)
		option := slack.NewOptionBlockObject(string(told), plainText(short), plainText(long))
		radio.Options = append(radio.Options, option)
		if told == chosen {
			radio.InitialOption = option
		}
	}
	if radio.InitialOption == nil {
		radio.InitialOption = radio.Options[0]
	}
	return radio
}

func timePicker(action string, at time.Duration) *slack.TimePickerBlockElement {
	p := slack.NewTimePickerBlockElement(action)
	p.InitialTime = words.ClockTime(at)
	return p
}

// dayChoices begins with Monday.
func (t settingsPainter) dayChoices(chosen approvals.Days) *slack.CheckboxGroupsBlockElement {
	boxes := slack.NewCheckboxGroupsBlockElement(ActionDays)
	for n := range 7 {
		day := time.Weekday((n + 1) % 7)
		option := slack.NewOptionBlockObject(strconv.Itoa(int(day)), plainText(words.WholeDay(t.lang, day)), nil)
		boxes.Options = append(boxes.Options, option)
		if chosen[day] {
			boxes.InitialOptions = append(boxes.InitialOptions, option)
		}
	}
	return boxes
}
