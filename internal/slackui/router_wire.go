package slackui

import (
	"encoding/json"
	"time"

	"github.com/iiq-approvals/bot/internal/slackui/typed"
)

// The parts of the payloads that are used, read tolerantly: unknown fields, nulls and missing fields do no harm.

// interaction: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload and
// https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
type interaction struct {
	Type string     `json:"type"`
	Team *wireTeam  `json:"team"`
	User wirePerson `json:"user"`
	// Channel and ResponseURL are absent in views.
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		MessageTS string `json:"message_ts"`
		ChannelID string `json:"channel_id"`
	} `json:"container"`
	// Message is the clicked message, as Slack shows it.
	Message struct {
		Text string `json:"text"`
	} `json:"message"`
	View        *wireView `json:"view"`
	TriggerID   string    `json:"trigger_id"`
	ResponseURL string    `json:"response_url"`
	Actions     []action  `json:"actions"`
}

type wireTeam struct {
	ID string `json:"id"`
}

type wirePerson struct {
	ID     string `json:"id"`
	TeamID string `json:"team_id"`
}

type wireView struct {
	ID              string `json:"id"`
	Type            string `json:"type"`
	CallbackID      string `json:"callback_id"`
	PrivateMetadata string `json:"private_metadata"`
	Hash            string `json:"hash"`
	State           struct {
		Values map[string]map[string]wireField `json:"values"`
	} `json:"state"`
}

// wireField is what stands in one field of a view: https://docs.slack.dev/reference/views/modal-views
type wireField struct {
	Value           string       `json:"value"`
	SelectedOption  *wireOption  `json:"selected_option"`
	SelectedOptions []wireOption `json:"selected_options"`
	SelectedDate    string       `json:"selected_date"`
	SelectedTime    string       `json:"selected_time"`
}

type wireOption struct {
	Value       string   `json:"value"`
	Text        wireText `json:"text"`
	Description wireText `json:"description"`
}

type wireText struct {
	Text string `json:"text"`
}

func (v *wireView) field(block, action string) wireField { return v.State.Values[block][action] }

// typed gives what a person wrote into a field, in their own words.
func (v *wireView) typed(block, action string) string {
	return typed.Field(v.field(block, action).Value)
}

// chosen gives the value of a choice, "" when none was made.
func (v *wireView) chosen(block, action string) string {
	if o := v.field(block, action).SelectedOption; o != nil {
		return o.Value
	}
	return ""
}

// date gives a date that was picked, at midnight in UTC; zero when none was.
func (v *wireView) date(block, action string) time.Time {
	t, err := time.Parse(time.DateOnly, v.field(block, action).SelectedDate)
	if err != nil {
		return time.Time{}
	}
	return t
}

type action struct {
	Type           string `json:"type"`
	ActionID       string `json:"action_id"`
	BlockID        string `json:"block_id"`
	Value          string `json:"value"`
	SelectedOption *struct {
		Value string `json:"value"`
	} `json:"selected_option"`
}

func (i interaction) channel() string {
	if i.Channel.ID != "" {
		return i.Channel.ID
	}
	return i.Container.ChannelID
}

// onHome reports whether the click was on the Home tab, onView whether on any view: there is no message then.
func (i interaction) onHome() bool { return i.View != nil && i.View.Type == "home" }

func (i interaction) onView() bool { return i.View != nil }

func (i interaction) teamIDs() []string {
	ids := []string{i.User.TeamID}
	if i.Team != nil {
		ids = append(ids, i.Team.ID)
	}
	return ids
}

// command: https://docs.slack.dev/interactivity/implementing-slash-commands
type command struct {
	TeamID      string `json:"team_id"`
	UserID      string `json:"user_id"`
	ChannelID   string `json:"channel_id"`
	Command     string `json:"command"`
	Text        string `json:"text"`
	ResponseURL string `json:"response_url"`
}

// delivery is an event's outer part: https://docs.slack.dev/apis/events-api
type delivery struct {
	Type    string `json:"type"`
	TeamID  string `json:"team_id"`
	EventID string `json:"event_id"`
	// EventTime is in Unix seconds, by Slack's clock.
	EventTime int64           `json:"event_time"`
	Event     json.RawMessage `json:"event"`
}

// event is the inner part of message, app_mention, app_home_opened and the installation's events. User is a person's
// id in these. user_change and team_join have an object there and are read separately.
type event struct {
	Type        string          `json:"type"`
	SubType     string          `json:"subtype"`
	RawUser     json.RawMessage `json:"user"`
	Team        string          `json:"team"`
	UserTeam    string          `json:"user_team"`
	BotID       string          `json:"bot_id"`
	Text        string          `json:"text"`
	Channel     string          `json:"channel"`
	ChannelType string          `json:"channel_type"`
	Tab         string          `json:"tab"`
}

func (e event) user() string {
	var id string
	_ = json.Unmarshal(e.RawUser, &id)
	return id
}
