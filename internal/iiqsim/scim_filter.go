package iiqsim

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

var errSCIMFilter = errors.New("Invalid filter") //nolint:staticcheck // the words of SCIM

// scimField finds how an attribute of a resource is read, by its lower-case name (RFC 7644 ignores case).
type scimField[T any] func(name string) (read func(T) string, ok bool)

// scimAttribute reads an attribute of a user that a SCIM filter may name.
func scimAttribute(name string) (func(*Identity) string, bool) {
	read, ok := map[string]func(*Identity) string{
		"id":              func(i *Identity) string { return i.ID },
		"username":        func(i *Identity) string { return i.Name },
		"displayname":     func(i *Identity) string { return i.DisplayName },
		"emails":          func(i *Identity) string { return i.Email },
		"emails.value":    func(i *Identity) string { return i.Email },
		"name.givenname":  func(i *Identity) string { return i.FirstName },
		"name.familyname": func(i *Identity) string { return i.LastName },
		"active":          func(i *Identity) string { return strconv.FormatBool(!i.Inactive) },
		// Times have a fixed width, so that their order is that of the strings.
		"meta.created":      func(i *Identity) string { return scimTime(i.Created) },
		"meta.lastmodified": func(i *Identity) string { return scimTime(i.rowStamp()) },
	}[strings.ToLower(name)]
	return read, ok
}

// parseSCIMFilter reads tests joined by `and`, or tests joined by `or`: attribute, operator, value. A list of tests in parentheses
// is a test as well. An empty filter lets everything through; what the settings refuse is an error.
func parseSCIMFilter[T any](src string, set SCIMSettings, field scimField[T]) (func(T) bool, error) {
	if strings.TrimSpace(src) == "" {
		return func(T) bool { return true }, nil
	}
	words, err := scimWords(src)
	if err != nil {
		return nil, err
	}
	passes, rest, err := scimTests(words, set, field, 0)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%w near %q", errSCIMFilter, rest[0])
	}
	return passes, err
}

// maxSCIMDepth bounds parentheses within parentheses.
const maxSCIMDepth = 10

// scimTests reads a list of tests up to its end, or to the parenthesis that closes it.
func scimTests[T any](words []string, set SCIMSettings, field scimField[T], depth int) (passes func(T) bool, rest []string, err error) {
	var tests []func(T) bool
	joint := ""
	for {
		var test func(T) bool
		switch {
		case len(words) > 0 && words[0] == "(" && depth < maxSCIMDepth:
			if test, words, err = scimTests(words[1:], set, field, depth+1); err == nil && len(words) == 0 {
				err = fmt.Errorf("%w: a parenthesis without an end", errSCIMFilter)
			}
			words = words[min(1, len(words)):]
		default:
			test, words, err = scimTest(words, set, field)
		}
		if err != nil {
			return nil, nil, err
		}
		if tests = append(tests, test); len(words) == 0 || words[0] == ")" && depth > 0 {
			return func(one T) bool { return joined(tests, one, joint == "or") }, words, nil
		}
		next := strings.ToLower(words[0])
		if next != "and" && next != "or" || joint != "" && joint != next || next == "or" && set.NoOr {
			return nil, nil, fmt.Errorf("%w near %q", errSCIMFilter, words[0])
		}
		joint, words = next, words[1:]
	}
}

// joined is whether any test passes, or all do.
func joined[T any](tests []func(T) bool, one T, any bool) bool {
	for _, test := range tests {
		if test(one) == any {
			return any
		}
	}
	return !any
}

func scimTest[T any](words []string, set SCIMSettings, field scimField[T]) (test func(T) bool, rest []string, err error) {
	if len(words) == 0 {
		return nil, nil, fmt.Errorf("%w: a test is missing", errSCIMFilter)
	}
	read, ok := field(words[0])
	if !ok || named(set.RefusedFilters, words[0]) {
		return nil, nil, fmt.Errorf("%w, attribute does not support search: %s", errSCIMFilter, words[0])
	}
	if len(words) > 1 && strings.EqualFold(words[1], "pr") {
		return func(one T) bool { return read(one) != "" }, words[2:], nil
	}
	if len(words) < 3 {
		return nil, nil, fmt.Errorf("%w: %q wants an operator and a value", errSCIMFilter, words[0])
	}
	want, err := scimValue(words[2])
	if err == nil && strings.HasPrefix(strings.ToLower(words[0]), "meta.") {
		want, err = scimDate(want)
	}
	if err != nil {
		return nil, nil, err
	}
	compare, ok := map[string]func(have, want string) bool{
		"eq": func(have, want string) bool { return have == want },
		"ne": func(have, want string) bool { return have != want },
		"co": strings.Contains, "sw": strings.HasPrefix, "ew": strings.HasSuffix,
		"gt": func(have, want string) bool { return have > want },
		"ge": func(have, want string) bool { return have >= want },
		"lt": func(have, want string) bool { return have < want },
		"le": func(have, want string) bool { return have <= want },
	}[strings.ToLower(words[1])]
	if !ok {
		return nil, nil, fmt.Errorf("%w: unknown operator %q", errSCIMFilter, words[1])
	}
	return func(one T) bool { return compare(strings.ToLower(read(one)), strings.ToLower(want)) }, words[3:], nil
}

func scimValue(word string) (string, error) {
	if word == "true" || word == "false" {
		return word, nil
	}
	text, err := strconv.Unquote(word)
	if err != nil || word[0] != '"' {
		return "", fmt.Errorf("%w: %s is not a value", errSCIMFilter, word)
	}
	return text, nil
}

// scimDate reads a date of any zone, and writes it as the simulator does.
func scimDate(text string) (string, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return "", fmt.Errorf("%w: %q is no date", errSCIMFilter, text)
	}
	return scimTime(at.UnixMilli()), nil
}

// scimWords cuts a filter at blanks and parentheses outside of quotes.
func scimWords(src string) ([]string, error) {
	var words []string
	for src = strings.TrimLeft(src, " "); src != ""; src = strings.TrimLeft(src, " ") {
		size := strings.IndexAny(src, " ()")
		switch {
		case src[0] == '"':
			quoted, err := strconv.QuotedPrefix(src)
			if err != nil {
				return nil, fmt.Errorf("%w: a string without an end", errSCIMFilter)
			}
			size = len(quoted)
		case size == 0:
			size = 1
		case size < 0:
			size = len(src)
		}
		words, src = append(words, src[:size]), src[size:]
	}
	return words, nil
}
