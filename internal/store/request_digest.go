package store

import (
	"bytes"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// AskedStill reports whether the item, as read back, still asks for what the decision was about.
func (c Claim) AskedStill(w approvals.WorkItem) bool {
	return c.asked == nil || bytes.Equal(c.asked, approvals.RequestDigest(w))
}

func digestOf(row db.WorkItem) []byte {
	w, err := workItemFrom(row)
	if err != nil {
		return nil
	}
	return approvals.RequestDigest(w)
}
