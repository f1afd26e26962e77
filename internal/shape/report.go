package shape

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
)

// largest is how many rows a part of the report has.
const largest = 8

// Print writes the measures of two trees side by side: the one before under its name, and this one. A type with more methods
// than a new one may have stands there with the bound that it is held to.
func (b Bounds) Print(w io.Writer, before Shape, name string, now Shape) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(cells ...any) { _, _ = fmt.Fprintf(t, "%v\t%v\t%v\n", cells...) }
	row("", name, "now")
	row("lines of code", before.CodeLines, now.CodeLines)
	row("lines of tests", before.TestLines, now.TestLines)
	row("packages", len(before.Packages), len(now.Packages))
	row("", "", "")
	row("largest packages", "files / lines", "files / lines")
	for _, p := range largestPackages(before, now) {
		row(p, before.Packages[p].words(), now.Packages[p].words())
	}
	row("", "", "")
	row("longest function", longest(before, false), longest(now, false))
	row("longest in tests", longest(before, true), longest(now, true))
	row("most methods of a type", mostMethods(before), mostMethods(now))
	row("", "", "")
	row(fmt.Sprintf("types with over %d methods", b.Methods), "methods", "methods / allowed")
	for _, of := range slices.Sorted(maps.Keys(now.Methods)) {
		if n := now.Methods[of]; n > b.Methods {
			row(of, b.before(of, before), fmt.Sprintf("%d / %d", n, b.MethodsOf(of, before)))
		}
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("write measures: %w", err)
	}
	return nil
}

func (p Package) words() string {
	if p.Files == 0 {
		return "-"
	}
	return fmt.Sprintf("%d / %d", p.Files, p.Lines)
}

// before is how many methods a type had, "new" when there was no such type.
func (b Bounds) before(of string, release Shape) string {
	former := b.formerly(of)
	n, known := release.Methods[former]
	switch {
	case !known:
		return "new"
	case former != of:
		return fmt.Sprintf("%d as %s", n, former)
	}
	return fmt.Sprint(n)
}

// largestPackages are those of either tree.
func largestPackages(before, now Shape) []string {
	names := map[string]int{}
	for _, s := range []Shape{before, now} {
		for name, p := range s.Packages {
			names[name] = max(names[name], p.Lines)
		}
	}
	sorted := slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		return cmp.Or(cmp.Compare(names[b], names[a]), cmp.Compare(a, b))
	})
	return sorted[:min(largest, len(sorted))]
}

func longest(s Shape, test bool) string {
	most := Function{Name: "-"}
	for _, f := range s.Functions {
		if f.Test == test && f.Lines > most.Lines {
			most = f
		}
	}
	return fmt.Sprintf("%d %s", most.Lines, most.Name)
}

func mostMethods(s Shape) string {
	most, name := 0, "-"
	for _, n := range slices.Sorted(maps.Keys(s.Methods)) {
		if s.Methods[n] > most {
			most, name = s.Methods[n], n
		}
	}
	return fmt.Sprintf("%d %s", most, name)
}
