package slacksim

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// stateful tells whether an element keeps a value in the state of its view or message.
func stateful(kind string) bool {
	switch kind {
	case "button", "overflow", "workflow_button", "icon_button", "feedback_buttons":
		return false
	}
	return true
}

// stateKey is the field of the state object that holds the value: https://docs.slack.dev/surfaces/modals.
func stateKey(kind string) string {
	switch kind {
	case "static_select", "external_select", "radio_buttons", "overflow":
		return "selected_option"
	case "multi_static_select", "multi_external_select", "checkboxes":
		return "selected_options"
	case "datepicker":
		return "selected_date"
	case "timepicker":
		return "selected_time"
	case "datetimepicker":
		return "selected_date_time"
	case "users_select", "channels_select", "conversations_select":
		return strings.TrimSuffix("selected_"+kind, "s_select")
	case "multi_users_select", "multi_channels_select", "multi_conversations_select":
		return strings.TrimSuffix("selected_"+strings.TrimPrefix(kind, "multi_"), "_select")
	case "rich_text_input":
		return "rich_text_value"
	case "file_input":
		return "files"
	}
	return "value"
}

// initialState is what an element holds before anybody has touched it.
func initialState(c blockkit.Control) map[string]any {
	key := stateKey(c.Type)
	state := map[string]any{"type": c.Type, key: nil}
	if strings.HasPrefix(key, "selected_") && strings.HasSuffix(key, "s") {
		state[key] = []any{}
	}
	for name, v := range c.Raw {
		if strings.HasPrefix(name, "initial_") {
			state[key] = v
		}
	}
	return state
}

// enter gives the state of an element after a person has typed or chosen: a string, or a list of strings where several
// may be chosen. Options are found by their text, by the beginning of it, or by their value.
func enter(c blockkit.Control, entry any) (map[string]any, error) {
	key := stateKey(c.Type)
	state := map[string]any{"type": c.Type}
	words, err := entryWords(entry)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Label, err)
	}
	switch {
	case key == "selected_options" || key == "selected_option":
		chosen := []any{}
		for _, w := range words {
			o, err := choose(c, w)
			if err != nil {
				return nil, err
			}
			chosen = append(chosen, o.Raw)
		}
		state[key] = pick(chosen, key == "selected_options")
	case strings.HasPrefix(c.Type, "multi_"):
		many := []any{}
		for _, w := range words {
			many = append(many, w)
		}
		state[key] = many
	default:
		if key == "value" {
			for i := range words {
				words[i] = emojiNames(words[i])
			}
		}
		state[key] = typedValue(key, words)
	}
	return state, nil
}

// typedValue is what one typed word becomes; nothing typed is null.
func typedValue(key string, words []string) any {
	if len(words) == 0 || words[0] == "" {
		return nil
	}
	switch key {
	case "selected_date_time":
		return json.Number(words[0])
	case "rich_text_value":
		return richTyped(words[0])
	}
	return words[0]
}

// richTyped is what Slack's composer makes of plain words.
func richTyped(text string) map[string]any {
	return map[string]any{"type": "rich_text", "elements": []any{map[string]any{
		"type": "rich_text_section", "elements": []any{map[string]any{"type": "text", "text": text}}}}}
}

func pick(chosen []any, many bool) any {
	switch {
	case many:
		return chosen
	case len(chosen) == 0:
		return nil
	}
	return chosen[0]
}

func entryWords(entry any) ([]string, error) {
	switch v := entry.(type) {
	case nil:
		return nil, nil
	case string:
		return []string{v}, nil
	case []string:
		return v, nil
	case []any:
		words := make([]string, 0, len(v))
		for _, it := range v {
			s, ok := it.(string)
			if !ok {
				return nil, fmt.Errorf("cannot enter %v", it)
			}
			words = append(words, s)
		}
		return words, nil
	}
	return nil, fmt.Errorf("cannot enter %v", entry)
}

// choose finds an option as a person does, by the beginning of its text; its exact text or value goes first.
func choose(c blockkit.Control, words string) (blockkit.Choice, error) {
	for _, o := range c.Options {
		if o.Text == words || (o.Value != "" && o.Value == words) {
			return o, nil
		}
	}
	for _, o := range c.Options {
		if words != "" && strings.HasPrefix(o.Text, words) {
			return o, nil
		}
	}
	return blockkit.Choice{}, fmt.Errorf("option %q of %q: %w", words, c.Label, ErrNotSeen)
}
