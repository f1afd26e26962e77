package blockkit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

type m = map[string]any
type l = []any

func plain(text string) m  { return m{"type": "plain_text", "text": text} }
func mrkdwn(text string) m { return m{"type": "mrkdwn", "text": text} }
func long(n int) string    { return strings.Repeat("ü", n) }

func times[T any](n int, make func(i int) T) l {
	out := l{}
	for i := range n {
		out = append(out, make(i))
	}
	return out
}

func with(o m, key string, v any) m {
	out := m{}
	for k, old := range o {
		out[k] = old
	}
	if v == nil {
		delete(out, key)
	} else {
		out[key] = v
	}
	return out
}

func button(extra ...any) m {
	b := m{"type": "button", "text": plain("Go"), "action_id": "go"}
	for i := 0; i+1 < len(extra); i += 2 {
		b = with(b, extra[i].(string), extra[i+1])
	}
	return b
}

func actions(elements ...any) l { return l{m{"type": "actions", "elements": append(l{}, elements...)}} }
func option(i int) m            { return m{"text": plain("o"), "value": fmt.Sprint("v", i)} }
func rich(elements ...any) l    { return l{m{"type": "rich_text", "elements": append(l{}, elements...)}} }
func line(inline ...any) m      { return m{"type": "rich_text_section", "elements": append(l{}, inline...)} }

func raw(t *testing.T, v any) []byte {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// wantProblem is "" for blocks that Slack takes, else the beginning of one of the problems and its pointer.
type messageCase struct {
	name   string
	blocks l
	want   string
}

func runMessages(t *testing.T, cases []messageCase) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, blockkit.CheckMessage(raw(t, tt.blocks)), tt.want)
		})
	}
}

func expect(t *testing.T, got blockkit.Report, want string) {
	t.Helper()
	if want == "" {
		if !got.OK() {
			t.Errorf("refused: %s %v, want OK true", got.Error, got.Messages())
		}
		return
	}
	if got.OK() || !strings.Contains(strings.Join(got.Messages(), "\n"), want) {
		t.Errorf("got %s %q, want %q", got.Error, got.Messages(), want)
	}
}

