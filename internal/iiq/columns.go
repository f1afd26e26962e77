package iiq

import (
	"fmt"
	"slices"
	"strings"
)

// column is a field of ours and its name in this IIQ.
type column struct{ field, name string }

// readColumns reads `column` and `field=column`. All must be different, and the needed fields must be among them.
func readColumns(list, needs []string) ([]column, error) {
	var out []column
	for _, entry := range list {
		field, name, renamed := strings.Cut(strings.TrimSpace(entry), "=")
		if !renamed {
			name = field
		}
		c := column{strings.TrimSpace(field), strings.TrimSpace(name)}
		if !isProperty(c.field) || !isProperty(c.name) || slices.ContainsFunc(out, func(o column) bool { return o.field == c.field }) {
			return nil, fmt.Errorf("column %q: %w", entry, ErrBadArgument)
		}
		out = append(out, c)
	}
	for _, field := range needs {
		if nameOf(out, field) == "" {
			return nil, fmt.Errorf("column %s is missing: %w", field, ErrBadArgument)
		}
	}
	return out, nil
}

// nameOf is a field's name in this IIQ; "" where the field is not asked for.
func nameOf(columns []column, field string) string {
	for _, c := range columns {
		if c.field == field {
			return c.name
		}
	}
	return ""
}

func names(columns []column) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.name
	}
	return strings.Join(out, ",")
}
