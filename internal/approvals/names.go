package approvals

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/iiq-approvals/bot/internal/caseless"
)

// SameName reports whether two names of IIQ are the same name, whatever their case, the blanks around and within them,
// and the Unicode form that they are written in. It is the only place that compares names of people; no name is the
// same as an empty one.
func SameName(a, b string) bool {
	a, b = plainName(a), plainName(b)
	return a != "" && caseless.Same(a, b)
}

// plainName is a name without what no eye sees. Compatible letters, such as full-width ones, become the plain ones.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// Decider is the person of a decision, by what IIQ may call them.
type Decider struct {
	ID string
	// Names are theirs alone: the name now, and those before. Displays may be somebody else's as well.
	Names, Displays []string
	// Namesake is true where somebody else who may have decided has one of the Displays.
	Namesake bool
	// Undisplayed is true where no display name of theirs is known, and nobody else who may have decided is called like the
	// completer. Whoever IIQ names by a display name may then be them.
	Undisplayed bool
}

// WithoutDisplay reports whether no display name of the decider is known: an IIQ may refuse the columns that have it.
func (d Decider) WithoutDisplay() bool {
	for _, shown := range d.Displays {
		if plainName(shown) != "" && !slices.ContainsFunc(d.Names, func(n string) bool { return SameName(n, shown) }) {
			return false
		}
	}
	return true
}

// completer says whom IIQ means by the completer that it names.
type completer int

const (
	completerUnnamed completer = iota
	completerDecider
	// completerNamesake is the decider or somebody who is called like them.
	completerNamesake
	completerOther
)

func (d Decider) completer(name string) completer {
	called := func(names []string) bool {
		for _, n := range names {
			if SameName(n, name) {
				return true
			}
		}
		return false
	}
	switch {
	case plainName(name) == "":
		return completerUnnamed
	case name == d.ID || called(d.Names):
		return completerDecider
	case !called(d.Displays) && d.Undisplayed:
		return completerNamesake
	case !called(d.Displays):
		return completerOther
	case d.Namesake:
		return completerNamesake
	}
	return completerDecider
}

// CalledByDisplay reports whether only a display name of the decider says that the completer is them. Somebody else may
// then be called so.
func (d Decider) CalledByDisplay(name string) bool {
	d.Namesake = true
	return d.completer(name) == completerNamesake
}
