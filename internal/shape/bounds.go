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
	// Methods are those of one type.
	Methods int
}

// Ours are the bounds of this project.
func Ours() Bounds {
	return Bounds{
		Files: 45, Lines: 4000, LinesOf: map[string]int{"internal/store": 6500, "internal/iiq": 5500},
		Function: 59, TestFunction: 120, Methods: 35,
	}
}

// Beyond gives one sentence for each bound that the tree breaks, sorted.
func (b Bounds) Beyond(s Shape) []string {
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
	for _, f := range s.Functions {
		most := b.Function
		if f.Test {
			most = b.TestFunction
		}
		if f.Lines > most {
			all = append(all, fmt.Sprintf("%s has %d lines; %d are allowed", f.Name, f.Lines, most))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Methods)) {
		if n := s.Methods[name]; n > b.Methods {
			all = append(all, fmt.Sprintf("%s has %d methods; %d are allowed", name, n, b.Methods))
		}
	}
	return all
}
