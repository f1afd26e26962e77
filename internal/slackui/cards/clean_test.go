package cards

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCleanLine(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ in, want string }{
		"plain":               {"Dana Reyes", "Dana Reyes"},
		"line breaks":         {"Dana\r\n\tReyes\u2028x", "Dana Reyes x"},
		"direction override":  {"annual\u202efdp.exe\u202c", "annualfdp.exe"},
		"isolates and marks":  {"\u2066a\u2069\u200eb\u200f\u061cc", "abc"},
		"zero width":          {"ad\u200bm\u2060i\ufeffn\u00ad", "admin"},
		"joiner in Latin":     {"ad\u200dmin\u200c", "admin"},
		"joiner in Persian":   {"می\u200cخواهم", "می\u200cخواهم"},
		"family":              {"👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"},
		"controls":            {"a\x00b\x1b[31mc\x7f\u009b", "ab[31mc"},
		"blank letters":       {"\u3164\u2800\u115fa\uffa0", "a"},
		"broken bytes":        {"a\xffb", "a\uFFFDb"},
		"mark at the start":   {"\u0301abc", "abc"},
		"tower of marks":      {"Z" + strings.Repeat("\u0335", 50), "Z" + strings.Repeat("\u0335", 8)},
		"nothing":             {" \u200b\n", ""},
		"tags":                {"a\U000e0041\U000e0042", "a"},
		"markup stays a word": {"<!channel> & *b*", "<!channel> & *b*"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := cleanLine(c.in); got != c.want {
				t.Errorf("got %+q, want %+q", got, c.want)
			}
		})
	}
}

func TestCleanTextKeepsParagraphs(t *testing.T) {
	t.Parallel()
	got := cleanText("  One\r\ntwo  \n \n \n\n\n three\tfour  five\n")
	if want := "One\ntwo\n\nthree four  five"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRightToLeftIsIsolated(t *testing.T) {
	t.Parallel()
	if got, want := Untrusted("مدير", 60), "\u2068مدير\u2069"; got != want {
		t.Errorf("got %+q, want %+q", got, want)
	}
	if got, want := Untrusted("Dana", 60), "Dana"; got != want {
		t.Errorf("got %+q, want %+q", got, want)
	}
}

func TestCutText(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		in   string
		most int
		want string
	}{
		"fits":             {"abc", 3, "abc"},
		"cut":              {"abcd", 3, "ab…"},
		"blank before":     {"ab cdef", 4, "ab…"},
		"accent":           {"abe\u0301xyz", 4, "ab…"},
		"wide counts two":  {"😀😀😀", 5, "😀😀…"},
		"skin tone":        {"a👍🏽bcdef", 5, "a…"},
		"joined":           {"ab👩\u200d👧cdefghi", 6, "ab…"},
		"flags":            {"🇬🇧🇫🇷🇩🇪", 8, "🇬🇧…"},
		"Hangul":           {"가나\u1112\u1161\u11ab각", 5, "가나…"},
		"nothing fits":     {"abc", 0, ""},
		"one":              {"abc", 1, "…"},
		"endless sequence": {strings.Repeat("👩\u200d", 50), 10, "👩\u200d👩\u200d👩…"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := cutText(c.in, c.most); got != c.want {
				t.Errorf("got %+q, want %+q", got, c.want)
			}
		})
	}
}

func TestCutLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in          string
		lines, most int
		want        string
	}{
		{"a\nb", 2, 10, "a\nb"}, {"a\nb\nc", 2, 10, "a\nb\n…"}, {"aaaaaa\nb\nc", 2, 5, "aaaa…"}, {"a\n\nb\nc", 2, 10, "a\n…"},
	} {
		if got := cutLines(c.in, c.lines, c.most); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

// anyText draws texts that are made to do harm.
func anyText() *rapid.Generator[string] {
	nasty := rapid.SampledFrom([]string{
		"<!channel>", "<@U012AB3CD>", "<https://x.example|y>", "&", "<", ">", "\n", "\r\n", "\u202e", "\u2066", "\u2069", "\u200d",
		"\u200b", "👩‍👩‍👧‍👦", "🇬🇧", "\u0301", "م", "א", "`", "*", "\x00", "\xff", "\u2028", " ", "…", "a", "한", "\U000e0041",
	})
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(nasty, rapid.String()), 0, 20).Draw(t, "parts")
		return strings.Repeat(strings.Join(parts, ""), rapid.SampledFrom([]int{1, 1, 1, 40}).Draw(t, "times"))
	})
}

func TestCleanAndCutHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyText().Draw(t, "text")
		most := rapid.IntRange(4, 200).Draw(t, "most")
		got := Untrusted(in, most)
		if n := utf8.RuneCountInString(got); n > most || !utf8.ValidString(got) {
			t.Fatalf("got %d characters, want %d at most and valid UTF-8: %+q", n, most, got)
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(got, "\u2068"), "\u2069")
		for _, r := range inner {
			if unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Cc, r) || r == '\u200b' {
				t.Fatalf("got %+q in %+q, want it taken out", r, got)
			}
		}
		if cleanLine(inner) != inner {
			t.Fatalf("got %+q, want %+q", inner, cleanLine(inner))
		}
	})
}

func TestChunksJoinToTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := cleanText(anyText().Draw(t, "text"))
		most := rapid.IntRange(1, 50).Draw(t, "most")
		pieces := chunkText(in, most)
		if strings.Join(pieces, "") != in {
			t.Fatalf("got %q, want pieces of %q", pieces, in)
		}
		for _, p := range pieces {
			if p == "" || textWidth(p) > max(most, 2) {
				t.Fatalf("got the piece %+q, want 1 to %d characters", p, max(most, 2))
			}
		}
	})
}
