package cards

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

var update = flag.Bool("update", false, "rewrite the golden files of this package")

// golden holds what was rendered against testdata/NAME.golden.json.
func golden(t *testing.T, name string, rendered any) {
	t.Helper()
	got := indented(t, rendered)
	path := filepath.Join("testdata", name+".golden.json")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run the test with -update), want a golden file", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

func indented(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// goldenMessage also checks the message as Slack would.
func goldenMessage(t *testing.T, name string, m Message) {
	t.Helper()
	checkMessage(t, m)
	golden(t, name, struct {
		Text   string        `json:"text"`
		Blocks []slack.Block `json:"blocks"`
	}{m.Text, m.Blocks})
}

func goldenModal(t *testing.T, name string, v slack.ModalViewRequest) {
	t.Helper()
	checkModal(t, v)
	golden(t, name, v)
}

func goldenHome(t *testing.T, name string, v slack.HomeTabViewRequest) {
	t.Helper()
	checkHome(t, v)
	golden(t, name, v)
}

// failer is a test, or a check of rapid.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

func checkMessage(t failer, m Message) {
	t.Helper()
	raw := jsonOf(t, m.Blocks)
	report(t, blockkit.CheckMessage(raw))
	checkBlocks(t, raw, 50)
	if n := utf8.RuneCountInString(m.Text); n < 1 || n > 4000 {
		t.Errorf("fallback text: got %d characters, want 1 to 4,000", n)
	}
	checkEscaped(t, m.Text)
	if n := blockkit.Characters(decode(t, raw)); n > 8_000 {
		t.Errorf("message: got %d characters, want 8,000 at most", n)
	}
}

func checkModal(t failer, v slack.ModalViewRequest) {
	t.Helper()
	raw := jsonOf(t, v)
	report(t, blockkit.CheckModal(raw))
	checkBlocks(t, jsonOf(t, v.Blocks), 100)
	if n := utf8.RuneCountInString(v.Title.Text); n > 24 {
		t.Errorf("title: got %d characters, want 24 at most", n)
	}
	if n := utf8.RuneCountInString(v.PrivateMetadata); n > 3000 {
		t.Errorf("private metadata: got %d characters, want 3,000 at most", n)
	}
	if len(raw) > 200_000 {
		t.Errorf("view: got %d bytes, want 200,000 at most", len(raw))
	}
}

func checkHome(t failer, v slack.HomeTabViewRequest) {
	t.Helper()
	raw := jsonOf(t, v)
	report(t, blockkit.CheckHome(raw))
	checkBlocks(t, jsonOf(t, v.Blocks), 100)
	if len(raw) > 200_000 {
		t.Errorf("view: got %d bytes, want 200,000 at most", len(raw))
	}
}

func report(t failer, r blockkit.Report) {
	t.Helper()
	if r.Error != "" {
		t.Errorf("got a refusal by Slack: %s %v, want none", r.Error, r.Problems)
	}
}

func jsonOf(t failer, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("encode: got %v, want no error", err)
	}
	return raw
}

func decode(t failer, raw []byte) any {
	t.Helper()
	v, err := blockkit.Decode(raw)
	if err != nil {
		t.Fatalf("decode: got %v, want no error", err)
	}
	return v
}

// checkBlocks holds what all that we send must keep: the kinds of blocks, ids, no markup made of words by others.
func checkBlocks(t failer, raw []byte, most int) {
	t.Helper()
	blocks, _ := decode(t, raw).([]any)
	if len(blocks) < 1 || len(blocks) > most {
		t.Errorf("got %d blocks, want 1 to %d", len(blocks), most)
	}
	allowed := " header section context actions divider input rich_text "
	for i, b := range blocks {
		m, _ := b.(map[string]any)
		kind, _ := m["type"].(string)
		if !strings.Contains(allowed, " "+kind+" ") {
			t.Errorf("block %d: got the kind %q, want one of%s", i, kind, allowed)
		}
		if m["block_id"] == nil {
			t.Errorf("block %d: got no block_id, want one", i)
		}
		checkTexts(t, m)
	}
}

func checkTexts(t failer, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, it := range v {
			checkTexts(t, it)
		}
	case map[string]any:
		switch kind, _ := v["type"].(string); kind {
		case "user", "usergroup", "channel", "broadcast", "link", "team":
			t.Errorf("rich text: got an element %q, want none that mentions or links", kind)
		case "mrkdwn":
			text, _ := v["text"].(string)
			checkOwnMrkdwn(t, text)
		}
		for _, it := range v {
			checkTexts(t, it)
		}
	}
}

// checkOwnMrkdwn allows date tokens and nothing else between angle brackets.
func checkOwnMrkdwn(t failer, text string) {
	t.Helper()
	for _, part := range strings.Split(text, "<")[1:] {
		if !strings.HasPrefix(part, "!date^") {
			t.Errorf("mrkdwn: got markup in %q, want none but dates", text)
		}
	}
}

func checkEscaped(t failer, text string) {
	t.Helper()
	if strings.ContainsAny(text, "<>\n") {
		t.Errorf("fallback text: got %q, want it escaped and in one line", text)
	}
	for _, part := range strings.Split(text, "&")[1:] {
		if !strings.HasPrefix(part, "amp;") && !strings.HasPrefix(part, "lt;") && !strings.HasPrefix(part, "gt;") {
			t.Errorf("fallback text: got %q, want it escaped and in one line", text)
		}
	}
}

// wordsOf are what a person sees of blocks, button labels too.
func wordsOf(t failer, blocks any) string {
	t.Helper()
	return blockkit.VisibleText(jsonOf(t, blocks), blockkit.Reader{Zone: time.UTC})
}

// labels are those of the buttons, in their order.
func labels(t failer, blocks any) []string {
	t.Helper()
	var out []string
	for _, c := range controlsOf(t, blocks) {
		if c.Type == "button" {
			out = append(out, c.Label)
		}
	}
	return out
}

func controlsOf(t failer, blocks any) []blockkit.Control {
	t.Helper()
	return blockkit.Controls(jsonOf(t, blocks))
}
