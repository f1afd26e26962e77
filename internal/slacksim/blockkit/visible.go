package blockkit

import (
	"fmt"
	"strings"
)

// VisibleText gives all words that blocks show, a line for each piece: texts, list items, labels of buttons and of options
// that are chosen. Markup is read, not shown.
func VisibleText(raw []byte, r Reader) string {
	var b strings.Builder
	writeNodes(&b, Layout(raw, r))
	return strings.TrimRight(b.String(), "\n")
}

func writeNodes(b *strings.Builder, nodes []Node) {
	for _, n := range nodes {
		line := spansText(n.Spans)
		switch n.Kind {
		case "control":
			line = controlText(n.Control)
		case "item":
			line = "• " + line
		case "row":
			writeRow(b, n)
			continue
		}
		if line != "" {
			fmt.Fprintln(b, strings.TrimRight(line, "\n"))
		}
		if n.Hint != "" {
			fmt.Fprintln(b, n.Hint)
		}
		writeNodes(b, n.Children)
	}
}

func writeRow(b *strings.Builder, row Node) {
	cells := make([]string, 0, len(row.Children))
	for _, c := range row.Children {
		var inner strings.Builder
		writeNodes(&inner, []Node{c})
		cells = append(cells, strings.TrimSpace(inner.String()))
	}
	fmt.Fprintln(b, strings.Join(cells, " | "))
}

func spansText(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

func controlText(c *Control) string {
	switch c.Type {
	case "button", "workflow_button", "icon_button":
		return "[" + c.Label + "]"
	case "overflow", "radio_buttons", "checkboxes":
		words := make([]string, 0, len(c.Options))
		for _, o := range c.Options {
			if o.Description != "" {
				o.Text += ": " + o.Description
			}
			words = append(words, o.Text)
		}
		return "(" + strings.Join(words, " / ") + ")"
	case "static_select":
		if o, ok := c.Raw["initial_option"].(map[string]any); ok {
			return "(" + textOf(o, "text") + ")"
		}
	}
	if s := word(c.Raw, "initial_value"); s != "" {
		return "(" + s + ")"
	}
	if c.Label != "" && !c.Input {
		return "(" + c.Label + ")"
	}
	return ""
}
