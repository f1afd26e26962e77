package iiq

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

var errNotTable = errors.New("not the JSON of IdentityIQ")

// row is one object of a table: JSON by column. A dotted column may come as `a.b`, as `a-b`, or as an object in `a`.
type row map[string]json.RawMessage

func (r row) raw(column string) (json.RawMessage, bool) {
	if v, ok := r[column]; ok {
		return v, true
	}
	outer, inner, dotted := strings.Cut(column, ".")
	if !dotted {
		return nil, false
	}
	if v, ok := r[strings.ReplaceAll(column, ".", "-")]; ok {
		return v, true
	}
	var nested row
	if json.Unmarshal(r[outer], &nested) != nil {
		return nil, false
	}
	return nested.raw(inner)
}

// text reads a string, a number or a boolean as text, and anything else as "".
func (r row) text(column string) string {
	v, _ := r.raw(column)
	return scalar(v)
}

func scalar(v json.RawMessage) string {
	var s string
	switch {
	case len(v) == 0 || v[0] == '{' || v[0] == '[' || string(v) == "null":
		return ""
	case v[0] != '"':
		return string(v)
	case json.Unmarshal(v, &s) != nil:
		return ""
	}
	return s
}

// texts reads a list of scalars, or one scalar.
func (r row) texts(column string) []string {
	v, _ := r.raw(column)
	var list []json.RawMessage
	if json.Unmarshal(v, &list) != nil {
		list = []json.RawMessage{v}
	}
	var out []string
	for _, one := range list {
		if s := oneLine(scalar(one)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// flag reads a boolean, also as text or as 0 and 1. known is false for anything else.
func (r row) flag(column string) (value, known bool) {
	switch strings.ToLower(strings.TrimSpace(r.text(column))) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// stamp reads a date. One that cannot be read is zero, and noted under its kind.
func (r row) stamp(column string, kind approvals.DateKind, unread *datesUnread) time.Time {
	raw, _ := r.raw(column)
	text := scalar(raw)
	t, err := stamp(text)
	if err != nil || text == "" && len(raw) > 0 && string(raw) != "null" && string(raw) != `""` {
		unread.note(kind)
	}
	return t
}

// has reports whether the row has the column at all.
func (r row) has(column string) bool {
	_, there := r.raw(column)
	return there
}

// readTable streams `{"objects":[…]}` and skips other keys of the object.
func readTable(body io.Reader, each func(row) error) error {
	dec := json.NewDecoder(body)
	if err := expect(dec, '{'); err != nil {
		return err
	}
	seen := false
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return plain(err)
		}
		if key != "objects" {
			var other json.RawMessage
			if err := dec.Decode(&other); err != nil {
				return plain(err)
			}
			continue
		}
		if seen {
			return fmt.Errorf("objects twice: %w", errNotTable)
		}
		seen = true
		if err := readRows(dec, each); err != nil {
			return err
		}
	}
	if !seen {
		return fmt.Errorf("no objects: %w", errNotTable)
	}
	return endOf(dec, '}')
}

// readRows streams an array of objects.
func readRows(dec *json.Decoder, each func(row) error) error {
	if err := expect(dec, '['); err != nil {
		return err
	}
	for n := 0; dec.More(); n++ {
		if n == maxListed {
			return errTooMany
		}
		var r row
		if err := dec.Decode(&r); err != nil {
			return plain(err)
		}
		if err := each(r); err != nil {
			return err
		}
	}
	return expect(dec, ']')
}

func expect(dec *json.Decoder, delim json.Delim) error {
	tok, err := dec.Token()
	if err != nil {
		return plain(err)
	}
	if tok != delim {
		return errNotTable
	}
	return nil
}

func endOf(dec *json.Decoder, delim json.Delim) error {
	if err := expect(dec, delim); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("something follows the end: %w", errNotTable)
	}
	return nil
}

// plain removes the decoder's message from the error, since it may quote the answer.
func plain(err error) error {
	switch {
	case err == io.EOF:
		return fmt.Errorf("empty or cut: %w", errNotTable)
	case errors.Is(err, errTooLarge):
		return err
	}
	return errNotTable
}

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
