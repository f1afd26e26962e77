package approvals

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

// content is what of a work item a card tells. Stamps and completion are left out: they change without the card's
// words changing.
func ContentHash(w WorkItem) []byte {
	c := w
	c.State, c.Completer, c.CompletionComments, c.Described = "", "", "", false
	// Of what both read whole, this version and the ones before have the same hash, so that neither rewrites what the other wrote.
	c.Unread, c.Unjudged = nil, false
	c.Modified, c.Created, c.Certification = time.Time{}, time.Time{}, ""
	c.Lines = make([]ApprovalItem, len(w.Lines))
	for i, l := range w.Lines {
		l.State, l.Description = "", ""
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

// KeepDescriptions carries descriptions that were read by id over to a newer sight of the same lines.
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
