package sensitivity_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// The largest file, and the largest item: docs/sensitivity.md has the bounds of both.
const (
	fileBytes    = 256 << 10
	fileRules    = 1000
	itemBytes    = 1 << 20
	itemLines    = 1000
	valueLetters = 64 << 10
)

// largestFile has as many rules and patterns as fit into a file. pattern gives each of them, no two equal.
func largestFile(t testing.TB, key string, pattern func(n int) string) sensitivity.Rules {
	t.Helper()
	var lists [fileRules][]string
	const frame = len("  - {match: {description: []}, show: masked}\n")
	size, n := 100+fileRules*frame, 0
	for rule := 0; ; rule = (rule + 1) % fileRules {
		p := `"` + pattern(n) + `"`
		if size += len(p) + 1; size > fileBytes || len(lists[rule]) == 200 {
			break
		}
		lists[rule] = append(lists[rule], p)
		n++
	}
	var text strings.Builder
	text.WriteString("rules:\n")
	for _, list := range lists {
		if len(list) > 0 {
			fmt.Fprintf(&text, "  - {match: {%s: [%s]}, show: masked}\n", key, strings.Join(list, ","))
		}
	}
	r, mistakes := sensitivity.Parse([]byte(text.String()))
	if len(mistakes) > 0 {
		t.Fatalf("mistakes in the largest file: %v", mistakes[0])
	}
	return r
}

// largestItem has as much text as one can have, in values of so many letters, of which text gives more than enough.
func largestItem(letters int, text func(n int) string) sensitivity.Item {
	i := sensitivity.Item{Type: "Approval", Requester: []string{strings.Repeat("r", 1000), ""}, Target: []string{"t", ""},
		Description: strings.Repeat("d", valueLetters)}
	for n, size := 0, 0; n < itemLines && size < itemBytes; n++ {
		value := []rune(text(n))
		value = value[:min(letters, len(value))]
		size += len(string(value))
		i.Lines = append(i.Lines, sensitivity.Line{Application: "App", Operation: "Add", Attributes: []string{"memberOf"},
			Values: []string{string(value), ""}})
	}
	return i
}

// code is a number in few letters, as short as can be.
func code(n int) string {
	const digits = "abcdefghijklmnopqrstuvwxyz0123456789"
	out := ""
	for ; ; n = n/len(digits) - 1 {
		out = string(digits[n%len(digits)]) + out
		if n < len(digits) {
			return out
		}
	}
}

// codes is a text of many codes, one after another.
func codes(from, letters int, between string) string {
	var out strings.Builder
	for n := from; out.Len() < letters; n++ {
		out.WriteString(code(n%46_000) + between)
	}
	return out.String()
}

// largest are the files and items that cost the most, each in its own way.
func largest() map[string]struct {
	pattern func(int) string
	letters int
	text    func(int) string
} {
	type c = struct {
		pattern func(int) string
		letters int
		text    func(int) string
	}
	long := func(letter string) func(int) string {
		return func(int) string { return strings.Repeat(letter, valueLetters) }
	}
	mixed := func(n int) string { return codes(n*997, 4*itemBytes/itemLines, "") }
	many := func(n int) string { return codes(n*577, itemBytes/itemLines*2, ", ") }
	each := itemBytes / itemLines
	return map[string]c{
		"exact texts":              {func(n int) string { return "cn=" + code(n) }, each, mixed},
		"exact texts, many values": {code, each, many},
		"beginnings":               {func(n int) string { return code(n) + "*" }, each, mixed},
		"beginnings, many values":  {func(n int) string { return code(n) + "*" }, each, many},
		"ends":                     {func(n int) string { return "*" + code(n) }, each, mixed},
		"ends, many values":        {func(n int) string { return "*" + code(n) }, each, many},
		"anywhere":                 {func(n int) string { return "*" + code(n) + "*" }, each, mixed},
		"anywhere, many values":    {func(n int) string { return "*" + code(n) + "*" }, each, many},
		"anywhere, long values":    {func(n int) string { return "*" + code(n) + "*" }, valueLetters, func(n int) string { return codes(n, valueLetters, "") }},
		"beginning and end": {func(n int) string { return "cn=*" + code(n) }, each,
			func(n int) string { return "cn=" + mixed(n) }},
		"letters that repeat":         {func(n int) string { return "*a*a*a*b" + code(n) }, valueLetters, long("a")},
		"letters that repeat, inside": {func(n int) string { return "*a*a*a*b" + code(n) + "*" }, valueLetters, long("a")},
		"the same letter, many times": {func(n int) string { return "*" + strings.Repeat("a", 1+n%290) + "*" + code(n) },
			valueLetters, long("a")},
		"any letter between":           {func(n int) string { return "*a?a?" + code(n) + "*" }, valueLetters, long("a")},
		"letters that fold to shorter": {func(n int) string { return "*ſ\u212A" + code(n) + "*" }, valueLetters, long("ſ\u212A")},
		"letters of three bytes":       {func(n int) string { return "*ꭰⱥ" + code(n) + "*" }, valueLetters, long("ꭰⱥ")},
		"values of one letter": {func(n int) string { return "*" + string(rune(0x4E00+n%20000)) + "*" }, each / 3,
			func(n int) string {
				var out strings.Builder
				for i := range each {
					out.WriteString(string(rune(0x4E00+(n*331+i)%20000)) + ", ")
				}
				return out.String()
			}},
	}
}

// BenchmarkLargestItemAndFile is what the judgement of one item costs at most, on one core.
func BenchmarkLargestItemAndFile(b *testing.B) {
	for name, c := range largest() {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			r, i := largestFile(b, "entitlement", c.pattern), largestItem(c.letters, c.text)
			b.ReportAllocs()
			for b.Loop() {
				r.Judge(i)
			}
			b.ReportMetric(float64(r.Steps(i)), "steps")
		})
	}
}

// BenchmarkLargestFile is what a start costs at most.
func BenchmarkLargestFile(b *testing.B) {
	for b.Loop() {
		largestFile(b, "entitlement", func(n int) string { return "*" + code(n) + "*" })
	}
}
