// Package choosing keeps what is chosen on the form of a decision line by line, from one of its pages to the next.
package choosing

import (
	"fmt"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// PerPage is how many undecided lines a page of the form has.
const PerPage = 30

// The letters of Lines.Choices.
const (
	approve = 'a'
	deny    = 'd'
	none    = '-'
)

// Lines is what the form carries of its lines.
type Lines struct {
	// LinesMark is the approvals.LinesMark of the item, and Choices has a letter for each of those lines: a to approve, d to deny, - for no
	// choice yet. Page is the one that is shown, from 0.
	LinesMark string `json:"lines"`
	Choices   string `json:"choices"`
	Page      int    `json:"page,omitempty"`
}

// Begun is a form about these lines, of which nothing is chosen yet.
func Begun(mark string, lines int) Lines {
	return Lines{LinesMark: mark, Choices: strings.Repeat(string(none), lines)}
}

// Valid reports whether the form is one that this package could have made.
func (m Lines) Valid() bool {
	strange := strings.Trim(m.Choices, string([]rune{approve, deny, none}))
	return strange == "" && len(m.Choices) <= approvals.MostLines && m.Page >= 0 && m.Page <= len(m.Choices)/PerPage
}

// Fits reports whether the form is about the lines that the item has now.
func (m Lines) Fits(w approvals.WorkItem) bool {
	return m.LinesMark == w.LinesMark() && len(m.Choices) == len(w.OpenLines())
}

// Span gives the first and the last line of the page that is shown, counted from 0 among those of the form; the last is not on it.
func (m Lines) Span() (from, to int) {
	from = min(m.Page*PerPage, len(m.Choices))
	return from, min(from+PerPage, len(m.Choices))
}

// Pages is how many pages the form has.
func (m Lines) Pages() int { return max(1, (len(m.Choices)+PerPage-1)/PerPage) }

// Chosen takes over what is chosen on the page that is shown. chosen gives the value of a block's choice, "" where there is none.
func (m Lines) Chosen(chosen func(block string) string) Lines {
	letters := []byte(m.Choices)
	from, to := m.Span()
	for n := from; n < to; n++ {
		switch approvals.Verdict(chosen(m.BlockOf(n))) {
		case approvals.Approve:
			letters[n] = approve
		case approvals.Deny:
			letters[n] = deny
		default:
			letters[n] = none
		}
	}
	m.Choices = string(letters)
	return m
}

// BlockOf names the block of a line, counted from 0 among those of the form. Its name says which lines the form has, so that nothing that
// was chosen stays where another line has come.
func (m Lines) BlockOf(n int) string { return fmt.Sprintf("line-%s-%d", m.LinesMark, n) }

// VerdictOf is what is chosen for a line, counted from 0 among those of the form; "" where nothing is.
func (m Lines) VerdictOf(n int) approvals.Verdict {
	switch m.Choices[n] {
	case approve:
		return approvals.Approve
	case deny:
		return approvals.Deny
	}
	return ""
}

// Missing are the lines without a choice, counted from 0 among those of the form.
func (m Lines) Missing() (lines []int) {
	for n, letter := range m.Choices {
		if letter == none {
			lines = append(lines, n)
		}
	}
	return lines
}

// OnPage reports whether a line of the form is on the page that is shown.
func (m Lines) OnPage(n int) bool {
	from, to := m.Span()
	return n >= from && n < to
}

// Decisions are what the form decides about an item that it fits, once nothing is missing.
func (m Lines) Decisions(w approvals.WorkItem) approvals.LineDecisions {
	d := make(approvals.LineDecisions, 0, len(m.Choices))
	for i, n := range w.OpenLines() {
		verdict := approvals.Deny
		if m.Choices[i] == approve {
			verdict = approvals.Approve
		}
		d = append(d, approvals.LineDecision{LineID: w.Lines[n].ID, Verdict: verdict})
	}
	return d
}
