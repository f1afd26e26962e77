package wire

import (
	"html"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// The words of a text that people wrote for people, however it was written.
func TestWordsOfAText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<p><strong>Payroll&nbsp;clerk</strong> may <em>read</em> &amp; change pay slips.<br/>Ask HR first.</p>": "Payroll clerk may read & change pay slips. Ask HR first.",
		"&lt;p&gt;Escaped&lt;/p&gt;":                                                 "Escaped",
		"&lt;p&gt;R&amp;amp;D&lt;/p&gt;":                                             "R&D",
		"<p>Cut off in the":                                                          "Cut off in the",
		"<div\n class=\"x\">A</div><div>B</div>":                                     "A B",
		"<ul><li>One</li><li>Two</li></ul>":                                          "One Two",
		`<a href="https://x.example/?a=1&amp;b=2" target='_blank'>Wiki</a>`:          "Wiki",
		"<P>Upper</P>":                                                               "Upper",
		"<table><tr><td>A</td><td>B</td></tr></table>":                               "A B",
		"<p>Shown<!-- not --></p><style>p { x: y }</style><script>alert(1)</script>": "Shown",
		"one<br>two":                          "one two",
		"Use &lt;b&gt; for bold":              "Use <b> for bold",
		"<p>Use &lt;b&gt;bold&lt;/b&gt;</p>":  "Use <b>bold</b>",
		"a < b and c > d":                     "a < b and c > d",
		"a <b and c> d":                       "a <b and c> d",
		"<see R&D>":                           "<see R&D>",
		"set <a> to 5":                        "set <a> to 5",
		"x<y, y>z and <p":                     "x<y, y>z and <p",
		"<http://wiki.ex.com|Wiki>":           "<http://wiki.ex.com|Wiki>",
		"<p>Keeps <see R&D> &amp; 1 < 2</p>":  "Keeps <see R&D> & 1 < 2",
		"<sam@ex.com> wrote":                  "<sam@ex.com> wrote",
		"CN=<Sales>,OU=<b>":                   "CN=<Sales>,OU=<b>",
		"AT&T":                                "AT&T",
		"AT&T; R&D;":                          "AT&T; R&D;",
		"?a=1&copy=2&reg;":                    "?a=1&copy=2®",
		"&notit; &unknown; &; &#; &#x;":       "&notit; &unknown; &; &#; &#x;",
		"R&amp;D":                             "R&D",
		"R&amp;amp;D":                         "R&D",
		"a&nbsp;&nbsp;b":                      "a b",
		"caf&eacute; &#233; &#xe9; &#x1F600;": "café é é 😀",
		"&#55357;&#56832;":                    "😀",
		"&#xD83D;&#xDE00; &#x1F600;":          "😀 😀",
		"&amp;#55357;&amp;#56832;":            "😀",
		"&#55357; alone":                      "\uFFFD alone",
		"\uFEFFMarked":                        "Marked",
		" &#65279;Marked":                     "Marked",
		"\uFEFF<p>Marked</p>":                 "Marked",
		"<p>\uFEFFMarked</p>":                 "Marked",
		"&semi;&#59;":                         ";;",
		"":                                    "",
	} {
		if got := Label(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// A name or a value loses nothing that looks like a tag.
func TestNamesKeepWhatLooksLikeATag(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<b>x</b>": "<b>x</b>", "CN=A<br>B": "CN=A<br>B", "R&amp;D": "R&D", "\uFEFFSam.Okoye": "Sam.Okoye", "&#55357;&#56832;": "😀",
		"a&nbsp;b": "a b",
	} {
		if got := OneLine(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Of a text that is no HTML nothing is lost, whatever signs are in it; and of words in HTML, escaped once or twice,
// nothing is lost either.
func TestNoLettersAreLost(t *testing.T) {
	t.Parallel()
	pieces := []string{"<", ">", "&", ";", "#", "/", "a", "b", "p", "br", "see", " ", "R&D", "=", "\"", "é", "😀", "1"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 20).Draw(t, "pieces"), "")
		for how, written := range map[string]string{
			"in a paragraph": "<p>" + html.EscapeString(text) + "</p>",
			"in bold":        "<strong>" + html.EscapeString(text) + "</strong>",
			"escaped again":  html.EscapeString("<p>" + html.EscapeString(text) + "</p>"),
		} {
			// A reference within the text is one that a writer escaped; it is read as its letter.
			if want := Flat(dereferencedOnce(text)); dereferenced(text) == text && Label(written) != Flat(text) {
				t.Errorf("%q %s: got %q, want %q", text, how, Label(written), want)
			}
		}
		if known := elements(); !isHTML(text, known) && !isHTML(dereferencedOnce(text), known) && dereferenced(text) == text {
			if got := Label(text); got != Flat(text) {
				t.Errorf("%q: got %q, want it as it is", text, got)
			}
		}
	})
}

// The cut comes after the cleaning, so that a tag costs no room and no half of one is left.
func TestCleanBeforeCut(t *testing.T) {
	t.Parallel()
	words := strings.Repeat("<span style=\"color:red\">word</span> ", maxLine/5)
	if got, want := Label(words), strings.TrimSpace(strings.Repeat("word ", maxLine/5)); got != want {
		t.Errorf("got %d characters ending in %q, want %d ending in %q",
			len(got), got[max(0, len(got)-20):], len(want), want[len(want)-20:])
	}
}

func TestByteOrderMarkOfABody(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"": "", "{}": "{}", "\uFEFF{}": "{}", "\uFEFF": "", "\xef": "\xef", "\xef\xbb": "\xef\xbb", "\uFEFF\uFEFFx": "\uFEFFx", "ab": "ab",
	} {
		for how, in := range map[string]io.Reader{
			"whole": strings.NewReader(body), "byte by byte": iotest.OneByteReader(strings.NewReader(body)),
		} {
			got, err := io.ReadAll(WithoutByteOrderMark(in))
			if string(got) != want || err != nil {
				t.Errorf("%q, %s: got %q, %v, want %q", body, how, got, err, want)
			}
		}
	}
	if _, err := io.ReadAll(WithoutByteOrderMark(iotest.ErrReader(io.ErrClosedPipe))); err != io.ErrClosedPipe {
		t.Errorf("got the error %v, want %v", err, io.ErrClosedPipe)
	}
}
