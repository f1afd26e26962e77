package slackui

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// SettingsView is what somebody's settings look like to himself.
type SettingsView struct {
	// Settings has the bot's own settings where nothing was chosen.
	Settings approvals.PersonalSettings
	// Zone is the IANA name of the person's time zone, "" when Slack does not tell.
	Zone string
	// Language is the person's.
	Language approvals.Language
	Now      time.Time
}

// SettingsAnswer says how somebody is told, and has a button that opens the form.
func SettingsAnswer(v SettingsView) Message {
	t := speak(v.Language)
	l := &blockList{version: v.Now.UnixMilli()}
	l.header("title", t.wordMySettings)
	t.settingsSection(l, v.Settings, v.Now, ActionSettings)
	l.context("zone", t.sayZone(zoneName(v.Zone, v.Now)))
	told, _ := t.sayTold(v.Settings.Told)
	return Message{Text: fallback(t.wordMySettings+t.wordColon+" "+told, t.sayHours(v.Settings.Hours, v.Settings.Days)), Blocks: l.blocks}
}

// homeSettings is the part of the Home tab about settings; nothing when they were not read.
func (t *texts) homeSettings(l *blockList, p approvals.Page) {
	if p.Settings == nil {
		return
	}
	l.divider("settings-line")
	l.header("settings-title", t.wordMySettings)
	t.settingsSection(l, *p.Settings, p.Now, ActionHomeSettings)
	l.context("zone", t.sayZone(zoneName(p.Zone, p.Now)))
}

func (t *texts) settingsSection(l *blockList, s approvals.PersonalSettings, now time.Time, action string) {
	told, about := t.sayTold(s.Told)
	text := t.wordNewItems + t.wordColon + " " + told + ". " + about + "."
	if hours := t.sayHours(s.Hours, s.Days); hours != "" && s.Told != approvals.ToldSilent {
		text += "\n" + t.wordRemindDays + t.wordColon + " " + hours + "."
	}
	if s.PauseUntil.After(now) {
		text += "\n" + signPaused + " " + t.sayPausedUntil() + " " + t.dateToken(s.PauseUntil, formatDay) + "."
	}
	l.section("settings", ownText(text), nil, newButton(action, "", t.wordChangeSettings, slack.StyleDefault))
}

// SettingsModal is the form of somebody's settings.
func SettingsModal(v SettingsView, zone *time.Location) slack.ModalViewRequest {
	t := speak(v.Language)
	l := &blockList{version: v.Now.UnixMilli()}
	l.input(BlockTold, t.wordNewItems, "", t.toldChoices(v.Settings.Told), false)
	l.input(BlockFrom, t.wordRemindFrom, "", timePicker(ActionFrom, v.Settings.Hours.From), false)
	l.input(BlockTo, t.wordRemindTo, t.sentenceAlwaysHint, timePicker(ActionTo, v.Settings.Hours.To), false)
	l.input(BlockDays, t.wordRemindDays, "", t.dayChoices(v.Settings.Days), false)
	pause := slack.NewDatePickerBlockElement(ActionPause)
	if v.Settings.PauseUntil.After(v.Now) && stampable(v.Settings.PauseUntil) {
		pause.InitialDate = v.Settings.PauseUntil.In(zone).Format(time.DateOnly)
	}
	l.input(BlockPause, t.wordPauseUntil, t.sentencePauseHint, pause, true)
	l.context("zone", t.sayZone(zoneName(v.Zone, v.Now)))
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSettings, Title: plainText(t.wordMySettings), Submit: plainText(t.wordSave),
		Close: plainText(t.wordCancel), Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

func (t *texts) toldChoices(chosen approvals.Told) *slack.RadioButtonsBlockElement {
	radio := slack.NewRadioButtonsBlockElement(ActionTold)
	for _, told := range []approvals.Told{approvals.ToldCard, approvals.ToldDigest, approvals.ToldSilent} {
		short, long := t.sayTold(told)
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
	p.InitialTime = clockTime(at)
	return p
}

// dayChoices begins with Monday.
func (t *texts) dayChoices(chosen approvals.Days) *slack.CheckboxGroupsBlockElement {
	boxes := slack.NewCheckboxGroupsBlockElement(ActionDays)
	for n := range 7 {
		day := time.Weekday((n + 1) % 7)
		option := slack.NewOptionBlockObject(strconv.Itoa(int(day)), plainText(t.sayWholeDay(day)), nil)
		boxes.Options = append(boxes.Options, option)
		if chosen[day] {
			boxes.InitialOptions = append(boxes.InitialOptions, option)
		}
	}
	return boxes
}
