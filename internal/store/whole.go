package store

import (
	"bytes"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// gapsIn reads what is stored. It counts for the content that it was said of alone: a version that does not tell may have
// written another since.
func gapsIn(r db.WorkItem, w approvals.WorkItem) (gaps []approvals.Gap, unjudged bool) {
	if r.Gaps == nil || !bytes.Equal(r.GapsOf, r.ContentHash) {
		return approvals.CutBefore(w), true
	}
	for _, g := range r.Gaps {
		gaps = append(gaps, approvals.Gap(g))
	}
	return gaps, false
}
