package itemtag

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// version is the first field of a record text. A change of the form gets another one.
const version = "v1"

// valueSeparator stands between the values of a line. No value can hold it, since XML cannot.
const valueSeparator = "\x1f"

// pending is the state that means the same as none.
const pending = "Pending"

// Item is what a tag is made of. Texts are raw and whole, as IdentityIQ has them: nothing is trimmed, cut or folded.
type Item struct {
	Type, State string
	// Requester and Target are ids, or names where there is no id.
	Requester, Target string
	// Lines are in the order of the document.
	Lines []Line
}

// Line is one approval item. Start and End are epoch milliseconds, nil for none.
type Line struct {
	ID, Operation, Application, Name string
	Values                           []string
	NativeIdentity, State            string
	Start, End                       *int64
}

// Tag gives the digest as 64 lower-case hexadecimal digits. It never fails: whether an item was understood well enough
// to have a tag is for the caller to say.
func (i Item) Tag() string {
	sum := sha256.Sum256(i.records())
	return hex.EncodeToString(sum[:])
}

// Text gives the records that the digest is of: fields joined by TAB, records by LF, without one at the end.
func (i Item) Text() string { return string(i.records()) }

// lineRoom is what a line's record usually takes, in bytes.
const lineRoom = 256

func (i Item) records() []byte {
	out := make([]byte, 0, lineRoom*(1+len(i.Lines)))
	out = record(out, version, letters(i.Type), letters(withoutPending(i.State)), letters(i.Requester), letters(i.Target))
	lines := slices.Clone(i.Lines)
	slices.SortStableFunc(lines, func(a, b Line) int { return strings.Compare(letters(a.ID), letters(b.ID)) })
	for _, l := range lines {
		out = append(out, '\n')
		out = record(out, letters(l.ID), letters(l.Operation), letters(l.Application), letters(l.Name), joined(l.Values),
			letters(l.NativeIdentity), letters(withoutPending(l.State)), millis(l.Start), millis(l.End))
	}
	return out
}

func withoutPending(state string) string {
	if state == pending {
		return ""
	}
	return state
}

// joined gives the values in the order of their bytes, since IdentityIQ keeps them without any.
func joined(values []string) string {
	if len(values) == 1 {
		return letters(values[0])
	}
	out := make([]string, len(values))
	for n, v := range values {
		out[n] = letters(v)
	}
	slices.Sort(out)
	return strings.Join(out, valueSeparator)
}

func millis(at *int64) string {
	if at == nil {
		return ""
	}
	return strconv.FormatInt(*at, 10)
}

// escape keeps what separates fields and records out of a field. It never changes.
var escape = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`)

// record adds the fields of one record.
func record(out []byte, fields ...string) []byte {
	for n, f := range fields {
		if n > 0 {
			out = append(out, '\t')
		}
		out = append(out, escape.Replace(f)...)
	}
	return out
}

// letters gives a text as it arrives through XML 1.0: one kind of line break, blanks for what XML cannot hold, U+FFFD
// for what is no letter.
func letters(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return s
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}
