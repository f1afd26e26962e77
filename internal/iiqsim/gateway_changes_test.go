package iiqsim

import (
	"math"
	"reflect"
	"strings"
	"testing"
)

// A cursor reads back as it was written, and with any letter changed it is refused.
func TestCursors(t *testing.T) {
	t.Parallel()
	bound := int64(1767000000123)
	for _, want := range []cursor{
		{settled: place{stamp: math.MinInt64}, at: place{stamp: math.MinInt64}},
		{settled: place{1767000000000, "7f000001aa"}, at: place{1767000000005, "7f000001bb"}, bound: &bound},
	} {
		text := want.write()
		got, no := readCursor(text)
		if no != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("cursor %q: got %+v, %v, want %+v", text, got, no, want)
		}
		for at := range text {
			for _, letter := range "AQgw09-_ é" {
				changed := text[:at] + string(letter) + text[at+1:]
				if _, no := readCursor(changed); changed != text && (no == nil || no.word != "bad_cursor") {
					t.Errorf("cursor %q in the place of %q: got %v, want bad_cursor", changed, text, no)
				}
			}
			if _, no := readCursor(text[:at]); at > 0 && no == nil {
				t.Errorf("cursor %q, cut to %d letters: got it read, want bad_cursor", text, at)
			}
		}
		if _, no := readCursor(text + strings.Repeat("A", 4)); no == nil {
			t.Error("a cursor with more at its end: got it read, want bad_cursor")
		}
	}
}
