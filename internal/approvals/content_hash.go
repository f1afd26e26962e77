package approvals

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ContentHash covers the fields that a card shows. Stamps and completion are left out, since they change without any
// change of the card.
func ContentHash(w WorkItem) []byte {
	c := w
	c.State, c.Completer, c.CompletionComments, c.Described = "", "", "", false
	// An item that was read whole has the same hash in this version and those before, so that neither rewrites what the
	// other wrote. FactsDigest covers what version 0.1.0 does not know.
	c.Unread, c.Unjudged = nil, false
	c.Comments, c.OlderComments = nil, 0
	if c.Justification == "" {
		c.Justification = takenForJustification(w.Comments)
	}
	c.Modified, c.Created, c.Certification = time.Time{}, time.Time{}, ""
	c.Lines = make([]ApprovalItem, len(w.Lines))
	for i, l := range w.Lines {
		l.State, l.Description, l.Start, l.End = "", "", time.Time{}, time.Time{}
		c.Lines[i] = l
	}
	b, err := json.Marshal(c)
	if err != nil {
		// Strings, numbers and times always marshal.
		panic(fmt.Sprintf("marshal work item: %v", err))
	}
	h := sha256.Sum256(b)
	return h[:]
}

// takenForJustification is what version 0.1.0 reads as the justification of an item without one: the comments on it. The hash
// has it, so that neither version rewrites what the other wrote.
func takenForJustification(comments []Comment) string {
	var texts []string
	for _, c := range comments {
		text := cutAsBefore(c.Text)
		if c.Line == 0 && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return cutAsBefore(strings.Join(texts, "\n"))
}

// cutAsBefore cuts a text where version 0.1.0 does.
func cutAsBefore(s string) string {
	if r := []rune(s); len(r) > oldProse {
		return string(r[:oldProse-1]) + "…"
	}
	return s
}

// KeepDescriptions copies descriptions that were read by id to a newer read of the same lines.
func KeepDescriptions(seen *WorkItem, old WorkItem) {
	if seen.Described || !old.Described {
		return
	}
	texts := map[string]string{}
	for _, l := range old.Lines {
		texts[l.ID+"\x00"+l.Value] = l.Description
	}
	all := true
	for i, l := range seen.Lines {
		t, known := texts[l.ID+"\x00"+l.Value]
		if seen.Lines[i].Description == "" {
			seen.Lines[i].Description = t
		}
		all = all && known
	}
	seen.Described = all
}
