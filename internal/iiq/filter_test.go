package iiq

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestFilter(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1318884600000)
	for _, tc := range []struct {
		f    Filter
		want string
	}{
		{Eq("id", itemID), `id == "` + itemID + `"`},
		{Eq("name", `a"b\c`), `name == "a\"b\\c"`},
		{Eq("name", `x" || id != "`), `name == "x\" || id != \""`},
		{EqFold("email", "Zoë@example.com"), `email i== "Zoë@example.com"`},
		{After("id", "7f"), `id > "7f"`},
		{Is("inactive", false), `inactive == false`},
		{In("type", "Approval", "Form"), `type.in({"Approval","Form"})`},
		{AtLeast("certification.created", at), `certification.created >= DATE$1318884600000`},
		{AtMost("certification.created", at), `certification.created <= DATE$1318884600000`},
		{Not(IsNull("modified")), `!(modified.isNull())`},
		{And(), ``},
		{And(Filter{}, NotNull("a"), Filter{}), `a.notNull()`},
		{Or(And(NotNull("modified"), AtLeast("modified", at)), And(IsNull("modified"), AtLeast("created", at))),
			`((modified.notNull() && modified >= DATE$1318884600000) || (modified.isNull() && created >= DATE$1318884600000))`},
		{And(ownFilter(`inactive == false && name != ")"`), Eq("a", "b")), `((inactive == false && name != ")") && a == "b")`},
	} {
		if tc.f.Err() != nil || tc.f.String() != tc.want {
			t.Errorf("got %q (%v), want %q", tc.f, tc.f.Err(), tc.want)
		}
	}
}

func TestFilterRefuses(t *testing.T) {
	t.Parallel()
	many := make([]string, MaxInList+1)
	for name, f := range map[string]Filter{
		"property with an operator": Eq(`id == "x" || name`, "a"),
		"property with a call":      IsNull("a.isNull() || b"),
		"empty property":            Eq("", "a"),
		"property that ends in dot": Eq("a.", "b"),
		"line break":                Eq("name", "a\nb"),
		"nothing":                   Eq("name", "a\x00"),
		"line separator":            Eq("name", "a\u2028b"),
		"not UTF-8":                 Eq("name", "\xff"),
		"too long":                  Eq("name", strings.Repeat("x", 1001)),
		"no values":                 In("id"),
		"too many values":           In("id", many...),
		"a value in a list":         In("id", "a", "b\r"),
		"within":                    And(Eq("a", "b"), Or(Eq("a", "\n"))),
		"negated":                   Not(Eq("a", "\n")),
		"negation of nothing":       Not(Filter{}),
		"own, closes too early":     ownFilter(`a == "b") || (c == "d"`),
		"own, open quote":           ownFilter(`a == "b`),
		"own, open parenthesis":     ownFilter(`(a == "b"`),
		"own, escaped quote":        ownFilter(`a == "b\"`),
		"own, empty":                ownFilter(" "),
	} {
		if !errors.Is(f.Err(), ErrBadArgument) || f.String() != "" {
			t.Errorf(`%s: %q, %v, want Err %v and String ""`, name, f, f.Err(), ErrBadArgument)
		}
	}
}

// FuzzFilterValue: whatever the value, the filter is one comparison whose string, read back, is the value.
func FuzzFilterValue(f *testing.F) {
	for _, seed := range []string{"", "a", `"`, `\`, `\"`, `") || (id != "`, "é\u2028", "\x00", "{\"a\"}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		filter := In("name", value)
		if filter.Err() != nil {
			return
		}
		inside, ok := strings.CutPrefix(filter.String(), `name.in({"`)
		if !ok || !utf8.ValidString(inside) {
			t.Fatalf("strange beginning: %q", filter)
		}
		var read strings.Builder
		for i := 0; i < len(inside); i++ {
			switch inside[i] {
			case '\\':
				i++
				read.WriteByte(inside[i])
			case '"':
				if rest := inside[i:]; rest != `"})` || read.String() != value {
					t.Fatalf(`read back %q, then %q, from %q, want rest "\"})" and String %v`, read.String(), rest, filter, value)
				}
				return
			default:
				read.WriteByte(inside[i])
			}
		}
		t.Fatalf("no end: %q", filter)
	})
}
