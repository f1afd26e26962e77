package approvals

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// EarlierRounds tells the ending of an item's present round from those of earlier rounds. An identity request keeps all of
// them. Times cannot tell them apart, since IIQ's clock may have jumped in between.
type EarlierRounds struct {
	// Request is the name of the identity request; "" when the item has none.
	Request  string
	Reopened bool
	Looked   bool
	Earlier  []string
}

// Latest gives what the request says about the end of the present round. It is false when the request says nothing, or
// when nobody has read it while the item was open again.
func (e EarlierRounds) Latest(r IdentityRequest, workItemID string) (ApprovalSummary, bool) {
	if e.Unknown() {
		return ApprovalSummary{}, false
	}
	earlier := slices.Clone(e.Earlier)
	r.Summaries = slices.DeleteFunc(slices.Clone(r.Summaries), func(s ApprovalSummary) bool {
		at := slices.Index(earlier, s.Fingerprint())
		if at < 0 {
			return false
		}
		// Of two identical summaries, one is of an earlier round and one of this.
		earlier = slices.Delete(earlier, at, at+1)
		return true
	})
	return r.SummaryOf(workItemID)
}

// Unknown reports whether the item is open again and nobody has read its request since.
func (e EarlierRounds) Unknown() bool { return e.Reopened && !e.Looked }

// Fingerprint is 32 hexadecimal characters that are equal for equal summaries alone.
func (s ApprovalSummary) Fingerprint() string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%q %q %q %d %q", s.WorkItemID, s.State, s.Completer, s.Ended.UnixMilli(), strings.Join(s.written(), "\n"))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// written gives the comments as they stand on the wire; Comments where only they are known.
func (s ApprovalSummary) written() []string {
	if len(s.Written) > 0 {
		return s.Written
	}
	return s.Comments
}

// Reopened is an item that is open again, and whose identity request nobody has read since.
type Reopened struct {
	ID      string
	Round   int32
	Request string
}
