package iiq

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// maxFilterValue bounds one string in a filter, in bytes.
const maxFilterValue = 1000

// MaxInList is how many values one In has at most, so that the URL stays short: docs/iiq-wire.md#filters-and-time
const MaxInList = 100

// Filter is a filter string of IIQ: docs/iiq-wire.md#filters-and-time. Only the functions of this file make one. They
// check every property name and escape every value. The zero Filter lets everything through. An error shows when the
// filter is used.
type Filter struct {
	text string
	err  error
}

// String is the filter as IIQ reads it, "" for the zero Filter and for an invalid one.
func (f Filter) String() string {
	if f.err != nil {
		return ""
	}
	return f.text
}

// Err wraps ErrBadArgument where a part of the filter could not be made.
func (f Filter) Err() error { return f.err }

func (f Filter) empty() bool { return f.text == "" && f.err == nil }

// Eq is property == "value".
func Eq(property, value string) Filter { return compare(property, " == ", value) }

// EqFold is property i== "value": without regard to case.
func EqFold(property, value string) Filter { return compare(property, " i== ", value) }

// After is property > "value", in the order of strings.
func After(property, value string) Filter { return compare(property, " > ", value) }

// Is is property == true, or == false.
func Is(property string, v bool) Filter {
	return test(property, " == "+strconv.FormatBool(v), nil)
}

// AtLeast is property >= DATE$<epoch ms>.
func AtLeast(property string, t time.Time) Filter {
	return test(property, " >= DATE$"+strconv.FormatInt(t.UnixMilli(), 10), nil)
}

// AtMost is property <= DATE$<epoch ms>.
func AtMost(property string, t time.Time) Filter {
	return test(property, " <= DATE$"+strconv.FormatInt(t.UnixMilli(), 10), nil)
}

// IsNull is property.isNull().
func IsNull(property string) Filter { return test(property, ".isNull()", nil) }

// NotNull is property.notNull().
func NotNull(property string) Filter { return test(property, ".notNull()", nil) }

// In is property.in({"a","b"}), with 1 to MaxInList values.
func In(property string, values ...string) Filter {
	if len(values) == 0 || len(values) > MaxInList {
		return Filter{err: fmt.Errorf("filter %q: %d values: %w", property, len(values), ErrBadArgument)}
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		var err error
		if quoted[i], err = quote(v); err != nil {
			return Filter{err: fmt.Errorf("filter %q: %w", property, err)}
		}
	}
	return test(property, ".in({"+strings.Join(quoted, ",")+"})", nil)
}

// And joins the parts that are not empty.
func And(parts ...Filter) Filter { return join(" && ", parts) }

// Or joins the parts that are not empty.
func Or(parts ...Filter) Filter { return join(" || ", parts) }

// Not is !( part ). The zero Filter gives an error, since its negation would let nothing through.
func Not(part Filter) Filter {
	switch {
	case part.err != nil:
		return part
	case part.empty():
		return Filter{err: fmt.Errorf("filter: negation of nothing: %w", ErrBadArgument)}
	}
	return Filter{text: "!(" + part.text + ")"}
}

func join(sign string, parts []Filter) Filter {
	var texts []string
	for _, p := range parts {
		if p.err != nil {
			return p
		}
		if !p.empty() {
			texts = append(texts, p.text)
		}
	}
	if len(texts) < 2 {
		return Filter{text: strings.Join(texts, "")}
	}
	return Filter{text: "(" + strings.Join(texts, sign) + ")"}
}

func compare(property, op, value string) Filter {
	quoted, err := quote(value)
	return test(property, op+quoted, err)
}

func test(property, rest string, err error) Filter {
	if err == nil && !isProperty(property) {
		err = fmt.Errorf("property name: %w", ErrBadArgument)
	}
	if err != nil {
		return Filter{err: fmt.Errorf("filter %q: %w", property, err)}
	}
	return Filter{text: property + rest}
}

var propertyShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,60}(\.[A-Za-z][A-Za-z0-9_]{0,60}){0,3}$`)

func isProperty(s string) bool { return propertyShape.MatchString(s) }

// quote writes a string in double quotes. Characters that no name, address or id of IIQ contains are refused, not
// escaped.
func quote(v string) (string, error) {
	if len(v) > maxFilterValue || !utf8.ValidString(v) {
		return "", fmt.Errorf("value too long or not UTF-8: %w", ErrBadArgument)
	}
	for _, r := range v {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return "", fmt.Errorf("control character in a value: %w", ErrBadArgument)
		}
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`, nil
}

// ownFilter is a filter that the administrator wrote, in parentheses that it cannot close.
func ownFilter(text string) Filter {
	if err := checkOwnFilter(text); err != nil {
		return Filter{err: err}
	}
	return Filter{text: "(" + text + ")"}
}

func checkOwnFilter(text string) error {
	if _, err := quote(text); err != nil || strings.TrimSpace(text) == "" {
		return fmt.Errorf("filter is empty, too long or has control characters: %w", ErrBadArgument)
	}
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch {
		case quoted && text[i] == '\\':
			i++
		case text[i] == '"':
			quoted = !quoted
		case !quoted && text[i] == '(':
			depth++
		case !quoted && text[i] == ')':
			if depth--; depth < 0 {
				return fmt.Errorf("filter has a `)` too many: %w", ErrBadArgument)
			}
		}
	}
	if depth != 0 || quoted {
		return fmt.Errorf("filter has an open parenthesis or quote: %w", ErrBadArgument)
	}
	return nil
}

// validID reports whether s can be an id of IIQ: usually 32 hexadecimal characters, but other installations' shapes
// too.
func validID(s string) bool { return approvals.ValidID(s) }
