package blockkit

import "encoding/json"

func richNodes(v any, r Reader) []Node {
	var out []Node
	items, _ := v.([]any)
	for _, it := range items {
		m, ok := it.(map[string]any)
		if !ok {
			continue
		}
		out = append(out, richNode(m, r))
	}
	return out
}

func richNode(m map[string]any, r Reader) Node {
	elements, _ := m["elements"].([]any)
	switch word(m, "type") {
	case "rich_text_list":
		n := Node{Kind: "list", Ordered: word(m, "style") == "ordered"}
		n.Level, _ = intOf(m["indent"])
		for _, item := range elements {
			im, _ := item.(map[string]any)
			inner, _ := im["elements"].([]any)
			n.Children = append(n.Children, Node{Kind: "item", Spans: richSpans(inner, r)})
		}
		return n
	case "rich_text_quote":
		return Node{Kind: "quote", Spans: richSpans(elements, r)}
	case "rich_text_preformatted":
		return Node{Kind: "pre", Spans: richSpans(elements, r)}
	}
	return Node{Kind: "paragraph", Spans: richSpans(elements, r)}
}

func tableRows(m map[string]any, r Reader) []Node {
	var out []Node
	rows, _ := m["rows"].([]any)
	for _, row := range rows {
		cells, _ := row.([]any)
		n := Node{Kind: "row"}
		for _, c := range cells {
			n.Children = append(n.Children, cellNode(c, r))
		}
		out = append(out, n)
	}
	return out
}

func cellNode(v any, r Reader) Node {
	m, _ := v.(map[string]any)
	n := Node{Kind: "cell"}
	switch word(m, "type") {
	case "rich_text":
		n.Children = richNodes(m["elements"], r)
	case "raw_number":
		num, _ := m["value"].(json.Number)
		n.Spans = plainSpans(num.String())
		if t := word(m, "text"); t != "" {
			n.Spans = plainSpans(t)
		}
	default:
		n.Spans = plainSpans(word(m, "text"))
	}
	return n
}
