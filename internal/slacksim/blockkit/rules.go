package blockkit

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

type field struct {
	name     string
	required bool
	check    rule
}

func need(name string, r rule) field { return field{name: name, required: true, check: r} }
func may(name string, r rule) field  { return field{name: name, check: r} }

// object takes a JSON object with exactly these fields; `type` is looked at by byType and allowed here.
func object(fields ...field) rule {
	known := map[string]bool{"type": true}
	for _, f := range fields {
		known[f.name] = true
	}
	return func(c *checker, at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			c.fail(at, "must provide an object")
			return
		}
		for _, f := range fields {
			value, present := m[f.name]
			if present {
				f.check(c, pointer(at, f.name), value)
			} else if f.required {
				c.fail(at, "missing required field: %s", f.name)
			}
		}
		for _, name := range sortedKeys(m) {
			if !known[name] {
				c.fail(at, "invalid additional property: %s", name)
			}
		}
	}
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// list takes an array of least to most items.
func list(least, most int, item rule) rule {
	return func(c *checker, at string, v any) {
		items, ok := v.([]any)
		if !ok {
			c.fail(at, "must provide an array")
			return
		}
		if len(items) > most {
			c.fail(at, "no more than %d items allowed", most)
			return
		}
		if len(items) < least {
			c.fail(at, "no less than %d items allowed", least)
		}
		for i, it := range items {
			item(c, pointer(at, i), it)
		}
	}
}

// byType chooses the rule by the object's `type`.
func byType(rules map[string]rule) rule {
	return func(c *checker, at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			c.fail(at, "must provide an object")
			return
		}
		name, ok := m["type"].(string)
		if !ok {
			c.fail(at, "missing required field: type")
			return
		}
		r, ok := rules[name]
		if !ok {
			c.fail(pointer(at, "type"), "unsupported type: %s", name)
			return
		}
		r(c, at, v)
	}
}

// str takes a string of least to most characters.
func str(least, most int) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		if !ok {
			c.fail(at, "must provide a string")
			return
		}
		n := utf8.RuneCountInString(s)
		if n > most {
			c.fail(at, "must be less than %d characters", most+1)
		}
		if n < least {
			c.fail(at, "must be more than %d characters", least-1)
		}
	}
}

func enum(values ...string) rule {
	return func(c *checker, at string, v any) {
		if s, ok := v.(string); !ok || !slices.Contains(values, s) {
			c.fail(at, "must be a valid enum value: %s", strings.Join(values, ", "))
		}
	}
}

func boolean(c *checker, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.fail(at, "must provide a boolean")
	}
}

func integer(least, most int64) rule {
	return func(c *checker, at string, v any) {
		n, ok := v.(json.Number)
		i, err := n.Int64()
		switch {
		case !ok || err != nil:
			c.fail(at, "must be an integer")
		case i < least:
			c.fail(at, "must be greater than %d", least-1)
		case i > most:
			c.fail(at, "must be less than %d", most+1)
		}
	}
}

func number(c *checker, at string, v any) {
	if _, ok := v.(json.Number); !ok {
		c.fail(at, "must be a number")
	}
}

func matching(re *regexp.Regexp, what string) rule {
	return func(c *checker, at string, v any) {
		if s, ok := v.(string); !ok || !re.MatchString(s) {
			c.fail(at, "must be a valid %s", what)
		}
	}
}

// link takes an absolute address of one of the schemes, at most 3,000 characters.
func link(schemes ...string) rule {
	return func(c *checker, at string, v any) {
		str(1, 3000)(c, at, v)
		s, _ := v.(string)
		u, err := url.Parse(s)
		if s == "" {
			return
		}
		web := err == nil && (u.Scheme == "http" || u.Scheme == "https")
		if err != nil || !slices.Contains(schemes, u.Scheme) || (web && u.Host == "") || strings.ContainsAny(s, " \n\t<>") {
			c.fail(at, "must be a valid URL")
		}
	}
}

func anyLink() rule { return link("http", "https", "mailto", "tel", "slack") }
func webLink() rule { return link("http", "https") }
