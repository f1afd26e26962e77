package blockkit

// Node is one piece of what a person sees: it has words of its own, or pieces within it.
type Node struct {
	// Kind is one of: text header section fields context divider actions image input paragraph list item quote pre table
	// row cell card alert control.
	Kind     string
	Level    int
	Ordered  bool
	Spans    []Span
	Children []Node
	// Control is set for Kind control.
	Control *Control
	// URL is the address of an image.
	URL string
	// BlockID names the block for kinds that hold inputs.
	BlockID string
	Hint    string
	Tone    string
}

// Layout lays blocks out for a reader. What is no JSON array gives nothing.
func Layout(raw []byte, r Reader) []Node {
	v, err := Decode(raw)
	blocks, ok := v.([]any)
	if err != nil || !ok {
		return nil
	}
	return layoutBlocks(blocks, r)
}

func layoutBlocks(blocks []any, r Reader) []Node {
	var out []Node
	for _, b := range blocks {
		if m, ok := b.(map[string]any); ok {
			out = append(out, layoutBlock(m, r))
		}
	}
	return out
}

func layoutBlock(m map[string]any, r Reader) Node {
	kind := word(m, "type")
	n := Node{Kind: kind, BlockID: word(m, "block_id")}
	switch kind {
	case "section":
		n.Children = sectionParts(m, r)
	case "header":
		level, _ := intOf(m["level"])
		n.Level, n.Spans = level, textSpans(m["text"], r)
	case "context", "actions", "context_actions":
		n.Children = mixed(m, r)
	case "image":
		n.URL, n.Spans = word(m, "image_url"), append(textSpans(m["title"], r), Span{Text: word(m, "alt_text")})
	case "input":
		n.Spans, n.Hint = textSpans(m["label"], r), textOf(m, "hint")
		n.Children = []Node{controlNode(m, m["element"])}
	case "rich_text":
		n.Kind, n.Children = "rich", richNodes(m["elements"], r)
	case "table", "data_table":
		n.Kind, n.Spans, n.Children = "table", plainSpans(word(m, "caption")), tableRows(m, r)
	case "markdown":
		n.Kind, n.Spans = "text", plainSpans(word(m, "text"))
	case "alert":
		n.Tone, n.Spans = word(m, "level"), textSpans(m["text"], r)
	case "video":
		n.Kind, n.Spans = "text", textSpans(m["title"], r)
	case "card", "container", "carousel":
		n.Kind, n.Children = "card", cardParts(m, r)
	}
	return n
}

func plainSpans(s string) []Span {
	if s == "" {
		return nil
	}
	return []Span{{Text: s}}
}

func textSpans(v any, r Reader) []Span {
	m, _ := v.(map[string]any)
	if word(m, "type") == "mrkdwn" {
		return Mrkdwn(word(m, "text"), r)
	}
	return plainSpans(word(m, "text"))
}

func sectionParts(m map[string]any, r Reader) []Node {
	var out []Node
	if _, has := m["text"]; has {
		out = append(out, Node{Kind: "text", Spans: textSpans(m["text"], r)})
	}
	if fields, _ := m["fields"].([]any); len(fields) > 0 {
		grid := Node{Kind: "fields"}
		for _, f := range fields {
			grid.Children = append(grid.Children, Node{Kind: "text", Spans: textSpans(f, r)})
		}
		out = append(out, grid)
	}
	if m["accessory"] != nil {
		out = append(out, element(m, m["accessory"], r))
	}
	return out
}

func mixed(m map[string]any, r Reader) []Node {
	var out []Node
	items, _ := m["elements"].([]any)
	for _, it := range items {
		out = append(out, element(m, it, r))
	}
	return out
}

func element(block map[string]any, v any, r Reader) Node {
	e, _ := v.(map[string]any)
	switch word(e, "type") {
	case "image":
		return Node{Kind: "image", URL: word(e, "image_url"), Spans: plainSpans(word(e, "alt_text"))}
	case "mrkdwn", "plain_text":
		return Node{Kind: "text", Spans: textSpans(e, r)}
	}
	return controlNode(block, e)
}

func controlNode(block map[string]any, v any) Node {
	e, _ := v.(map[string]any)
	c := controlOf(block, e)
	return Node{Kind: "control", Control: &c, BlockID: c.BlockID}
}

func cardParts(m map[string]any, r Reader) []Node {
	var out []Node
	for _, name := range []string{"title", "rich_text_title", "subtitle", "body", "subtext"} {
		if t, ok := m[name].(map[string]any); ok && word(t, "type") == "rich_text" {
			out = append(out, layoutBlock(t, r))
		} else if ok {
			out = append(out, Node{Kind: "text", Spans: textSpans(t, r)})
		}
	}
	for _, name := range []string{"child_blocks", "elements"} {
		children, _ := m[name].([]any)
		out = append(out, layoutBlocks(children, r)...)
	}
	actions, _ := m["actions"].([]any)
	for _, a := range actions {
		out = append(out, element(m, a, r))
	}
	return out
}
