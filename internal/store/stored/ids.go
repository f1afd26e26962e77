package stored

import (
	"slices"
)

// KeysOf gives the keys in order, so that rows are always locked in the same order.
func KeysOf[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// NotNil makes an empty list of none, since a statement takes no NULL in the place of a list.
func NotNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// Minus gives what is in a and not in b.
func Minus(a, b []string) []string {
	without := make(map[string]bool, len(b))
	for _, s := range b {
		without[s] = true
	}
	var rest []string
	for _, s := range a {
		if !without[s] {
			rest = append(rest, s)
		}
	}
	return rest
}
