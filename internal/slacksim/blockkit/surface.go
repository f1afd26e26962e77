package blockkit

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Errors of the Web API that a broken payload earns.
const (
	InvalidBlocks       = "invalid_blocks"
	InvalidBlocksFormat = "invalid_blocks_format"
	InvalidAttachments  = "invalid_attachments"
	TooLong             = "msg_blocks_too_long"
	InvalidArguments    = "invalid_arguments"
	ViewTooLarge        = "view_too_large"
)

// Limits of whole payloads; the sum of a message's characters is not documented and was seen near this figure
// (https://github.com/slackapi/bolt-js/issues/2509).
const (
	MaxMessageChars  = 13200
	MaxMarkdownChars = 12000
	MaxViewBytes     = 250_000
)

// Report says which error a payload earns, "" for none, and what is wrong with it.
type Report struct {
	Error    string
	Problems []Problem
}

// OK tells that Slack would take the payload.
func (r Report) OK() bool { return r.Error == "" }

// Messages gives the problems in the words of an answer of Slack.
func (r Report) Messages() []string {
	out := make([]string, 0, len(r.Problems)+1)
	for _, p := range r.Problems {
		out = append(out, p.String())
	}
	if r.Error != "" && len(out) == 0 {
		out = append(out, r.Error)
	}
	return out
}

type surfaces struct {
	message, modal, home rule
}

// rulebook is built at its first use and never changes.
var rulebook = sync.OnceValue(func() surfaces {
	home := byType(coreBlocks())
	shared := []field{
		may("private_metadata", str(0, 3000)), may("callback_id", str(0, 255)), may("external_id", str(0, 255)),
	}
	modal := append([]field{
		need("title", plainText(24)), need("blocks", list(0, 100, byType(modalBlocks()))),
		may("close", plainText(24)), may("submit", plainText(24)),
		may("clear_on_close", boolean), may("notify_on_close", boolean), may("submit_disabled", boolean),
	}, shared...)
	return surfaces{
		message: list(0, 50, byType(messageBlocks())),
		modal:   byType(map[string]rule{"modal": all(object(modal...), submitForInputs)}),
		home:    byType(map[string]rule{"home": object(append(shared, need("blocks", list(0, 100, home)))...)}),
	}
})

func submitForInputs(c *checker, at string, v any) {
	m, _ := v.(map[string]any)
	blocks, _ := m["blocks"].([]any)
	if _, has := m["submit"]; has {
		return
	}
	for _, b := range blocks {
		if bm, _ := b.(map[string]any); bm["type"] == "input" {
			c.fail(at, "missing required field: submit")
			return
		}
	}
}

// CheckMessage validates the `blocks` of a message: a JSON array of at most 50 objects.
func CheckMessage(raw []byte) Report {
	v, err := Decode(raw)
	blocks, ok := v.([]any)
	if err != nil || !ok || !allObjects(blocks) {
		return Report{Error: InvalidBlocksFormat}
	}
	c := &checker{}
	rulebook().message(c, "/blocks", v)
	uniqueIDs(c, "/blocks", blocks)
	switch {
	case c.failed():
		return Report{Error: InvalidBlocks, Problems: c.problems}
	case countBlocks(blocks, "table") > 1:
		return Report{Error: InvalidAttachments, Problems: []Problem{{Pointer: "/blocks", Text: "only_one_table_allowed"}}}
	case Characters(blocks) > MaxMessageChars || markdownChars(blocks) > MaxMarkdownChars:
		return Report{Error: TooLong}
	}
	return Report{}
}

// CheckModal validates a modal view. The pointers begin with /view.
func CheckModal(raw []byte) Report { return checkView(raw, rulebook().modal) }

// CheckHome validates a Home tab view. The pointers begin with /view.
func CheckHome(raw []byte) Report { return checkView(raw, rulebook().home) }

func checkView(raw []byte, r rule) Report {
	if len(raw) > MaxViewBytes {
		return Report{Error: ViewTooLarge}
	}
	v, err := Decode(raw)
	m, ok := v.(map[string]any)
	if err != nil || !ok {
		return Report{Error: InvalidArguments, Problems: []Problem{{Pointer: "/view", Text: "must provide an object"}}}
	}
	c := &checker{}
	r(c, "/view", v)
	blocks, _ := m["blocks"].([]any)
	uniqueIDs(c, "/view/blocks", blocks)
	oneFocus(c, "/view/blocks", blocks)
	if c.failed() {
		return Report{Error: InvalidArguments, Problems: c.problems}
	}
	return Report{}
}

func allObjects(items []any) bool {
	for _, it := range items {
		if _, ok := it.(map[string]any); !ok {
			return false
		}
	}
	return true
}

// Characters sums all text that the blocks show: every string under `text`, `label`, `value` of a table cell and the like.
func Characters(v any) int {
	switch v := v.(type) {
	case []any:
		n := 0
		for _, it := range v {
			n += Characters(it)
		}
		return n
	case map[string]any:
		n := 0
		for key, it := range v {
			if s, ok := it.(string); ok && (key == "text" || key == "fallback" || key == "alt_text") {
				n += utf8.RuneCountInString(s)
			} else if !strings.HasSuffix(key, "_id") {
				n += Characters(it)
			}
		}
		return n
	}
	return 0
}

func markdownChars(blocks []any) int {
	n := 0
	for _, b := range blocks {
		if m, _ := b.(map[string]any); m["type"] == "markdown" {
			s, _ := m["text"].(string)
			n += utf8.RuneCountInString(s)
		}
	}
	return n
}

func countBlocks(blocks []any, kind string) int {
	n := 0
	for _, b := range blocks {
		if m, _ := b.(map[string]any); m["type"] == kind {
			n++
		}
	}
	return n
}
