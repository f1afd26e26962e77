package page

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// drawn gives the HTML of blocks, as a browser gets it.
func drawn(t *testing.T, blocks string) string {
	t.Helper()
	html, err := render("nodes", blockkit.Layout([]byte(blocks), blockkit.Reader{}))
	if err != nil {
		t.Fatal(err)
	}
	return html
}

// inOrder tells that the pieces stand in the text one behind the other.
func inOrder(text string, pieces ...string) bool {
	for _, p := range pieces {
		_, rest, found := strings.Cut(text, p)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

func TestAChoiceShowsItsDescriptionUnderItsText(t *testing.T) {
	t.Parallel()
	options := `[{"text":{"type":"plain_text","text":"A digest"},"description":{"type":"plain_text","text":"One <message> a day"},"value":"digest"},
		{"text":{"type":"plain_text","text":"Nothing"},"value":"silent"}]`
	for _, kind := range []string{"radio_buttons", "checkboxes"} {
		html := drawn(t, `[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"New items"},
			"element":{"type":"`+kind+`","action_id":"a","options":`+options+`}}]`)
		if !inOrder(html, "New items", `value="digest"`, "A digest", `class="described">One &lt;message&gt; a day<`, `value="silent"`,
			"Nothing") {
			t.Errorf("%s: got %s, want the choice of a digest between its label and the last choice", kind, html)
		}
		if n := strings.Count(html, "described\""); n != 1 {
			t.Errorf("%s: %d descriptions in %s, want 1", kind, n, html)
		}
	}
}

func TestEachBlockIsDrawnInSlacksOrder(t *testing.T) {
	t.Parallel()
	words := func(s string) string { return `{"type":"plain_text","text":"` + s + `"}` }
	for name, c := range map[string]struct {
		blocks string
		want   []string
	}{
		"a section: text, fields, what stands beside": {
			`[{"type":"section","accessory":{"type":"button","action_id":"a","text":` + words("Open") + `},"fields":[` + words("Due") + `],"text":` + words("*Row*") + `}]`,
			[]string{`class="b-section"`, "*Row*", `class="b-fields"`, "Due", "<button", "Open"},
		},
		"a list of styled words": {
			`[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[
				{"type":"text","text":"Add "},{"type":"text","text":"Ledger","style":{"bold":true}},{"type":"text","text":"x","style":{"code":true}}]}]}]}]`,
			[]string{"<ul", "<li>Add <strong>Ledger</strong><code>x</code></li>", "</ul>"},
		},
		"a quote takes words as they are": {
			`[{"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"text","text":"*a* <!here> :tada:"}]},
				{"type":"rich_text_preformatted","elements":[{"type":"text","text":"b\nc"}]}]}]`,
			[]string{"<blockquote>*a* &lt;!here&gt; :tada:</blockquote>", "<pre>b\nc</pre>"},
		},
		"a menu beside buttons": {
			`[{"type":"header","text":` + words("Head") + `},{"type":"divider"},{"type":"actions","elements":[{"type":"button","action_id":"a","style":"danger","text":` + words("Deny") + `},
				{"type":"overflow","action_id":"m","options":[{"text":` + words("Later") + `,"value":"1"},{"text":` + words("Details") +
				`,"value":"2"}]}]},
				{"type":"context","elements":[` + words("small") + `]}]`,
			[]string{"<h3", "Head", "<hr>", `class="button danger"`, "Deny", `role="menu"`, "Later", "Details", `class="b-context"`,
				"small"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if html := drawn(t, c.blocks); !inOrder(html, c.want...) {
				t.Errorf("want %q in this order in %s", c.want, html)
			}
		})
	}
}
