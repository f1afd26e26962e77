package blockkit

import "maps"

// actionFields are those of every control.
func actionFields(rest ...field) []field {
	return append([]field{may("action_id", str(1, 255))}, rest...)
}

func control(rest ...field) rule { return object(actionFields(rest...)...) }

func button() rule {
	return control(
		need("text", plainText(75)), may("value", str(0, 2000)), may("url", anyLink()),
		may("style", enum("primary", "danger")), may("confirm", confirmDialog()), may("accessibility_label", str(1, 75)))
}

func workflowButton() rule {
	return control(need("text", plainText(75)), need("workflow", anyObject), may("style", enum("primary", "danger")),
		may("accessibility_label", str(1, 75)))
}

func overflow() rule {
	return control(need("options", list(1, 5, option(plainText(75), true))), may("confirm", confirmDialog()))
}

func picker(initial string, check rule, rest ...field) rule {
	return control(append([]field{may(initial, check), may("confirm", confirmDialog()), may("focus_on_load", boolean)}, rest...)...)
}

func placeholder() field { return may("placeholder", plainText(150)) }

func choices(kind string, most int) rule {
	opt := option(anyText(75), false)
	initial := may("initial_option", opt)
	if kind == "checkboxes" {
		initial = may("initial_options", list(1, most, opt))
	}
	return all(control(need("options", list(1, most, opt)), initial, may("confirm", confirmDialog()), may("focus_on_load", boolean)),
		initialKnown)
}

// simpleControls are the buttons, menus and pickers that work in actions and beside a section.
func simpleControls() map[string]rule {
	rules := map[string]rule{
		"button": button(), "workflow_button": workflowButton(), "overflow": overflow(),
		"datepicker":    picker("initial_date", datePattern(), placeholder()),
		"timepicker":    picker("initial_time", timePattern(), placeholder(), may("timezone", str(1, 100))),
		"radio_buttons": choices("radio_buttons", 10), "checkboxes": choices("checkboxes", 10),
	}
	maps.Copy(rules, selects())
	return rules
}

func actionElements() map[string]rule {
	rules := simpleControls()
	maps.Copy(rules, multiSelects())
	rules["datetimepicker"] = picker("initial_date_time", integer(1_000_000_000, 9_999_999_999))
	return rules
}

func accessories() map[string]rule {
	rules := simpleControls()
	maps.Copy(rules, multiSelects())
	rules["image"] = imageElement()
	return rules
}

func imageElement() rule { return imageSource(need("alt_text", str(1, 2000))) }

func anyObject(c *checker, at string, v any) {
	if _, ok := v.(map[string]any); !ok {
		c.fail(at, "must provide an object")
	}
}
