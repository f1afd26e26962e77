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
	Now  time.Time
}

// SettingsAnswer says how somebody is told, and has a button that opens the form.
func SettingsAnswer(v SettingsView) Message {
	l := &blockList{version: v.Now.UnixMilli()}
	l.header("title", wordMySettings)
	settingsSection(l, v.Settings, v.Now, ActionSettings)
	l.context("zone", sayZone(v.Zone))
	told, _ := sayTold(v.Settings.Told)
	return Message{Text: fallback(wordMySettings+": "+told, sayHours(v.Settings.Hours, v.Settings.Days)), Blocks: l.blocks}
}

// homeSettings is the part of the Home tab about settings; nothing when they were not read.
func homeSettings(l *blockList, p approvals.Page) {
	if p.Settings == nil {
		return
	}
	l.divider("settings-line")
	l.header("settings-title", wordMySettings)
	settingsSection(l, *p.Settings, p.Now, ActionHomeSettings)
}

func settingsSection(l *blockList, s approvals.PersonalSettings, now time.Time, action string) {
	told, about := sayTold(s.Told)
	text := wordNewItems + ": " + told + ". " + about + "."
	if hours := sayHours(s.Hours, s.Days); hours != "" && s.Told != approvals.ToldSilent {
		text += "\n" + wordRemindDays + ": " + hours + "."
	}
	if s.PauseUntil.After(now) {
		text += "\n" + signPaused + " " + sayPausedUntil() + " " + dateToken(s.PauseUntil, formatDay) + "."
	}
	l.section("settings", ownText(text), nil, newButton(action, "", wordChangeSettings, slack.StyleDefault))
}

// SettingsModal is the form of somebody's settings.
func SettingsModal(v SettingsView, zone *time.Location) slack.ModalViewRequest {
	l := &blockList{version: v.Now.UnixMilli()}
	l.input(BlockTold, wordNewItems, "", toldChoices(v.Settings.Told), false)
	l.input(BlockFrom, wordRemindFrom, "", timePicker(ActionFrom, v.Settings.Hours.From), false)
	l.input(BlockTo, wordRemindTo, sentenceAlwaysHint, timePicker(ActionTo, v.Settings.Hours.To), false)
	l.input(BlockDays, wordRemindDays, "", dayChoices(v.Settings.Days), false)
	pause := slack.NewDatePickerBlockElement(ActionPause)
	if v.Settings.PauseUntil.After(v.Now) && stampable(v.Settings.PauseUntil) {
		pause.InitialDate = v.Settings.PauseUntil.In(zone).Format(time.DateOnly)
	}
	l.input(BlockPause, wordPauseUntil, sentencePauseHint, pause, true)
	l.context("zone", sayZone(v.Zone))
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSettings, Title: plainText(wordMySettings), Submit: plainText(wordSave),
		Close: plainText(wordCancel), Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

func toldChoices(chosen approvals.Told) *slack.RadioButtonsBlockElement {
	radio := slack.NewRadioButtonsBlockElement(ActionTold)
	for _, t := range []approvals.Told{approvals.ToldCard, approvals.ToldDigest, approvals.ToldSilent} {
		short, long := sayTold(t)
		option := slack.NewOptionBlockObject(string(t), plainText(short), plainText(long))
		radio.Options = append(radio.Options, option)
		if t == chosen {
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
func dayChoices(chosen approvals.Days) *slack.CheckboxGroupsBlockElement {
	boxes := slack.NewCheckboxGroupsBlockElement(ActionDays)
	for n := range 7 {
		day := time.Weekday((n + 1) % 7)
		option := slack.NewOptionBlockObject(strconv.Itoa(int(day)), plainText(sayWholeDay(day)), nil)
		boxes.Options = append(boxes.Options, option)
		if chosen[day] {
			boxes.InitialOptions = append(boxes.InitialOptions, option)
		}
	}
	return boxes
}
