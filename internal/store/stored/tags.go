package stored

import (
	"bytes"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// TagToKeep is the tag that is stored with an item; nil where no gateway told it. docs/gateway-contract.md#the-tag
func TagToKeep(w approvals.WorkItem) *string {
	if !w.ByGateway {
		return nil
	}
	return TextPtr(w.Tag)
}

// tagIn is the tag of the content that the row has; "" where another content was stored since, by a version that keeps no tags.
func tagIn(r db.WorkItem) string {
	if r.Tag == nil || !bytes.Equal(r.TagOf, r.ContentHash) {
		return ""
	}
	return *r.Tag
}
