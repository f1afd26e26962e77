package blockkit_test

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

func input(element m) m {
	return m{"type": "input", "label": plain("Reason"), "element": element}
}

func modal(blocks l, extra ...any) m {
	v := m{"type": "modal", "title": plain("Deny"), "submit": plain("Deny"), "blocks": blocks}
	for i := 0; i+1 < len(extra); i += 2 {
		v = with(v, extra[i].(string), extra[i+1])
	}
	return v
}

func TestModals(t *testing.T) {
	t.Parallel()
	area := m{"type": "plain_text_input", "multiline": true}
	boxes := func(n int, change ...any) m {
		o := option(0)
		for i := 0; i+1 < len(change); i += 2 {
			o = with(o, change[i].(string), change[i+1])
		}
		others := times(n-1, func(i int) m { return option(i + 1) })
		return input(m{"type": "checkboxes", "action_id": "c", "options": append(l{o}, others...)})
	}
	blocks := l{input(area)}
	focus := input(m{"type": "plain_text_input", "focus_on_load": true})
	cases := []struct {
		name string
		view m
		want string
	}{
		{"a modal", modal(blocks), ""},
		{"no blocks", modal(l{}), ""},
		{"null blocks", modal(nil, "blocks", []any(nil)), "must provide an array [json-pointer:/view/blocks]"},
		{"without blocks", with(modal(blocks), "blocks", nil), "missing required field: blocks [json-pointer:/view]"},
		{"100 blocks", modal(times(100, func(int) m { return m{"type": "divider"} })), ""},
		{"101 blocks", modal(times(101, func(int) m { return m{"type": "divider"} })),
			"no more than 100 items allowed [json-pointer:/view/blocks]"},
		{"title of 25", modal(blocks, "title", plain(long(25))), "must be less than 25 characters [json-pointer:/view/title/text]"},
		{"title in mrkdwn", modal(blocks, "title", mrkdwn("x")), "unsupported type: mrkdwn"},
		{"no title", with(modal(blocks), "title", nil), "missing required field: title"},
		{"submit of 25", modal(blocks, "submit", plain(long(25))), "must be less than 25 characters"},
		{"close of 25", modal(blocks, "close", plain(long(25))), "must be less than 25 characters"},
		{"input without submit", with(modal(blocks), "submit", nil), "missing required field: submit [json-pointer:/view]"},
		{"reading only, without submit", with(modal(l{m{"type": "divider"}}), "submit", nil), ""},
		{"metadata of 3,001", modal(blocks, "private_metadata", long(3001)), "must be less than 3001 characters"},
		{"callback id of 256", modal(blocks, "callback_id", long(256)), "must be less than 256 characters"},
		{"unknown key", modal(blocks, "colour", "red"), "invalid additional property: colour"},
		{"a home view", modal(blocks, "type", "home"), "unsupported type: home"},
		{"alert", modal(l{m{"type": "alert", "text": plain("x"), "level": "warning"}}), ""},
		{"table", modal(l{table(1, 1)}), "unsupported type: table"},
		{"label in mrkdwn", modal(l{with(input(area), "label", mrkdwn("x"))}), "unsupported type: mrkdwn"},
		{"label of 2,001", modal(l{with(input(area), "label", plain(long(2001)))}), "must be less than 2001 characters"},
		{"hint of 2,001", modal(l{with(input(area), "hint", plain(long(2001)))}), "must be less than 2001 characters"},
		{"button as an input", modal(l{input(button())}), "unsupported type: button"},
		{"ten boxes", modal(l{boxes(10)}), ""},
		{"eleven boxes", modal(l{boxes(11)}), "no more than 10 items allowed [json-pointer:/view/blocks/0/element/options]"},
		{"no boxes", modal(l{input(m{"type": "checkboxes", "options": l{}})}), "no less than 1 items allowed"},
		{"a box with a text of 75", modal(l{boxes(1, "text", plain(long(75)))}), ""},
		{"a box with a text of 76", modal(l{boxes(1, "text", plain(long(76)))}),
			"must be less than 76 characters [json-pointer:/view/blocks/0/element/options/0/text/text]"},
		{"a box with a description of 76", modal(l{boxes(1, "description", plain(long(76)))}), "must be less than 76 characters"},
		{"a box with a value of 151", modal(l{boxes(1, "value", long(151))}), "must be less than 151 characters"},
		{"a box with a url", modal(l{boxes(1, "url", "https://a.example")}), "invalid additional property: url"},
		{"a box ticked that is not there",
			modal(l{input(m{"type": "checkboxes", "options": l{option(0)}, "initial_options": l{option(1)}})}),
			"initial option is not one of the options"},
		{"max_length 3,001", modal(l{input(with(area, "max_length", 3001))}), "must be less than 3001"},
		{"max_length 0", modal(l{input(with(area, "max_length", 0))}), "must be greater than 0"},
		{"min above max", modal(l{input(with(with(area, "max_length", 3), "min_length", 5))}),
			"[json-pointer:/view/blocks/0/element/min_length]"},
		{"initial above max", modal(l{input(with(with(area, "max_length", 3), "initial_value", "four"))}),
			"must be less than 4 characters"},
		{"focus once", modal(l{focus}), ""},
		{"focus twice", modal(l{focus, focus}), "only one element may have focus_on_load"},
		{"number input", modal(l{input(m{"type": "number_input", "is_decimal_allowed": false})}), ""},
		{"number input without decimals said", modal(l{input(m{"type": "number_input"})}), "missing required field: is_decimal_allowed"},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, blockkit.CheckModal(raw(t, tt.view)), tt.want)
		})
	}
	huge := modal(times(100, func(int) m { return m{"type": "section", "text": plain(strings.Repeat("a", 2900))} }))
	if got := blockkit.CheckModal(raw(t, huge)); got.Error != blockkit.ViewTooLarge {
		t.Errorf("290 kB: %s, want %v", got.Error, blockkit.ViewTooLarge)
	}
	for _, broken := range []string{"", "[]", "null", `"{}"`, `{"type":`} {
		if got := blockkit.CheckModal([]byte(broken)); got.Error != blockkit.InvalidArguments {
			t.Errorf("%q: %+v, want Error %v", broken, got, blockkit.InvalidArguments)
		}
	}
}

func TestHomes(t *testing.T) {
	t.Parallel()
	home := m{"type": "home", "blocks": l{m{"type": "section", "text": plain("x")}}}
	for name, tt := range map[string]struct {
		view m
		want string
	}{
		"a home":    {home, ""},
		"a title":   {with(home, "title", plain("x")), "invalid additional property: title"},
		"alert":     {with(home, "blocks", l{m{"type": "alert", "text": plain("x")}}), "unsupported type: alert"},
		"a modal":   {with(home, "type", "modal"), "unsupported type: modal"},
		"with ids":  {with(with(home, "private_metadata", "x"), "callback_id", "y"), ""},
		"no blocks": {with(home, "blocks", nil), "missing required field: blocks"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expect(t, blockkit.CheckHome(raw(t, tt.view)), tt.want)
		})
	}
}
