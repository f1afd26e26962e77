package approvals

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// Gap names a kind of content of a work item that was not read whole.
type Gap string

// The kinds of gaps. The words are stored, and are labels of a metric.
const (
	// GapSet: something other than an approval set stands where one should, or there are several.
	GapSet Gap = "approval_set"
	// GapDate: the date at which the access of a line begins or ends cannot be read.
	GapDate Gap = "date"
	// GapLine: a line has an unknown shape.
	GapLine Gap = "line"
	// GapLines: there are more lines than are read.
	GapLines Gap = "lines"
	// GapText: a text is longer than is read, or is given twice with different words.
	GapText Gap = "text"
	// GapEncoding: a text has characters that could not be decoded.
	GapEncoding Gap = "encoding"
	// GapPeople: the name of the owner, the requester or the target is longer than is read, or could not be decoded.
	GapPeople Gap = "people"
	// GapViolations: policy violations have an unknown shape, or are more than are read.
	GapViolations Gap = "violations"
	// GapSize: the object as a whole is larger than is read.
	GapSize Gap = "size"
)

// Gaps lists them all.
func Gaps() []Gap {
	return []Gap{GapSet, GapDate, GapEncoding, GapLine, GapLines, GapPeople, GapSize, GapText, GapViolations}
}

// Whole reports whether all that the item says was read. Nobody has seen what was not read, and no rule was applied to
// it. Such an item is decided in IIQ alone, and counts as anything that a rule could look for.
func (w WorkItem) Whole() bool { return len(w.Unread) == 0 }

// GapsOf is the stored form of Unread; nil where it is unknown.
func GapsOf(w WorkItem) []string {
	if w.Unjudged {
		return nil
	}
	gaps := []string{}
	for _, g := range w.Unread {
		gaps = append(gaps, string(g))
	}
	return gaps
}

// ReadOtherwise reports whether a read covered more or less of the item than what is stored, or other facts than those, so that
// its cards change. ContentHash does not cover these facts.
func ReadOtherwise(seen, was WorkItem) bool {
	if was.Unjudged {
		return !slices.Equal(seen.Unread, was.Unread) || !seen.Whole() || newer(seen) || seen.TargetIsThing ||
			len(seen.UnreadDates) > 0 || seen.Justification != was.Justification
	}
	return !slices.Equal(seen.Unread, was.Unread) || !bytes.Equal(FactsDigest(seen), FactsDigest(was)) ||
		seen.TargetIsThing != was.TargetIsThing || !slices.Equal(seen.UnreadDates, was.UnreadDates)
}

// The lengths at which version 0.1.0 cut, in characters and lines.
const (
	oldLine  = 1000
	oldProse = 4000
	oldLines = 1000
	oldRest  = " more, to be seen in IdentityIQ"
)

// CutBefore finds what a version that stored no gaps has cut. Such texts end at its limits, with an ellipsis. What
// that version passed over without a trace is found when the item is read again, at the latest just before a decision
// is written.
func CutBefore(w WorkItem) []Gap {
	cut := func(s string, at int) bool {
		return len(s) >= at && strings.HasSuffix(s, "…") && utf8.RuneCountInString(s) == at
	}
	gaps := []Gap(nil)
	if n := len(w.Lines); n == oldLines && w.Lines[n-1].ID == "" && strings.HasSuffix(w.Lines[n-1].DisplayValue, oldRest) {
		gaps = append(gaps, GapLines)
	}
	texts := append([]string{w.Requester.Name, w.Target.Name, w.Target.Display}, w.Violations...)
	for _, l := range w.Lines {
		texts = append(texts, l.Application, l.Operation, l.Name, l.Value, l.DisplayName, l.DisplayValue, l.NativeIdentity)
	}
	short := cut(w.Description, oldProse) || cut(w.Justification, oldProse)
	for _, t := range texts {
		short = short || cut(t, oldLine)
	}
	if short {
		gaps = append(gaps, GapText)
	}
	return gaps
}
