package blockkit_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// samples are payloads that we take; the second opinion is TypeScript's, by the types that Slack publishes.
func samples() map[string]l {
	text := m{"type": "text", "text": "x", "style": m{"bold": true}}
	confirm := m{"title": plain("t"), "text": plain("x"), "confirm": plain("y"), "deny": plain("n"), "style": "danger"}
	return map[string]l{
		"card": {
			m{"type": "header", "text": plain("Dana asks for 2 roles"), "block_id": "h"},
			m{"type": "section", "fields": l{mrkdwn("*Due*"), plain("Tuesday")}},
			m{"type": "section", "text": mrkdwn("x"),
				"accessory": m{"type": "overflow", "action_id": "o", "options": l{option(1), option(2)}}},
			m{"type": "rich_text", "elements": l{
				line(text, m{"type": "link", "url": "https://a.example"}, m{"type": "user", "user_id": "U012AB3CD"},
					m{"type": "emoji", "name": "wave"},
					m{"type": "date", "timestamp": 1796000000, "format": "{date} {time}", "fallback": "soon"},
					m{"type": "broadcast", "range": "here"}),
				m{"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": l{line(text)}},
				m{"type": "rich_text_quote", "elements": l{text}}, m{"type": "rich_text_preformatted", "elements": l{text}},
			}},
			m{"type": "actions", "elements": l{button("style", "primary", "confirm", confirm, "value", "42", "accessibility_label", "x"),
				button("action_id", "view", "url", "https://iiq.example.com")}},
			m{"type": "divider"},
			m{"type": "context", "elements": l{mrkdwn("3 more"),
				m{"type": "image", "image_url": "https://a.example/x.png", "alt_text": "x"}}},
			table(2, 2),
		},
		"menus": {
			m{"type": "actions", "elements": l{
				m{"type": "static_select", "action_id": "s", "placeholder": plain("x"), "options": l{option(1)},
					"initial_option": option(1)},
				m{"type": "users_select", "action_id": "u"}, m{"type": "datepicker", "action_id": "d", "initial_date": "2026-11-23"},
				m{"type": "radio_buttons", "action_id": "r", "options": l{option(1)}},
				m{"type": "checkboxes", "action_id": "c", "options": l{option(1)}, "initial_options": l{option(1)}},
			}},
		},
		"inputs": {
			m{"type": "input", "label": plain("Why"), "hint": plain("x"), "optional": true,
				"element": m{"type": "plain_text_input", "action_id": "p", "multiline": true, "max_length": 100}},
			m{"type": "input", "label": plain("When"), "element": m{"type": "datetimepicker", "action_id": "w"}},
			m{"type": "input", "label": plain("Who"),
				"element": m{"type": "multi_users_select", "action_id": "m", "max_selected_items": 3}},
		},
		"later": {
			m{"type": "card", "title": mrkdwn("x"), "subtitle": mrkdwn("x"), "actions": l{button()}},
			m{"type": "markdown", "text": "**x**"},
			m{"type": "container", "title": plain("x"), "child_blocks": l{m{"type": "divider"}}},
		},
	}
}

func TestSlacksOwnTypesAgree(t *testing.T) {
	t.Parallel()
	modules, err := filepath.Abs(filepath.Join("..", "boltclient", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	tsc := filepath.Join(modules, ".bin", "tsc")
	if _, err := os.Stat(tsc); err != nil {
		t.Skip("TypeScript is not installed: run `npm ci` in internal/slacksim/boltclient to hold the samples against @slack/types")
	}
	var ts strings.Builder
	ts.WriteString("import type { KnownBlock, ModalView, HomeView } from '@slack/types';\n")
	for name, blocks := range samples() {
		if report := blockkit.CheckMessage(raw(t, blocks)); !report.OK() {
			t.Errorf("%s: %v, want OK true", name, report.Messages())
		}
		fmt.Fprintf(&ts, "export const %s: KnownBlock[] = %s;\n", name, raw(t, blocks))
	}
	view := modal(samples()["inputs"], "callback_id", "x", "private_metadata", "y", "notify_on_close", true, "close", plain("x"))
	home := m{"type": "home", "blocks": samples()["menus"]}
	for what, report := range map[string]blockkit.Report{"modal": blockkit.CheckModal(raw(t, view)),
		"home": blockkit.CheckHome(raw(t, home))} {
		if !report.OK() {
			t.Errorf("%s: %v, want OK true", what, report.Messages())
		}
	}
	fmt.Fprintf(&ts, "export const view: ModalView = %s;\nexport const home: HomeView = %s;\n", raw(t, view), raw(t, home))
	if out, err := compile(t, tsc, modules, ts.String()); err != nil {
		t.Errorf("tsc: %v\n%s", err, out)
	}
	wrong := "import type { KnownBlock } from '@slack/types';\nexport const b: KnownBlock[] = [{type:'actions',elements:[{type:'button',style:'green',text:{type:'plain_text',text:'x'}}]}];\n"
	if out, err := compile(t, tsc, modules, wrong); err == nil {
		t.Errorf("a green button passes: the comparison does not compare\n%s", out)
	}
}

func compile(t *testing.T, tsc, modules, source string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	config := fmt.Sprintf(`{"compilerOptions":{"strict":true,"noEmit":true,"skipLibCheck":true,"module":"esnext","moduleResolution":"bundler",
		"types":[],"paths":{"@slack/types":[%q]}},"files":["sample.ts"]}`, filepath.Join(modules, "@slack", "types"))
	for name, body := range map[string]string{"tsconfig.json": config, "sample.ts": source} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), tsc, "-p", dir).CombinedOutput()
	return string(out), err
}
