package approvals

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
)

// LineDecision is what an approver says of one line of an item.
type LineDecision struct {
	LineID  string  `json:"id"`
	Verdict Verdict `json:"verdict"`
	// Comment is about this line alone; "" where there is none.
	Comment string `json:"comment,omitempty"`
}

// LineDecisions decide an item line by line, and name every line that was undecided. nil decides the item as a whole.
type LineDecisions []LineDecision

// Verdict stands for the whole: Deny where a line is denied. What a denial needs, such a decision needs.
func (d LineDecisions) Verdict() Verdict {
	if d.Counts().Denied > 0 {
		return Deny
	}
	return Approve
}

// Counts says how many lines are approved and how many denied.
func (d LineDecisions) Counts() (n LineCounts) {
	for _, l := range d {
		if l.Verdict == Approve {
			n.Approved++
		} else {
			n.Denied++
		}
	}
	return n
}

// Mixed reports whether some lines are approved and others denied.
func (d LineDecisions) Mixed() bool {
	n := d.Counts()
	return n.Approved > 0 && n.Denied > 0
}

// Of gives what is said of the line with this id; named is false where nothing is.
func (d LineDecisions) Of(lineID string) (l LineDecision, named bool) {
	for _, l := range d {
		if l.LineID == lineID && lineID != "" {
			return l, true
		}
	}
	return LineDecision{}, false
}

// known reports whether each line has an id and one of the two verdicts.
func (d LineDecisions) known() bool {
	return !slices.ContainsFunc(d, func(l LineDecision) bool {
		return !ValidID(l.LineID) || l.Verdict != Approve && l.Verdict != Deny
	})
}

// LinesDecided reads from the lines of an end how each was decided, in the form of a decision. Lines without a state are left out.
func LinesDecided(lines []ApprovalItem) LineDecisions {
	var d LineDecisions
	for _, l := range lines {
		switch l.State {
		case StateFinished:
			d = append(d, LineDecision{LineID: l.ID, Verdict: Approve})
		case StateRejected:
			d = append(d, LineDecision{LineID: l.ID, Verdict: Deny})
		}
	}
	return d
}

// OpenLines are the numbers, from 0, of the lines that nobody has decided yet.
func (w WorkItem) OpenLines() []int {
	var open []int
	for n, l := range w.Lines {
		if !l.Decided() {
			open = append(open, n)
		}
	}
	return open
}

// linesNamed reports whether each line has an id that no other line of the item has.
func (w WorkItem) linesNamed() bool {
	seen := make(map[string]bool, len(w.Lines))
	for _, l := range w.Lines {
		if !ValidID(l.ID) || seen[l.ID] {
			return false
		}
		seen[l.ID] = true
	}
	return true
}

// LinesMark identifies the undecided lines of an item, in their order, in 22 characters (letters, digits, - and _). A form numbers
// them, and what was chosen counts for the same lines alone.
func (w WorkItem) LinesMark() string {
	h := sha256.New()
	for _, n := range w.OpenLines() {
		// No id has a line break in it.
		_, _ = h.Write([]byte(w.Lines[n].ID + "\n"))
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:markLength])
}

// ShowLines gives each line of an ended item the state that the decision of it gave it. It comes after Expose: what identifies the facts
// is of the item as it was decided on.
func (v *CardView) ShowLines() {
	d := v.Decision
	if v.Phase != PhaseEnded || d == nil || d.State != DecisionRecorded || d.Lines == nil {
		return
	}
	v.Item.Lines = slices.Clone(v.Item.Lines)
	for n, l := range v.Item.Lines {
		if said, named := d.Lines.Of(l.ID); named {
			v.Item.Lines[n].State = said.Verdict.IIQState()
		}
	}
}

// DecidedLines are the lines of an item that had a state of their own before a decision was written, by LineKey. IIQ
// may keep these states or replace them.
type DecidedLines map[string]ItemState

// lineKey names a line of an item: by its id, else by its place.
func lineKey(n int, l ApprovalItem) string {
	if l.ID != "" {
		return l.ID
	}
	return "#" + strconv.Itoa(n)
}

// DecidedLinesOf gives those of an item as it was read; nil where there are none.
func DecidedLinesOf(w WorkItem) DecidedLines {
	var d DecidedLines
	for n, l := range w.Lines {
		if l.State.Open() {
			continue
		}
		if d == nil {
			d = DecidedLines{}
		}
		d[lineKey(n, l)] = l.State
	}
	return d
}

// Of is the state that a line had, "" where it had none; n is its place in the item.
func (d DecidedLines) Of(n int, l ApprovalItem) ItemState { return d[lineKey(n, l)] }
