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
	Request string
	// Round is the present round, from 1.
	Round   int32
	Looked  bool
	Earlier []string
}

// Latest gives what the request says about the end of the present round. It is false when the request says nothing, or
// when nobody has read it while the item was open again.
func (e EarlierRounds) Latest(r IdentityRequest, workItemID string) (ApprovalSummary, bool) {
	if e.Unknown() {
		return ApprovalSummary{}, false
	}
	return e.without(r).SummaryOf(workItemID)
}

// without gives the request without the summaries of earlier rounds.
func (e EarlierRounds) without(r IdentityRequest) IdentityRequest {
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
	return r
}

// Unknown reports whether the item is open again and nobody has read its request since.
func (e EarlierRounds) Unknown() bool { return e.Round > 1 && !e.Looked }

// LaterEnd gives how the item ended last, where the request has more ends of it than rounds are known, the present one of which
// is over. known reports whether a summary says what is known of the present round: IIQ's clock may have jumped, so that its time does
// not tell. ours report the same of decisions of ours in earlier rounds, whose summaries may have come after somebody had looked at
// the request. earlier are the fingerprints of all other ends. It is false where there is no later end.
func (e EarlierRounds) LaterEnd(r IdentityRequest, workItemID string, known func(ApprovalSummary) bool,
	ours ...func(ApprovalSummary) bool) (last ApprovalSummary, earlier []string, later bool) {
	ends := e.without(r)
	ends.Summaries = slices.DeleteFunc(ends.Summaries, func(s ApprovalSummary) bool {
		return s.WorkItemID != workItemID || s.State == "" || s.State.Open()
	})
	earlier = slices.Clone(e.Earlier)
	for _, is := range ours {
		if at := slices.IndexFunc(ends.Summaries, is); at >= 0 && len(earlier) < int(e.Round)-1 {
			earlier = append(earlier, ends.Summaries[at].Fingerprint())
			ends.Summaries = slices.Delete(ends.Summaries, at, at+1)
		}
	}
	rounds := int(e.Round) - len(earlier)
	if e.Looked {
		rounds = 1
	}
	if len(ends.Summaries) <= rounds {
		return last, nil, false
	}
	if at := slices.IndexFunc(ends.Summaries, known); at >= 0 {
		earlier = append(earlier, ends.Summaries[at].Fingerprint())
		ends.Summaries = slices.Delete(ends.Summaries, at, at+1)
	}
	last, _ = ends.SummaryOf(workItemID)
	found := false
	for _, s := range ends.Summaries {
		if !found && s.Fingerprint() == last.Fingerprint() {
			found = true
			continue
		}
		earlier = append(earlier, s.Fingerprint())
	}
	return last, earlier, true
}

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
