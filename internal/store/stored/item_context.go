package stored

import (
	"bytes"
	"encoding/json"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// maxContext bounds what is kept of one context, in bytes. Beyond it the facts of the lines are left out, which are the most.
const maxContext = 2 << 20

// ContextJSON encodes a context for its column.
func ContextJSON(c approvals.ItemContext) []byte {
	if b := JSON(c); len(b) <= maxContext {
		return b
	}
	c.Lines = nil
	return JSON(c)
}

// ContextIn is the stored context of an item. It counts only for what it was read of. One that cannot be read is unknown, since facts
// never keep a card back.
func ContextIn(r db.ItemContext, w approvals.WorkItem) approvals.ItemContext {
	var c approvals.ItemContext
	if r.Content == nil || !bytes.Equal(r.About, approvals.ContextSubject(w)) || json.Unmarshal(r.Content, &c) != nil {
		return approvals.ItemContext{}
	}
	return c
}
