package blockkit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

func spans(list []blockkit.Span) string {
	var b strings.Builder
	for _, s := range list {
		mark := ""
		if s.Bold {
			mark += "b"
		}
		if s.Italic {
			mark += "i"
		}
		if s.Strike {
			mark += "s"
		}
		if s.Code {
			mark += "c"
		}
		if s.URL != "" {
			mark += "→" + s.URL
		}
		if s.Mention {
			mark += "@"
		}
		if mark != "" {
			fmt.Fprintf(&b, "{%s:%s}", mark, s.Text)
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestMrkdwn(t *testing.T) {
	t.Parallel()
	reader := blockkit.Reader{
		Zone: time.FixedZone("IST", 5*3600+1800), User: func(id string) string { return map[string]string{"U1": "Sam"}[id] },
	}
	for in, want := range map[string]string{
		"plain":                         "plain",
		"*bold* and _it_ and ~gone~":    "{b:bold} and {i:it} and {s:gone}",
		"2*3*4 snake_case_name":         "2*3*4 snake_case_name",
		"*open":                         "*open",
		"* not a list *":                "* not a list *",
		"`code *x*`":                    "{c:code *x*}",
		"&lt;b&gt; &amp;amp;":           "<b> &amp;",
		"<https://a.example|here>":      "{→https://a.example:here}",
		"<https://a.example?a=1&amp;b>": "{→https://a.example?a=1&b:https://a.example?a=1&b}",
		"<@U1> <@U2> <!here>":           "{@:@Sam} {@:@U2} {@:@here}",
		"due <!date^1796000000^{date_num} {time}|later>": "due 2026-11-30 06:23",
		"<!date^x^{time}|later>":                         "later",
		"a < b":                                          "a < b",
	} {
		if got := spans(blockkit.Mrkdwn(in, reader)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestEscapedTextIsShownAsItWas(t *testing.T) {
	t.Parallel()
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab1<>&;@|! \nlampgtü"))).Draw(t, "text")
		var b strings.Builder
		for _, s := range blockkit.Mrkdwn(escape.Replace(text), blockkit.Reader{}) {
			if s.URL != "" || s.Mention {
				t.Fatalf("%q became a link or a mention", text)
			}
			b.WriteString(s.Text)
		}
		if b.String() != text {
			t.Fatalf("%q became %q, want String %v", text, b.String(), text)
		}
	})
}

func TestVisibleText(t *testing.T) {
	t.Parallel()
	blocks := l{
		m{"type": "header", "text": plain("Dana asks for 2 roles")},
		m{"type": "section", "fields": l{mrkdwn("*Due*\nTuesday"), plain("Why")}, "accessory": button()},
		m{"type": "rich_text", "elements": l{
			line(m{"type": "text", "text": "Lines:"}),
			m{"type": "rich_text_list", "style": "bullet",
				"elements": l{line(m{"type": "text", "text": "Add Payroll"}), line(m{"type": "text", "text": "Remove VPN"})}},
			m{"type": "rich_text_quote", "elements": l{m{"type": "text", "text": "*not bold* <@U1>"}}},
		}},
		m{"type": "divider"},
		m{"type": "actions", "elements": l{button("text", plain("Approve")), m{"type": "overflow", "options": l{option(1)}}}},
		table(2, 2),
		m{"type": "context", "elements": l{mrkdwn("3 more waiting"),
			m{"type": "image", "image_url": "https://a.example/x", "alt_text": "logo"}}},
	}
	want := "Dana asks for 2 roles\nDue\nTuesday\nWhy\n[Go]\nLines:\n• Add Payroll\n• Remove VPN\n*not bold* <@U1>\n[Approve]\n(o)\nx | x\nx | x\n3 more waiting\nlogo"
	if got := blockkit.VisibleText(raw(t, blocks), blockkit.Reader{}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if at := blockkit.BlockShowing(raw(t, blocks), "Remove VPN", blockkit.Reader{}); at != 2 {
		t.Errorf("block %d, want 2", at)
	}
	controls := blockkit.Controls(raw(t, blocks))
	if len(controls) != 3 || controls[1].Block != 4 || controls[1].Label != "Approve" {
		t.Errorf(`controls %+v, want a length of 3, Block 4 and Label "Approve"`, controls)
	}
}

func TestFilledIDsAreUnique(t *testing.T) {
	t.Parallel()
	blocks := raw(t, l{m{"type": "divider"}, m{"type": "actions",
		"elements": l{m{"type": "button", "text": plain("a")}, m{"type": "button", "text": plain("b")}}}})
	n := 0
	filled, err := blockkit.FillIDs(blocks, func() string { n++; return fmt.Sprint("id", n) })
	if err != nil || n != 4 {
		t.Fatalf("%d ids, %v, want 4", n, err)
	}
	if report := blockkit.CheckMessage(filled); !report.OK() {
		t.Errorf("%v in %s, want OK true", report.Messages(), filled)
	}
	again, err := blockkit.FillIDs(filled, func() string { t.Error("an id was there"); return "x" })
	if err != nil || string(again) != string(filled) {
		t.Errorf("not stable: %v, want again %v", err, string(filled))
	}
}
