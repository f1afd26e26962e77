package blockkit

import "regexp"

func datePattern() rule {
	return matching(regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`), "date")
}

func timePattern() rule {
	return matching(regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`), "time")
}

func selectFields(rest ...field) rule {
	return control(append([]field{placeholder(), may("confirm", confirmDialog()), may("focus_on_load", boolean)}, rest...)...)
}

func staticSelect(initial string, multi bool) rule {
	opt := option(plainText(75), false)
	group := object(need("label", plainText(75)), need("options", list(1, 100, opt)))
	check := opt
	rest := []field{may("options", list(1, 100, opt)), may("option_groups", list(1, 100, group))}
	if multi {
		check = list(1, 100, opt)
		rest = append(rest, may("max_selected_items", integer(1, 100)))
	}
	rest = append(rest, may(initial, check))
	return all(selectFields(rest...), exactlyOne("options", "option_groups"), initialKnown)
}

func selects() map[string]rule {
	id := str(1, 255)
	filter := may("filter", anyObject)
	toMe := may("response_url_enabled", boolean)
	return map[string]rule{
		"static_select":   staticSelect("initial_option", false),
		"external_select": selectFields(may("initial_option", option(plainText(75), false)), may("min_query_length", integer(0, 100))),
		"users_select":    selectFields(may("initial_user", id)),
		"channels_select": selectFields(may("initial_channel", id), toMe),
		"conversations_select": selectFields(may("initial_conversation", id), may("default_to_current_conversation", boolean), filter,
			toMe),
	}
}

func multiSelects() map[string]rule {
	ids := list(1, 100, str(1, 255))
	most := may("max_selected_items", integer(1, 100))
	return map[string]rule{
		"multi_static_select": staticSelect("initial_options", true),
		"multi_external_select": selectFields(may("initial_options", list(1, 100, option(plainText(75), false))),
			may("min_query_length", integer(0, 100)), most),
		"multi_users_select":    selectFields(may("initial_users", ids), most),
		"multi_channels_select": selectFields(may("initial_channels", ids), most),
		"multi_conversations_select": selectFields(may("initial_conversations", ids), may("default_to_current_conversation", boolean),
			may("filter", anyObject), most),
	}
}

// initialKnown wants every initial option to be one of the options, by its value.
func initialKnown(c *checker, at string, v any) {
	m, _ := v.(map[string]any)
	known := map[any]bool{}
	for _, o := range OptionsOf(m) {
		known[o.Value] = true
	}
	check := func(at string, o any) {
		if om, ok := o.(map[string]any); ok && !known[om["value"]] {
			c.fail(at, "initial option is not one of the options")
		}
	}
	if one, ok := m["initial_option"]; ok {
		check(pointer(at, "initial_option"), one)
	}
	many, _ := m["initial_options"].([]any)
	for i, o := range many {
		check(pointer(pointer(at, "initial_options"), i), o)
	}
}
