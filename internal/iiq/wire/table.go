package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

var errNotTable = errors.New("not the JSON of IdentityIQ")

// ErrTooLarge is a body over its bound, as the reader reports it that it comes through. A list can be asked for in smaller pages.
var ErrTooLarge = errors.New("answer too large")

// Row is one object of a table: JSON by column. A dotted column may come as `a.b`, as `a-b`, or as an object in `a`.
type Row map[string]json.RawMessage

func (r Row) raw(column string) (json.RawMessage, bool) {
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
	var nested Row
	if json.Unmarshal(r[outer], &nested) != nil {
		return nil, false
	}
	return nested.raw(inner)
}

// Text reads a string, a number or a boolean as text, and anything else as "".
func (r Row) Text(column string) string {
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

// Texts reads a list of scalars, or one scalar.
func (r Row) Texts(column string) []string {
	v, _ := r.raw(column)
	var list []json.RawMessage
	if json.Unmarshal(v, &list) != nil {
		list = []json.RawMessage{v}
	}
	var out []string
	for _, one := range list {
		if s := OneLine(scalar(one)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Flag reads a boolean, also as text or as 0 and 1. known is false for anything else.
func (r Row) Flag(column string) (value, known bool) {
	switch strings.ToLower(strings.TrimSpace(r.Text(column))) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// Stamp reads a date. One that cannot be read is zero, and noted under its kind.
func (r Row) Stamp(column string, kind approvals.DateKind, unread *DatesUnread) time.Time {
	raw, _ := r.raw(column)
	text := scalar(raw)
	t, err := stamp(text)
	if err != nil || text == "" && len(raw) > 0 && string(raw) != "null" && string(raw) != `""` {
		unread.note(kind)
	}
	return t
}

// Has reports whether the row has the column at all.
func (r Row) Has(column string) bool {
	_, there := r.raw(column)
	return there
}

// ReadTable streams `{"objects":[…]}` and skips other keys of the object.
func ReadTable(body io.Reader, each func(Row) error) error {
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
func readRows(dec *json.Decoder, each func(Row) error) error {
	if err := expect(dec, '['); err != nil {
		return err
	}
	for n := 0; dec.More(); n++ {
		if n == maxListed {
			return errTooMany
		}
		var r Row
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
	case errors.Is(err, ErrTooLarge):
		return err
	}
	return errNotTable
}
