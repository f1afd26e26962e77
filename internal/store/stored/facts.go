package stored

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// storedFacts is what of an item version 0.1.0 does not know, and therefore neither stores nor loses. Lines has one entry a
// line, or none where no line has any facts.
type storedFacts struct {
	Lines    []lineFacts         `json:"lines,omitempty"`
	Comments []approvals.Comment `json:"comments,omitempty"`
	Older    int                 `json:"older_comments,omitempty"`
	// RequesterDisplay and TargetIsThing say whose request it is, where the references do not.
	RequesterDisplay string `json:"requester_display,omitempty"`
	TargetIsThing    bool   `json:"target_is_thing,omitempty"`
	// UnreadDates are as in approvals.WorkItem.
	UnreadDates []approvals.DateKind `json:"unread_dates,omitempty"`
}

type lineFacts struct {
	State approvals.ItemState `json:"state,omitempty"`
	Start time.Time           `json:"start,omitzero"`
	End   time.Time           `json:"end,omitzero"`
}

func factsJSON(w approvals.WorkItem) []byte {
	f := storedFacts{Comments: w.Comments, Older: w.OlderComments, RequesterDisplay: w.Requester.Display,
		TargetIsThing: w.TargetIsThing, UnreadDates: w.UnreadDates}
	lines, any := make([]lineFacts, len(w.Lines)), false
	for i, l := range w.Lines {
		lines[i] = lineFacts{State: l.State, Start: l.Start, End: l.End}
		any = any || lines[i] != lineFacts{}
	}
	if any {
		f.Lines = lines
	}
	return JSON(f)
}

// factsIn adds the stored facts to an item. They count only for the content that they were stored with: version 0.1.0 may have
// written other content since, and then they are unknown.
func factsIn(r db.WorkItem, w *approvals.WorkItem) (known bool, err error) {
	if r.Facts == nil || !bytes.Equal(r.FactsOf, r.ContentHash) {
		return false, nil
	}
	var f storedFacts
	if err := json.Unmarshal(r.Facts, &f); err != nil {
		return false, fmt.Errorf("read facts of work item %s: %w", r.ID, err)
	}
	w.Comments, w.OlderComments = f.Comments, f.Older
	w.Requester.Display, w.TargetIsThing, w.UnreadDates = f.RequesterDisplay, f.TargetIsThing, f.UnreadDates
	for i := range w.Lines {
		// The state that the lines have may be newer, from a read that raised no card. See Describe.
		var l lineFacts
		if i < len(f.Lines) {
			l = f.Lines[i]
		}
		w.Lines[i].State, w.Lines[i].Start, w.Lines[i].End = l.State, l.Start, l.End
	}
	return true, nil
}

// FactsOn gives the facts that a card was last given, nil where a version showed it that notes none.
func FactsOn(card db.Card) []byte {
	if card.FactsShown == nil || *card.FactsShown != card.Shown {
		return nil
	}
	return card.FactsHash
}
