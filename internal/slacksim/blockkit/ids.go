package blockkit

import (
	"encoding/json"
	"fmt"
)

// uniqueIDs wants every block_id once in the payload and every action_id once in its block.
func uniqueIDs(c *checker, at string, blocks []any) {
	seen := map[string]bool{}
	var walk func(at string, blocks []any)
	walk = func(at string, blocks []any) {
		for i, b := range blocks {
			here := pointer(at, i)
			m, _ := b.(map[string]any)
			if id, _ := m["block_id"].(string); id != "" {
				if seen[id] {
					c.fail(pointer(here, "block_id"), "block_id %q already exists", id)
				}
				seen[id] = true
			}
			uniqueActions(c, here, m)
			children, _ := m["child_blocks"].([]any)
			walk(pointer(here, "child_blocks"), children)
			cards, _ := m["elements"].([]any)
			if m["type"] == "carousel" {
				walk(pointer(here, "elements"), cards)
			}
		}
	}
	walk(at, blocks)
}

func uniqueActions(c *checker, at string, block map[string]any) {
	seen := map[string]bool{}
	for _, e := range elementsOf(block) {
		id, _ := e["action_id"].(string)
		if id != "" && seen[id] {
			c.fail(at, "action_id %q already exists for another element", id)
		}
		seen[id] = true
	}
}

// oneFocus wants focus_on_load at most once in a view.
func oneFocus(c *checker, at string, blocks []any) {
	n := 0
	for _, b := range blocks {
		m, _ := b.(map[string]any)
		for _, e := range elementsOf(m) {
			if on, _ := e["focus_on_load"].(bool); on {
				n++
			}
		}
	}
	if n > 1 {
		c.fail(at, "only one element may have focus_on_load")
	}
}

// elementsOf gives the interactive elements that a block holds itself, without those of child blocks.
func elementsOf(block map[string]any) []map[string]any {
	var out []map[string]any
	add := func(v any) {
		if m, ok := v.(map[string]any); ok {
			if kind, _ := m["type"].(string); interactive(kind) {
				out = append(out, m)
			}
		}
	}
	add(block["accessory"])
	add(block["element"])
	for _, name := range []string{"elements", "actions"} {
		items, _ := block[name].([]any)
		for _, it := range items {
			add(it)
		}
	}
	return out
}

func interactive(kind string) bool {
	switch kind {
	case "", "image", "plain_text", "mrkdwn", "card", "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted":
		return false
	}
	return true
}

// FillIDs gives every block and every control without an id one, as Slack does, and returns the blocks' JSON.
// next makes the ids; it is called once for each that is missing.
func FillIDs(raw []byte, next func() string) ([]byte, error) {
	v, err := Decode(raw)
	if err != nil {
		return nil, fmt.Errorf("fill ids: %w", err)
	}
	blocks, _ := v.([]any)
	fillBlocks(blocks, next)
	out, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("fill ids: %w", err)
	}
	return out, nil
}

func fillBlocks(blocks []any, next func() string) {
	for _, b := range blocks {
		m, ok := b.(map[string]any)
		if !ok {
			continue
		}
		if id, _ := m["block_id"].(string); id == "" {
			m["block_id"] = next()
		}
		for _, e := range elementsOf(m) {
			if id, _ := e["action_id"].(string); id == "" {
				e["action_id"] = next()
			}
		}
		children, _ := m["child_blocks"].([]any)
		fillBlocks(children, next)
		if m["type"] == "carousel" {
			cards, _ := m["elements"].([]any)
			fillBlocks(cards, next)
		}
	}
}
