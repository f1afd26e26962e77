package blockkit

import "strings"

// Choice is one option of a menu, a radio group or checkboxes.
type Choice struct {
	Text string
	// Description is the smaller line that stands under the text, "" for none
	// (https://docs.slack.dev/reference/block-kit/composition-objects/option-object).
	Description string
	Value       string
	URL         string
	Raw         map[string]any
}

// Dialog is the confirmation that a client shows before it sends anything.
type Dialog struct {
	Title   string `json:"title"`
	Text    string `json:"text"`
	Confirm string `json:"confirm"`
	Deny    string `json:"deny"`
}

// Control is one thing that a person can press, choose from or type into.
type Control struct {
	// Block is the number of the top block that it stands in.
	Block    int
	BlockID  string
	ActionID string
	// Type is Block Kit's: button, overflow, static_select, plain_text_input and so on.
	Type string
	// Label is what a person reads on it or above it: the button's text, the input's label, else the placeholder.
	Label    string
	Value    string
	Style    string
	URL      string
	Options  []Choice
	Confirm  *Dialog
	Input    bool
	Optional bool
	Dispatch bool
	Raw      map[string]any
}

// Controls gives all controls of the blocks, in the order in which they are seen. Blocks that are no JSON array have none.
func Controls(raw []byte) []Control {
	v, err := Decode(raw)
	blocks, ok := v.([]any)
	if err != nil || !ok {
		return nil
	}
	var out []Control
	for i := range blocks {
		for _, c := range controlsOf(blocks[i : i+1]) {
			c.Block = i
			out = append(out, c)
		}
	}
	return out
}

// BlockShowing gives the number of the first top block that shows the words, -1 if none does.
func BlockShowing(raw []byte, words string, r Reader) int {
	for i, n := range Layout(raw, r) {
		var b strings.Builder
		writeNodes(&b, []Node{n})
		if strings.Contains(b.String(), words) {
			return i
		}
	}
	return -1
}

func controlsOf(blocks []any) []Control {
	var out []Control
	for _, b := range blocks {
		m, ok := b.(map[string]any)
		if !ok {
			continue
		}
		for _, e := range elementsOf(m) {
			out = append(out, controlOf(m, e))
		}
		children, _ := m["child_blocks"].([]any)
		out = append(out, controlsOf(children)...)
		if m["type"] == "carousel" {
			cards, _ := m["elements"].([]any)
			out = append(out, controlsOf(cards)...)
		}
	}
	return out
}

func controlOf(block, e map[string]any) Control {
	c := Control{
		BlockID: word(block, "block_id"), ActionID: word(e, "action_id"), Type: word(e, "type"),
		Value: word(e, "value"), Style: word(e, "style"), URL: word(e, "url"),
		Options: OptionsOf(e), Confirm: dialogOf(e), Raw: e,
		Input: block["type"] == "input", Optional: truth(block, "optional"), Dispatch: truth(block, "dispatch_action"),
	}
	c.Label = textOf(e, "text")
	if c.Label == "" && c.Input {
		c.Label = textOf(block, "label")
	}
	if c.Label == "" {
		c.Label = textOf(e, "placeholder")
	}
	return c
}

func dialogOf(e map[string]any) *Dialog {
	m, ok := e["confirm"].(map[string]any)
	if !ok {
		return nil
	}
	return &Dialog{Title: textOf(m, "title"), Text: textOf(m, "text"), Confirm: textOf(m, "confirm"), Deny: textOf(m, "deny")}
}

// OptionsOf gives the options of an element, those of its groups too.
func OptionsOf(e map[string]any) []Choice {
	var out []Choice
	items, _ := e["options"].([]any)
	for _, it := range items {
		if m, ok := it.(map[string]any); ok {
			out = append(out, Choice{Text: textOf(m, "text"), Description: textOf(m, "description"), Value: word(m, "value"),
				URL: word(m, "url"), Raw: m})
		}
	}
	groups, _ := e["option_groups"].([]any)
	for _, g := range groups {
		if m, ok := g.(map[string]any); ok {
			out = append(out, OptionsOf(m)...)
		}
	}
	return out
}

func word(m map[string]any, name string) string {
	s, _ := m[name].(string)
	return s
}

func truth(m map[string]any, name string) bool {
	b, _ := m[name].(bool)
	return b
}

// textOf gives the words of the text object under name.
func textOf(m map[string]any, name string) string {
	t, _ := m[name].(map[string]any)
	return word(t, "text")
}
