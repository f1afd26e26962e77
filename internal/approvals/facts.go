package approvals

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Comment is what somebody wrote on a work item, or on one of its lines. It is never the requester's justification, whoever
// wrote it.
type Comment struct {
	// Author is "" where IIQ names nobody.
	Author string `json:"author,omitempty"`
	// At is zero where IIQ gives no date.
	At   time.Time `json:"at,omitzero"`
	Text string    `json:"text"`
	// Line is the number of the line that it stands on, from 1; 0 where it is about the item.
	Line int `json:"line,omitempty"`
}

// Decided reports whether the line was decided before the item is.
func (a ApprovalItem) Decided() bool { return !a.State.Open() }

// DecidedLines counts the lines that were decided before the item is.
func (w WorkItem) DecidedLines() int {
	n := 0
	for _, l := range w.Lines {
		if l.Decided() {
			n++
		}
	}
	return n
}

// FactsDigest identifies what, beside that which is requested, would change an approver's mind. Its first half is about the
// item and its lines, its second half about the comments. It is nil where a version stored the item that does not know them
// all. RequestDigest stays as version 0.1.0 makes it, since replicas of that version hold clicks against it.
//
// Comments count: what a colleague wrote since the card went out may be the reason to deny. In a busy thread that costs a
// click each time, and never more, since the refusal stores what was read and the card shows it. See Ask.ToldOfChange for
// what keeps such an item decidable.
func FactsDigest(w WorkItem) []byte {
	if w.Unjudged {
		return nil
	}
	return append(hashOf(factsOf(w)), hashOf(commentsOf(w))...)
}

// commentsOf lists what the second half of a FactsDigest covers.
func commentsOf(w WorkItem) any {
	type comment struct {
		Author, Text string
		At           int64
		Line         int
	}
	said := struct {
		Comments []comment `json:",omitempty"`
		Older    int
	}{nil, w.OlderComments}
	said.Comments = slices.Grow(said.Comments, len(w.Comments))
	for _, c := range w.Comments {
		said.Comments = append(said.Comments, comment{c.Author, c.Text, millis(c.At), c.Line})
	}
	return said
}

// factsOf lists what the first half of a FactsDigest covers. Every field of an item is here, in RequestDigest, or in the list
// of the test TestEveryFieldIsShownAndGuarded.
func factsOf(w WorkItem) any {
	type line struct {
		DisplayName, DisplayValue, Comment string
		Values                             []string `json:",omitempty"`
		Privileged                         bool
		State                              ItemState
		Start, End                         int64
	}
	facts := struct {
		Requester, TargetDisplay, Description, Justification string
		Violations                                           []string `json:",omitempty"`
		Lines                                                []line
	}{w.Requester.ID, w.Target.Display, w.Description, w.Justification, slices.Sorted(slices.Values(w.Violations)), nil}
	if facts.Requester == "" {
		// Somebody who is renamed stays the same requester.
		facts.Requester = w.Requester.Name
	}
	facts.Lines = slices.Grow(facts.Lines, len(w.Lines))
	for _, l := range w.Lines {
		state := l.State
		if state.Open() {
			state = ""
		}
		facts.Lines = append(facts.Lines, line{l.DisplayName, l.DisplayValue, l.Comment, l.Values, l.Privileged, state,
			millis(l.Start), millis(l.End)})
	}
	return facts
}

// millis is a date as IIQ gives it; 0 where there is none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func hashOf(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		// Strings, numbers and times always marshal.
		panic(fmt.Sprintf("marshal facts: %v", err))
	}
	h := sha256.Sum256(b)
	return h[:]
}

// FactsMark is a FactsDigest in 22 characters (letters, digits, - and _), for what a control carries; "" where there is none.
func FactsMark(digest []byte) string {
	if digest == nil {
		return ""
	}
	h := sha256.Sum256(digest)
	return base64.RawURLEncoding.EncodeToString(h[:markLength])
}

// FactsMark is the FactsMark of the item that the view is about, whether or not its content is hidden.
func (v CardView) FactsMark() string { return FactsMark(v.FactsDigest) }

// newer reports whether the item has facts that no card of version 0.1.0 shows: dates, lines that are decided, comments.
func newer(w WorkItem) bool {
	return len(w.Comments) > 0 || w.OlderComments > 0 || slices.ContainsFunc(w.Lines, func(l ApprovalItem) bool {
		return l.Decided() || !l.Start.IsZero() || !l.End.IsZero()
	})
}

// factsChangedFor reports whether the facts are not those that the control showed, or that the decision was taken on. A
// control that does not say what it showed may be one of version 0.1.0, and is believed where that version shows as much.
func (s Standing) factsChangedFor(a Ask) bool {
	now := FactsDigest(s.Item)
	if now == nil {
		return false
	}
	if a.AskedFacts != nil && !sameFacts(a.AskedFacts, now, a.ToldOfChange) {
		return true
	}
	if a.CardFacts != nil && !bytes.Equal(a.CardFacts, now) || a.FactsMark != "" && a.FactsMark != FactsMark(now) {
		return true
	}
	return newer(s.Item) && (a.CardDigest != nil && a.CardFacts == nil || a.RequestMark != "" && a.FactsMark == "")
}

// sameFacts compares two FactsDigests; without the comments where these are left out.
func sameFacts(a, b []byte, butComments bool) bool {
	if butComments && len(a) == len(b) {
		return bytes.Equal(a[:len(a)/2], b[:len(b)/2])
	}
	return bytes.Equal(a, b)
}
