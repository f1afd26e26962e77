package approvals

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// LineCounts is how many lines of a mixed outcome went which way.
type LineCounts struct {
	Approved int `json:"approved"`
	Denied   int `json:"denied"`
}

// OutcomeFrom gives an item's outcome by the summary in its identity request. now stands in where IIQ gives no date.
func OutcomeFrom(s ApprovalSummary, now time.Time) OutcomeView {
	o, approved, denied := OutcomeOf(s.State, s.Lines)
	at := s.Ended
	if at.IsZero() {
		at = now
	}
	return OutcomeView{Outcome: o, By: s.Completer, Comment: s.said(), Comments: slices.Concat(s.written(), s.Comments), At: at,
		Approved: approved, Denied: denied, State: s.State, Lines: s.Lines}
}

// OutcomeOf reads how an item ended from its state and its lines. A denied approval may itself read Finished while its
// lines read Rejected (docs/iiq-wire.md#approval-sets), so the lines count first. Lines without a state say nothing,
// and then the item's state counts. approved and denied count the lines that have a state.
func OutcomeOf(state ItemState, lines []ApprovalItem) (o Outcome, approved, denied int) {
	for _, l := range lines {
		switch l.State {
		case StateFinished:
			approved++
		case StateRejected:
			denied++
		}
	}
	switch state {
	case StateExpired:
		return OutcomeExpired, approved, denied
	case StateCanceled:
		return OutcomeCanceled, approved, denied
	case StateReturned:
		return OutcomeReturned, approved, denied
	}
	switch {
	case approved > 0 && denied > 0:
		return OutcomeMixed, approved, denied
	case denied > 0:
		return OutcomeDenied, approved, denied
	case approved > 0 && state != StateRejected:
		return OutcomeApproved, approved, denied
	case state == StateFinished:
		return OutcomeApproved, approved, denied
	case state == StateRejected:
		return OutcomeDenied, approved, denied
	}
	return OutcomeCompleted, approved, denied
}

// CleanComment turns an approver's words into what IIQ will give back: no control characters, trimmed ends, at most
// MaxComment characters.
func CleanComment(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), " "))
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > MaxComment {
		s = strings.TrimSpace(string(r[:MaxComment]))
	}
	return s
}

// SentComment is what IIQ is given: the approver's words and their name.
func SentComment(comment, deciderName string) string {
	signature := fmt.Sprintf("(%s, in Slack)", deciderName)
	if comment == "" {
		return signature
	}
	return comment + " " + signature
}

// MaxComment is how long an approver's comment may be, in characters.
const MaxComment = 2000
