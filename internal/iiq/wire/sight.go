package wire

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shorten"
)

// Bounds of one item. What exceeds them is not read, and the item says so: see sight.
const (
	// maxValue bounds each text of an item, in characters.
	maxValue = 64 << 10
	// maxContent bounds the texts of all lines together, in bytes.
	maxContent = 1 << 20
)

// sight reads one object and notes what was not read whole. Everything that cuts, drops or skips a part of an item has
// to go through it, since nobody may decide here on content that nobody has read.
type sight struct {
	missed map[approvals.Gap]bool
	// content counts the bytes of the lines' texts.
	content int
	// comments collects what is written on the item and on its lines.
	comments []approvals.Comment
	// unreadDates are the dates that could not be read.
	unreadDates DatesUnread
}

// stamp reads a date of the object. One that cannot be read is zero, and is noted, so that nobody takes it for one that is not there.
func (s *sight) stamp(text string, kind approvals.DateKind) time.Time {
	t, err := stamp(text)
	if err != nil {
		s.unreadDates.note(kind)
	}
	return t
}

func (s *sight) miss(g approvals.Gap) {
	if s.missed == nil {
		s.missed = map[approvals.Gap]bool{}
	}
	s.missed[g] = true
}

// gaps lists what was not read whole, in order; nil where everything was.
func (s *sight) gaps() []approvals.Gap {
	var out []approvals.Gap
	for g := range s.missed {
		out = append(out, g)
	}
	slices.Sort(out)
	return out
}

// line is a name or a value on one line, whole up to maxValue characters.
func (s *sight) line(text string) string { return s.readLetters(onOneLine(text)) }

// label is line for a text that people wrote for people, which may be HTML.
func (s *sight) label(text string) string { return s.readLetters(Flat(AsProse(text))) }

func (s *sight) readLetters(clean string) string {
	s.damage(clean)
	return s.bounded(clean, maxValue)
}

// prose keeps the line breaks and blanks of a person's text. A reader sees undecodable characters in it, and they
// decide nothing.
func (s *sight) prose(text string) string { return s.bounded(AsProse(text), maxValue) }

func (s *sight) bounded(text string, most int) string {
	out := shorten.To(most, text)
	if out != text {
		s.miss(approvals.GapText)
	}
	return out
}

// damage notes that some characters of a text could not be decoded. It is unknown which they were.
func (s *sight) damage(text string) {
	if strings.ContainsRune(text, utf8.RuneError) {
		s.miss(approvals.GapEncoding)
	}
}

// party notes whether a person's names were cut or damaged, since rules and ownership of a request depend on them.
func (s *sight) party(r approvals.Ref) approvals.Ref {
	for _, name := range []string{r.Name, r.Display} {
		if strings.HasSuffix(name, Ellipsis) && utf8.RuneCountInString(name) == maxLine {
			s.miss(approvals.GapPeople)
		}
		if strings.ContainsRune(name, utf8.RuneError) {
			s.miss(approvals.GapPeople)
		}
	}
	return r
}

// whole notes whether the parser dropped something of the element or of what is below it.
func (s *sight) whole(n *node) {
	if n.lossy() {
		s.miss(approvals.GapText)
	}
}

// description is what the item is about, by its child or its attribute. Where both exist and differ, it is unknown
// which one counts.
func (s *sight) description(n *node) string {
	var texts []string
	for _, d := range n.children("Description") {
		s.whole(d)
		texts = append(texts, d.value())
	}
	texts = append(texts, n.attr("description"))
	texts = slices.DeleteFunc(texts, func(t string) bool { return strings.TrimSpace(t) == "" })
	if n.lost {
		s.miss(approvals.GapText)
	}
	if len(texts) == 0 {
		return ""
	}
	if slices.ContainsFunc(texts, func(t string) bool { return AsProse(t) != AsProse(texts[0]) }) {
		s.miss(approvals.GapText)
	}
	s.damage(AsProse(texts[0]))
	return s.prose(texts[0])
}
