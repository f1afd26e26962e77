package shape

import (
	"fmt"
	"maps"
	"slices"
)

// Bounds are what a tree is held to.
type Bounds struct {
	// Files and Lines are those of one package, without tests.
	Files int
	Lines int
	// LinesOf are packages with a bound of their own.
	LinesOf map[string]int
	// Function and TestFunction are lines of the longest one.
	Function     int
	TestFunction int
	// Methods are those of one type. A type that the release has already may keep as many as it had there.
	Methods int
	// Former are the release's names of types that it has under another one, by their present names.
	Former map[string]string
}

// Ours are the bounds of this project.
func Ours() Bounds {
	return Bounds{
		Files: 45, Lines: 4000, LinesOf: map[string]int{"internal/store": 6500, "internal/iiq": 5500, "internal/approvals": 5000,
			"internal/words": 4500},
		Function: 59, TestFunction: 120, Methods: 35,
		Former: map[string]string{"internal/app.bot": "cmd/bot.bot"},
	}
}

// MethodsOf is how many methods a type may have beside a release: the bound, or what the type had in the release where that is
// more.
func (b Bounds) MethodsOf(name string, release Shape) int {
	return max(b.Methods, release.Methods[b.formerly(name)])
}

// formerly is the release's name of a type.
func (b Bounds) formerly(name string) string {
	if former, moved := b.Former[name]; moved {
		return former
	}
	return name
}

// Beyond gives one sentence for each bound that the tree breaks, sorted by kind and name. Without a release the methods of a
// type are not judged, since nobody can say then which types are new.
func (b Bounds) Beyond(s Shape, release *Shape) []string {
	all := append(b.packagesBeyond(s), b.functionsBeyond(s)...)
	if release != nil {
		all = append(all, b.methodsBeyond(s, *release)...)
	}
	return all
}

func (b Bounds) packagesBeyond(s Shape) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(s.Packages)) {
		p, lines := s.Packages[name], b.Lines
		if own, ok := b.LinesOf[name]; ok {
			lines = own
		}
		if p.Files > b.Files {
			all = append(all, fmt.Sprintf("%s has %d files; %d are allowed", name, p.Files, b.Files))
		}
		if p.Lines > lines {
			all = append(all, fmt.Sprintf("%s has %d lines; %d are allowed", name, p.Lines, lines))
		}
	}
	return all
}

func (b Bounds) functionsBeyond(s Shape) []string {
	var all []string
	for _, f := range s.Functions {
		most := b.Function
		if f.Test {
			most = b.TestFunction
		}
		if f.Lines > most {
			all = append(all, fmt.Sprintf("%s has %d lines; %d are allowed", f.Name, f.Lines, most))
		}
	}
	return all
}

func (b Bounds) methodsBeyond(s, release Shape) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(s.Methods)) {
		if n, most := s.Methods[name], b.MethodsOf(name, release); n > most {
			all = append(all, fmt.Sprintf("%s has %d methods; %d are allowed", name, n, most))
		}
	}
	return all
}