func TestBlockLimits(t *testing.T) {
	t.Parallel()
	section := func(text m) l { return l{m{"type": "section", "text": text}} }
	divider := func(int) m { return m{"type": "divider"} }
	runMessages(t, []messageCase{
		{"50 blocks", times(50, divider), ""},
		{"51 blocks", times(51, divider), "no more than 50 items allowed [json-pointer:/blocks]"},
		{"section at 3,000", section(mrkdwn(long(3000))), ""},
		{"section at 3,001", section(mrkdwn(long(3001))), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		{"empty text", section(mrkdwn("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		{"section of nothing", l{m{"type": "section"}}, "missing required field: text [json-pointer:/blocks/0]"},
		{"unknown key", section(with(mrkdwn("x"), "texto", "y")), "invalid additional property: texto [json-pointer:/blocks/0/text]"},
		{"emoji in mrkdwn", section(with(mrkdwn("x"), "emoji", true)), "invalid additional property: emoji"},
		{"unknown text type", section(m{"type": "html", "text": "x"}), "unsupported type: html"},
		{"ten fields", l{m{"type": "section", "fields": times(10, func(int) m { return mrkdwn("x") })}}, ""},
		{"eleven fields", l{m{"type": "section", "fields": times(11, func(int) m { return mrkdwn("x") })}}, "no more than 10 items allowed [json-pointer:/blocks/0/fields]"},
		{"field of 2,001", l{m{"type": "section", "fields": l{mrkdwn(long(2001))}}}, "must be less than 2001 characters"},
		{"header at 150", l{m{"type": "header", "text": plain(long(150))}}, ""},
		{"header at 151", l{m{"type": "header", "text": plain(long(151))}}, "must be less than 151 characters"},
		{"header in mrkdwn", l{m{"type": "header", "text": mrkdwn("x")}}, "unsupported type: mrkdwn"},
		{"header level 5", l{m{"type": "header", "text": plain("x"), "level": 5}}, "must be less than 5"},
		{"context of ten", l{m{"type": "context", "elements": times(10, func(int) m { return plain("x") })}}, ""},
		{"context of eleven", l{m{"type": "context", "elements": times(11, func(int) m { return plain("x") })}}, "no more than 10 items"},
		{"button in context", l{m{"type": "context", "elements": l{button()}}}, "unsupported type: button"},
		{"25 buttons", actions(times(25, func(i int) m { return button("action_id", fmt.Sprint(i)) })...), ""},
		{"26 buttons", actions(times(26, func(i int) m { return button("action_id", fmt.Sprint(i)) })...), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"},
		{"no buttons", actions(), "no less than 1 items allowed"},
		{"block ids twice", l{m{"type": "divider", "block_id": "a"}, m{"type": "divider", "block_id": "a"}},
			"already exists [json-pointer:/blocks/1/block_id]"},
		{"block id of 256", l{m{"type": "divider", "block_id": long(256)}}, "must be less than 256 characters"},
		{"action ids twice", actions(button(), button()), "already exists for another element"},
		{"unknown block", l{m{"type": "banner"}}, "unsupported type: banner [json-pointer:/blocks/0/type]"},
		{"no type", l{m{"text": plain("x")}}, "missing required field: type"},
		{"null accessory", l{m{"type": "section", "text": plain("x"), "accessory": nil}},
			"must provide an object [json-pointer:/blocks/0/accessory]"},
		{"image accessory", l{m{"type": "section", "text": plain("x"),
			"accessory": m{"type": "image", "image_url": "https://a.example/x.png", "alt_text": "x"}}}, ""},
		{"text input beside a section", l{m{"type": "section", "text": plain("x"), "accessory": m{"type": "plain_text_input"}}},
			"unsupported type: plain_text_input"},
		{"image without alt text", l{m{"type": "image", "image_url": "https://a.example/x.png"}}, "missing required field: alt_text"},
		{"image from nowhere", l{m{"type": "image", "alt_text": "x"}}, "missing required field: image_url"},
		{"image by script", l{m{"type": "image", "alt_text": "x", "image_url": "javascript:x"}}, "must be a valid URL"},
		{"two tables", l{table(1, 1), table(1, 1)}, "only_one_table_allowed"},
		{"table of 100 by 20", l{table(100, 20)}, ""},
		{"table of 101 rows", l{table(101, 1)}, "no more than 100 items allowed [json-pointer:/blocks/0/rows]"},
		{"table of 21 columns", l{table(1, 21)}, "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"},
		{"markdown over 12,000", l{m{"type": "markdown", "text": long(12001)}}, "must be less than 12001 characters"},
		{"markdown over 12,000 in all", l{m{"type": "markdown", "text": long(6001)}, m{"type": "markdown", "text": long(6000)}},
			"msg_blocks_too_long"},
		{"alert", l{m{"type": "alert", "text": plain("x")}}, "unsupported type: alert"},
		{"input in a message", l{m{"type": "input", "label": plain("x"), "element": m{"type": "plain_text_input"}}}, ""},
		{"card", l{m{"type": "card", "title": mrkdwn("x"), "actions": l{button()}}}, ""},
		{"card of nothing", l{m{"type": "card", "subtitle": mrkdwn("x")}}, "missing required field: hero_image"},
		{"carousel of eleven", l{m{"type": "carousel",
			"elements": times(11, func(int) m { return m{"type": "card", "title": mrkdwn("x")} })}}, "no more than 10 items"},
		{"container", l{m{"type": "container", "title": plain("x"), "child_blocks": l{m{"type": "divider"}}}}, ""},
		{"container without a title", l{m{"type": "container", "child_blocks": l{m{"type": "divider"}}}}, "missing required field: title"},
		{"card in a container", l{m{"type": "container", "title": plain("x"), "child_blocks": l{m{"type": "card", "title": mrkdwn("x")}}}},
			"unsupported type: card"},
		{"data table", l{m{"type": "data_table", "caption": "x",
			"rows": times(2, func(int) l { return l{m{"type": "raw_text", "text": "x"}} })}}, ""},
		{"data table of one row", l{m{"type": "data_table", "caption": "x", "rows": l{l{m{"type": "raw_text", "text": "x"}}}}},
			"no less than 2 items"},
		{"context actions of six", l{m{"type": "context_actions", "elements": times(6, func(i int) m {
			return m{"type": "icon_button", "icon": "trash", "text": plain("x"), "action_id": fmt.Sprint(i)}
		})}}, "no more than 5 items"},
		{"video by http", l{m{"type": "video", "alt_text": "x", "title": plain("x"), "thumbnail_url": "https://a.example/t.png",
			"video_url": "http://a.example/v"}}, "must be a valid URL"},
	})
}

func table(rows, columns int) m {
	return m{"type": "table", "rows": times(rows, func(int) l {
		return times(columns, func(int) m { return m{"type": "raw_text", "text": "x"} })
	})}
}

func TestElementLimits(t *testing.T) {
	t.Parallel()
	overflow := func(n int) m { return m{"type": "overflow", "options": times(n, option)} }
	sel := func(extra ...any) m {
		s := m{"type": "static_select", "options": times(2, option)}
		for i := 0; i+1 < len(extra); i += 2 {
			s = with(s, extra[i].(string), extra[i+1])
		}
		return s
	}
	confirm := m{"title": plain("t"), "text": mrkdwn("x"), "confirm": plain("y"), "deny": plain("n")}
	runMessages(t, []messageCase{
		{"button text at 75", actions(button("text", plain(long(75)))), ""},
		{"button text at 76", actions(button("text", plain(long(76)))), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"},
		{"button in mrkdwn", actions(button("text", mrkdwn("x"))), "unsupported type: mrkdwn"},
		{"green button", actions(button("style", "green")), "must be a valid enum value: primary, danger [json-pointer:/blocks/0/elements/0/style]"},
		{"value at 2,001", actions(button("value", long(2001))), "must be less than 2001 characters"},
		{"no scheme", actions(button("url", "iiq.example.com/x")), "must be a valid URL"},
		{"url with a space", actions(button("url", "https://iiq.example.com/a b")), "must be a valid URL"},
		{"long url", actions(button("url", "https://a.example/"+strings.Repeat("a", 3000))), "must be less than 3001 characters"},
		{"action id of 256", actions(button("action_id", long(256))), "must be less than 256 characters"},
		{"number as a value", actions(button("value", 7)), "must provide a string"},
		{"confirm", actions(button("confirm", confirm)), ""},
		{"confirm title of 101", actions(button("confirm", with(confirm, "title", plain(long(101))))), "must be less than 101 characters"},
		{"confirm text of 301", actions(button("confirm", with(confirm, "text", plain(long(301))))), "must be less than 301 characters"},
		{"confirm button of 31", actions(button("confirm", with(confirm, "confirm", plain(long(31))))), "must be less than 31 characters"},
		{"confirm without deny", actions(button("confirm", with(confirm, "deny", nil))), "missing required field: deny"},
		{"overflow of five", actions(overflow(5)), ""},
		{"overflow of six", actions(overflow(6)), "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]"},
		{"overflow of none", actions(overflow(0)), "no less than 1 items"},
		{"overflow option in mrkdwn", actions(m{"type": "overflow", "options": l{m{"text": mrkdwn("x"), "value": "a"}}}),
			"unsupported type: mrkdwn"},
		{"option text of 76", actions(m{"type": "overflow", "options": l{m{"text": plain(long(76)), "value": "a"}}}),
			"must be less than 76 characters"},
		{"option value of 151", actions(m{"type": "overflow", "options": l{m{"text": plain("x"), "value": long(151)}}}),
			"must be less than 151 characters"},
		{"101 options", actions(sel("options", times(101, option))), "no more than 100 items"},
		{"options and groups", actions(sel("option_groups", l{m{"label": plain("x"), "options": l{option(1)}}})),
			"only one of these fields allowed"},
		{"initial option", actions(sel("initial_option", option(1))), ""},
		{"initial option from elsewhere", actions(sel("initial_option", option(9))), "initial option is not one of the options"},
		{"placeholder of 151", actions(sel("placeholder", plain(long(151)))), "must be less than 151 characters"},
		{"eleven radio buttons", actions(m{"type": "radio_buttons", "options": times(11, option)}), "no more than 10 items"},
		{"a date that is none", actions(m{"type": "datepicker", "initial_date": "2026-13-01"}), "must be a valid date"},
		{"a time that is none", actions(m{"type": "timepicker", "initial_time": "24:00"}), "must be a valid time"},
		{"text input among actions", actions(m{"type": "plain_text_input"}), "unsupported type: plain_text_input"},
	})
}

func TestRichText(t *testing.T) {
	t.Parallel()
	text := func(s string) m { return m{"type": "text", "text": s} }
	list := m{"type": "rich_text_list", "style": "bullet", "elements": l{line(text("x"))}}
	date := m{"type": "date", "timestamp": 1796000000, "format": "{date_short_pretty} {time}", "fallback": "soon"}
	runMessages(t, []messageCase{
		{"all kinds", rich(line(with(text("x"), "style", m{"bold": true, "italic": true, "strike": true, "code": true}),
			m{"type": "link", "url": "https://a.example", "text": "a"}, m{"type": "user", "user_id": "U012AB3CD"},
			m{"type": "user", "user_id": "W012AB3CD"},
			m{"type": "emoji", "name": "wave", "skin_tone": 3}, m{"type": "channel", "channel_id": "C012AB3CD"},
			m{"type": "usergroup", "usergroup_id": "S012AB3CD"},
			m{"type": "broadcast", "range": "here"}, date), list,
			m{"type": "rich_text_quote", "elements": l{text("q")}},
			m{"type": "rich_text_preformatted", "elements": l{text("p")}, "border": 0}), ""},
		{"empty text", rich(line(text(""))), "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]"},
		{"no elements", rich(), "no less than 1 items"},
		{"empty section", rich(line()), "no less than 1 items"},
		{"unknown element", rich(m{"type": "rich_text_table", "elements": l{}}), "unsupported type: rich_text_table"},
		{"text beside sections", rich(text("x")), "unsupported type: text"},
		{"unknown style", rich(line(with(text("x"), "style", m{"blink": true}))), "invalid additional property: blink"},
		{"list of words", rich(with(list, "elements", l{text("x")})), "unsupported type: text"},
		{"list without style", rich(with(list, "style", nil)), "missing required field: style"},
		{"list style", rich(with(list, "style", "square")), "must be a valid enum value"},
		{"indent 9", rich(with(list, "indent", 9)), "must be less than 9"},
		{"user that is none", rich(line(m{"type": "user", "user_id": "sam"})), "must be a valid user id"},
		{"broadcast to all", rich(line(m{"type": "broadcast", "range": "all"})), "must be a valid enum value"},
		{"link without scheme", rich(line(m{"type": "link", "url": "a.example"})), "must be a valid URL"},
		{"user in preformatted", rich(m{"type": "rich_text_preformatted", "elements": l{m{"type": "user", "user_id": "U012AB3CD"}}}),
			"unsupported type: user"},
		{"date without a token", rich(line(with(date, "format", "soon"))), "must hold a date token"},
		{"date with an unknown token", rich(line(with(date, "format", "{week}"))), "unknown date token: week"},
		{"date as text", rich(line(with(date, "timestamp", "1796000000"))), "must be an integer"},
	})
}

func TestFormat(t *testing.T) {
	t.Parallel()
	for _, broken := range []string{"", "null", "{}", `"[]"`, `[1]`, `[{"type":"divider"}`, `[] []`} {
		if got := blockkit.CheckMessage([]byte(broken)); got.Error != blockkit.InvalidBlocksFormat {
			t.Errorf("%q: %+v, want Error %v", broken, got, blockkit.InvalidBlocksFormat)
		}
	}
	if got := blockkit.CheckMessage([]byte("[]")); !got.OK() {
		t.Errorf("no blocks at all: %+v, want OK true", got)
	}
}
