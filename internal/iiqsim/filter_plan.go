package iiqsim

import "math"

// The functions here derive from a filter what every matching row must have, so that not all rows have to be examined.
// The result may be too weak, and is never too strong.

// keysOf gives the only values that property can have in a matching row; ok is false where any value is possible.
func keysOf(node filterNode, property string) (keys []string, ok bool) {
	switch n := node.(type) {
	case allOf:
		for _, part := range n.parts {
			if keys, ok = keysOf(part, property); ok {
				return keys, true
			}
		}
	case anyOf:
		for _, part := range n.parts {
			some, all := keysOf(part, property)
			if !all {
				return nil, false
			}
			keys = append(keys, some...)
		}
		return keys, true
	case propertyTest:
		if n.property == property && (n.op == "==" || n.op == "in") {
			for _, v := range n.values {
				keys = append(keys, v.text)
			}
			return keys, true
		}
	}
	return nil, false
}

// idFrom gives the least id that a matching row can have.
func idFrom(node filterNode) string {
	switch n := node.(type) {
	case allOf:
		least := ""
		for _, part := range n.parts {
			least = max(least, idFrom(part))
		}
		return least
	case anyOf:
		least := idFrom(n.parts[0])
		for _, part := range n.parts[1:] {
			least = min(least, idFrom(part))
		}
		return least
	case propertyTest:
		if n.property == "id" && (n.op == ">" || n.op == ">=") {
			return n.values[0].text
		}
	}
	return ""
}

// changedFrom gives the least stamp (the later of created and modified) that a matching row can have.
func changedFrom(node filterNode) int64 {
	switch n := node.(type) {
	case allOf:
		least := int64(math.MinInt64)
		for _, part := range n.parts {
			least = max(least, changedFrom(part))
		}
		return least
	case anyOf:
		least := changedFrom(n.parts[0])
		for _, part := range n.parts[1:] {
			least = min(least, changedFrom(part))
		}
		return least
	case propertyTest:
		if (n.property == "created" || n.property == "modified") && (n.op == ">" || n.op == ">=" || n.op == "==") {
			return n.values[0].num
		}
	}
	return math.MinInt64
}
