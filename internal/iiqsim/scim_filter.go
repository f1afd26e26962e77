package iiqsim

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

var errSCIMFilter = errors.New("the filter cannot be read")

// scimAttribute reads an attribute that a SCIM filter may name, by its lower-case name (RFC 7644 ignores case).
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

// parseSCIMFilter reads tests joined by `and`, or tests joined by `or`: attribute, operator, value. An empty filter
// lets everybody through; an attribute among refused cannot be filtered by.
func parseSCIMFilter(src string, refused []string) (func(*Identity) bool, error) {
	if strings.TrimSpace(src) == "" {
		return func(*Identity) bool { return true }, nil
	}
	words, err := scimWords(src)
	if err != nil {
		return nil, err
	}
	var tests []func(*Identity) bool
	joint := ""
	for len(words) > 0 {
		if named(refused, words[0]) {
			return nil, fmt.Errorf("%w: %q cannot be filtered by", errSCIMFilter, words[0])
		}
		test, used, err := scimTest(words)
		if err != nil {
			return nil, err
		}
		tests, words = append(tests, test), words[used:]
		if len(words) == 0 {
			break
		}
		next := strings.ToLower(words[0])
		if next != "and" && next != "or" || joint != "" && joint != next || len(words) == 1 {
			return nil, fmt.Errorf("%w near %q", errSCIMFilter, words[0])
		}
		joint, words = next, words[1:]
	}
	return func(i *Identity) bool { return joined(tests, i, joint == "or") }, nil
}

// joined is whether any test passes, or all do.
func joined(tests []func(*Identity) bool, i *Identity, any bool) bool {
	for _, test := range tests {
		if test(i) == any {
			return any
		}
	}
	return !any
}

func scimTest(words []string) (test func(*Identity) bool, used int, err error) {
	read, ok := scimAttribute(words[0])
	if !ok {
		return nil, 0, fmt.Errorf("%w: unknown attribute %q", errSCIMFilter, words[0])
	}
	if len(words) > 1 && strings.EqualFold(words[1], "pr") {
		return func(i *Identity) bool { return read(i) != "" }, 2, nil
	}
	if len(words) < 3 {
		return nil, 0, fmt.Errorf("%w: %q wants an operator and a value", errSCIMFilter, words[0])
	}
	want, err := scimValue(words[2])
	if err == nil && strings.HasPrefix(strings.ToLower(words[0]), "meta.") {
		want, err = scimDate(want)
	}
	if err != nil {
		return nil, 0, err
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
		return nil, 0, fmt.Errorf("%w: unknown operator %q", errSCIMFilter, words[1])
	}
	return func(i *Identity) bool { return compare(strings.ToLower(read(i)), strings.ToLower(want)) }, 3, nil
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

// scimWords cuts a filter at blanks outside of quotes.
func scimWords(src string) ([]string, error) {
	var words []string
	for src = strings.TrimLeft(src, " "); src != ""; src = strings.TrimLeft(src, " ") {
		size := strings.IndexByte(src, ' ')
		if src[0] == '"' {
			quoted, err := strconv.QuotedPrefix(src)
			if err != nil {
				return nil, fmt.Errorf("%w: a string without an end", errSCIMFilter)
			}
			size = len(quoted)
		}
		if size < 0 {
			size = len(src)
		}
		words, src = append(words, src[:size]), src[size:]
	}
	return words, nil
}
