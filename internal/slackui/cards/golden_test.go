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
		t.Fatalf("%v (run the test with -update)", err)
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
		t.Errorf("fallback text has %d characters", n)
	}
	checkEscaped(t, m.Text)
	if n := blockkit.Characters(decode(t, raw)); n > 8_000 {
		t.Errorf("message has %d characters", n)
	}
}

func checkModal(t failer, v slack.ModalViewRequest) {
	t.Helper()
	raw := jsonOf(t, v)
	report(t, blockkit.CheckModal(raw))
	checkBlocks(t, jsonOf(t, v.Blocks), 100)
	if n := utf8.RuneCountInString(v.Title.Text); n > 24 {
		t.Errorf("title has %d characters", n)
	}
	if n := utf8.RuneCountInString(v.PrivateMetadata); n > 3000 {
		t.Errorf("private metadata has %d characters", n)
	}
	if len(raw) > 200_000 {
		t.Errorf("view has %d bytes", len(raw))
	}
}

func checkHome(t failer, v slack.HomeTabViewRequest) {
	t.Helper()
	raw := jsonOf(t, v)
	report(t, blockkit.CheckHome(raw))
	checkBlocks(t, jsonOf(t, v.Blocks), 100)
	if len(raw) > 200_000 {
		t.Errorf("view has %d bytes", len(raw))
	}
}

func report(t failer, r blockkit.Report) {
	t.Helper()
	if r.Error != "" {
		t.Errorf("Slack would refuse this: %s %v", r.Error, r.Problems)
	}
}

func jsonOf(t failer, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	return raw
}

func decode(t failer, raw []byte) any {
	t.Helper()
	v, err := blockkit.Decode(raw)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	return v
}

// checkBlocks holds what all that we send must keep: the kinds of blocks, ids, no markup made of words by others.
func checkBlocks(t failer, raw []byte, most int) {
	t.Helper()
	blocks, _ := decode(t, raw).([]any)
	if len(blocks) < 1 || len(blocks) > most {
		t.Errorf("%d blocks", len(blocks))
	}
	allowed := " header section context actions divider input rich_text "
	for i, b := range blocks {
		m, _ := b.(map[string]any)
		kind, _ := m["type"].(string)
		if !strings.Contains(allowed, " "+kind+" ") {
			t.Errorf("block %d is a %q", i, kind)
		}
		if m["block_id"] == nil {
			t.Errorf("block %d has no block_id", i)
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
			t.Errorf("rich text has an element %q", kind)
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
			t.Errorf("mrkdwn has markup: %q", text)
		}
	}
}

func checkEscaped(t failer, text string) {
	t.Helper()
	if strings.ContainsAny(text, "<>\n") {
		t.Errorf("fallback text is not escaped: %q", text)
	}
	for _, part := range strings.Split(text, "&")[1:] {
		if !strings.HasPrefix(part, "amp;") && !strings.HasPrefix(part, "lt;") && !strings.HasPrefix(part, "gt;") {
			t.Errorf("fallback text is not escaped: %q", text)
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
