package stored

import (
	"bytes"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// gapsIn reads the stored gaps. They count only for the content that they were stored with, since a version that
// stored no gaps may have written other content since.
func gapsIn(r db.WorkItem, w approvals.WorkItem) (gaps []approvals.Gap, unjudged bool) {
	if r.Gaps == nil || !bytes.Equal(r.GapsOf, r.ContentHash) {
		return approvals.CutBefore(w), true
	}
	for _, g := range r.Gaps {
		gaps = append(gaps, approvals.Gap(g))
	}
	return gaps, false
}
