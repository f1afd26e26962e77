package approvals

import (
	"html"
	"slices"
	"strings"
	"unicode"
)

// Booking is what is known of a decision that was sent, from how IIQ says that its item ended.
type Booking string

// A decision is booked by the completer, the state and the lines together. Where they do not fit together, or IIQ does
// not say, the booking is in doubt.
const (
	// BookedRecorded: IIQ has the decision.
	BookedRecorded Booking = "recorded"
	// BookedOther: the item ended otherwise, and the decision had no effect.
	BookedOther Booking = "other"
	// BookedDoubt: nobody can say from this.
	BookedDoubt Booking = "doubt"
	// BookedContested is a doubt, too: IIQ names somebody else, and the comment is ours.
	BookedContested Booking = "contested"
)

// Sent is a decision as it was sent to IIQ.
type Sent struct {
	Write   Write
	Decider Decider
	// Before are the lines that had been decided before.
	Before DecidedLines
	// Answered is true where IIQ answered this write itself, with 200 and this item.
	Answered bool
}

// Book judges a decision that was sent by how IIQ says that its item ended; o.By is IIQ's own word for the completer.
//
//	                 completer: the decider     not named, or a namesake     somebody else
//	as decided       recorded (1)               recorded if surely ours      other (2)
//	otherwise        other (3)                  other (4)                    other
//	not told         doubt                      doubt                        doubt
//
// (1) doubt where the comment is quite another one; (2) contested where it is surely ours; (3) doubt where only some lines
// differ and it is surely ours; (4) doubt where it is surely ours. Surely ours is what answers the write itself, or has our
// comment.
func (s Sent) Book(o OutcomeView) Booking {
	by, words := s.Decider.completer(o.By), s.wordsOf(o.Comments)
	ours := s.Answered || words == wordsOurs
	switch s.direction(o) {
	case directionUnknown:
		return BookedDoubt
	case directionOther:
		partly := o.Outcome == OutcomeMixed && by != completerOther
		if ours && (partly || by == completerUnnamed) {
			return BookedDoubt
		}
		return BookedOther
	}
	switch {
	case by == completerOther && ours:
		return BookedContested
	case by == completerOther:
		return BookedOther
	case by == completerDecider && (s.Answered || words != wordsForeign), ours:
		return BookedRecorded
	}
	return BookedDoubt
}

// Named reports whether IIQ names a completer, whoever that is.
func (o OutcomeView) Named() bool { return plainName(o.By) != "" }

// direction is whether the state and the lines of an end are what was decided.
type direction int

const (
	directionUnknown direction = iota
	directionOurs
	directionOther
)

// direction compares each line that has a state: it must have the decision's, or the one that it had before. Where no
// line has one, the item's state counts, which says nothing of lines that were decided differently.
func (s Sent) direction(o OutcomeView) direction {
	switch o.Outcome {
	case OutcomeApproved, OutcomeDenied, OutcomeMixed:
	case OutcomeExpired, OutcomeCanceled, OutcomeReturned:
		return directionOther
	default:
		return directionUnknown
	}
	if fresh, told := s.lines(o.Lines); told {
		switch {
		case fresh == directionOther:
			return directionOther
		case s.Write.Whole() == StateFinished && o.State == StateRejected && o.Denied == 0:
			// The item says the opposite of all of its lines.
			return directionUnknown
		case fresh == directionOurs || s.Write.Whole() != "" && o.State == s.Write.Whole():
			return directionOurs
		}
		return directionUnknown
	}
	switch want := (map[ItemState]Outcome{StateFinished: OutcomeApproved, StateRejected: OutcomeDenied})[s.Write.Whole()]; want {
	case OutcomeNone:
		return directionUnknown
	case o.Outcome:
		return directionOurs
	}
	return directionOther
}

// lines is directionOurs where at least one line was decided by the write and none against it. told is false where no
// line has a state.
func (s Sent) lines(lines []ApprovalItem) (d direction, told bool) {
	kept, strange := s.Before.perState(), !s.Before.has(lines)
	if s.Write.Lines != nil && !s.names(lines) && strange {
		return s.linesByNumber(lines)
	}
	for n, l := range lines {
		if l.State != StateFinished && l.State != StateRejected {
			continue
		}
		told = true
		before, known := s.Before[lineKey(n, l)]
		switch {
		case l.State == s.Write.wants(l) && before != l.State:
			d = directionOurs
		case l.State == s.Write.wants(l) || known && before == l.State:
		case s.Write.Lines == nil && strange && kept[l.State] > 0:
			// The lines have other ids than before, so only their number can be compared.
			kept[l.State]--
		default:
			return directionOther, true
		}
	}
	return d, told
}

// names reports whether the write names one of these lines.
func (s Sent) names(lines []ApprovalItem) bool {
	return slices.ContainsFunc(lines, func(l ApprovalItem) bool { return s.Write.wants(l) != "" })
}

// linesByNumber is lines for a decision line by line whose lines IIQ tells of under other ids: only how many have which state can be
// compared.
func (s Sent) linesByNumber(lines []ApprovalItem) (d direction, told bool) {
	want, n := s.Before.perState(), s.Write.Lines.Counts()
	want[StateFinished] += n.Approved
	want[StateRejected] += n.Denied
	d = directionOurs
	for _, l := range lines {
		if l.State != StateFinished && l.State != StateRejected {
			continue
		}
		told = true
		if want[l.State]--; want[l.State] < 0 {
			d = directionOther
		}
	}
	return d, told
}

func (d DecidedLines) perState() map[ItemState]int {
	counts := map[ItemState]int{}
	for _, state := range d {
		counts[state]++
	}
	return counts
}

// has reports whether one of these lines is among those that were decided before.
func (d DecidedLines) has(lines []ApprovalItem) bool {
	for n, l := range lines {
		if _, known := d[lineKey(n, l)]; known {
			return true
		}
	}
	return false
}

// wording is how the comments of an end relate to the comment that was sent.
type wording int

const (
	// wordsNone say nothing: there are none, or only the beginning of ours.
	wordsNone wording = iota
	wordsOurs
	wordsForeign
)

// wordsOf compares by letters and digits alone, since IIQ may escape signs, lose emoji and change white space. The whole
// comment counts, with the signature at its end: others write the same few words, and a comment begins like ours by
// chance.
func (s Sent) wordsOf(comments []string) wording {
	sent := bareLetters(s.Write.Comment)
	found := wordsNone
	for _, c := range comments {
		switch got := bareLetters(c); {
		case got == sent && got != "":
			return wordsOurs
		case !strings.HasPrefix(sent, got):
			found = wordsForeign
		}
	}
	return found
}

// bareLetters keeps the letters and digits of a text that every database keeps.
func bareLetters(s string) string {
	s = html.UnescapeString(html.UnescapeString(s))
	return strings.Map(func(r rune) rune {
		if r > 0xffff || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}
