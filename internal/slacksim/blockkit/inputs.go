package blockkit

import (
	"encoding/json"
	"maps"
	"unicode/utf8"
)

const maxTyped = 3000

func inputElements() map[string]rule {
	rules := selects()
	maps.Copy(rules, multiSelects())
	maps.Copy(rules, map[string]rule{
		"plain_text_input": plainTextInput(),
		"email_text_input": typed(may("initial_value", str(0, maxTyped))),
		"url_text_input":   typed(may("initial_value", str(0, maxTyped))),
		"number_input": all(typed(need("is_decimal_allowed", boolean), may("initial_value", str(0, 100)),
			may("min_value", str(1, 100)), may("max_value", str(1, 100)))),
		"rich_text_input": typed(may("initial_value", richText())),
		"file_input":      control(may("filetypes", list(1, 100, str(1, 50))), may("max_files", integer(1, 10))),
		"datepicker":      picker("initial_date", datePattern(), placeholder()),
		"timepicker":      picker("initial_time", timePattern(), placeholder(), may("timezone", str(1, 100))),
		"datetimepicker":  picker("initial_date_time", integer(1_000_000_000, 9_999_999_999)),
		"radio_buttons":   choices("radio_buttons", 10), "checkboxes": choices("checkboxes", 10),
	})
	return rules
}

func typed(rest ...field) rule {
	dispatch := object(need("trigger_actions_on", list(1, 2, enum("on_enter_pressed", "on_character_entered"))))
	return control(append([]field{placeholder(), may("focus_on_load", boolean), may("dispatch_action_config", dispatch)}, rest...)...)
}

func plainTextInput() rule {
	return all(typed(
		may("initial_value", str(0, maxTyped)), may("multiline", boolean),
		may("min_length", integer(0, maxTyped)), may("max_length", integer(1, maxTyped))), lengthsFit)
}

// lengthsFit holds min_length, max_length and initial_value against each other.
func lengthsFit(c *checker, at string, v any) {
	m, _ := v.(map[string]any)
	least, hasLeast := intOf(m["min_length"])
	most, hasMost := intOf(m["max_length"])
	if hasLeast && hasMost && least > most {
		c.fail(pointer(at, "min_length"), "must be less than %d", most+1)
	}
	initial, _ := m["initial_value"].(string)
	if hasMost && utf8.RuneCountInString(initial) > most {
		c.fail(pointer(at, "initial_value"), "must be less than %d characters", most+1)
	}
}

func intOf(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return int(i), err == nil
}
