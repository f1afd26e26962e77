package approvals

import "strconv"

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
