package cards

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// maxPrivateMetadata is Slack's limit, in characters: https://docs.slack.dev/reference/views/modal-views
const maxPrivateMetadata = 3000

// DecideMeta is what the decide modal carries in private_metadata for its submission.
type DecideMeta struct {
	WorkItemID string `json:"item"`
	// CardID, ChannelID, MessageTS and ResponseURL are those of the clicked card; empty when FromHome.
	CardID      uuid.UUID         `json:"card,omitzero"`
	Verdict     approvals.Verdict `json:"verdict"`
	ChannelID   string            `json:"channel,omitempty"`
	MessageTS   string            `json:"ts,omitempty"`
	ResponseURL string            `json:"url,omitempty"`
	FromHome    bool              `json:"home,omitempty"`
	// RequestMark is the approvals.RequestMark of what the modal shows.
	RequestMark string `json:"asked,omitempty"`
	// FactsMark is the approvals.FactsMark of the same. A version that knows none passes it over.
	FactsMark string `json:"facts,omitempty"`
	// ConfirmProof is that of the view, on a form that approves.
	ConfirmProof string `json:"proof,omitempty"`
	// Shown is the text of the clicked message, for the audit log.
	Shown string `json:"shown,omitempty"`
}

// Click is the decision that the modal asks for, without its comment.
func (m DecideMeta) Click(clickID string) approvals.Click {
	return approvals.Click{
		ID: clickID, WorkItemID: m.WorkItemID, CardID: m.CardID, RequestMark: m.RequestMark, FactsMark: m.FactsMark,
		ConfirmProof: m.ConfirmProof, Verdict: m.Verdict,
		ChannelID: m.ChannelID, MessageTS: m.MessageTS, ResponseURL: m.ResponseURL, Shown: m.Shown,
	}
}

// Encode gives the JSON for private_metadata, 3,000 characters at most. It keeps as much of the message's text as
// fits. A response URL that does not fit is left out; chat.update alone then changes the card.
func (m DecideMeta) Encode() string { return encodeFitting(&m, &m.Shown, &m.ResponseURL) }

// encodeFitting encodes what a form carries, with as much of the text as fits, and with the address if that does.
func encodeFitting(meta any, shown, address *string) string {
	for {
		raw, err := json.Marshal(meta)
		switch text := []rune(*shown); {
		case err == nil && utf8.RuneCount(raw) <= maxPrivateMetadata:
			return string(raw)
		case len(text) > 0:
			*shown = string(text[:len(text)/2])
		case *address != "":
			*address = ""
		default:
			return string(raw)
		}
	}
}

// ParseDecideMeta reads what Encode wrote. Anything else is ErrBadValue.
func ParseDecideMeta(s string) (DecideMeta, error) {
	var m DecideMeta
	if err := json.Unmarshal([]byte(s), &m); err != nil {
		return DecideMeta{}, fmt.Errorf("parse private metadata: %w", ErrBadValue)
	}
	known := m.Verdict == approvals.Approve || m.Verdict == approvals.Deny
	if !known || !approvals.ValidID(m.WorkItemID) {
		return DecideMeta{}, fmt.Errorf("parse private metadata: %w", ErrBadValue)
	}
	return m, nil
}

// LinesPerPage is how many undecided lines a page of the form has.
const LinesPerPage = 30

// The letters of LinesMeta.Choices.
const (
	choiceApprove = 'a'
	choiceDeny    = 'd'
	choiceNone    = '-'
)

// verdictLines stands in the place of a verdict in what the form carries. Version 0.1.0 does not know it: a submission that reaches a
// replica of that version keeps the form open, with a sentence.
const verdictLines approvals.Verdict = "lines"

// LinesMeta is what the form of a decision line by line carries in private_metadata.
type LinesMeta struct {
	DecideMeta
	// LinesMark is the approvals.LinesMark of the item, and Choices has a letter for each of those lines: a to approve, d to deny, - for no
	// choice yet. Page is the one that is shown, from 0.
	LinesMark string `json:"lines"`
	Choices   string `json:"choices"`
	Page      int    `json:"page,omitempty"`
}

// Click is the decision that the form asks for, without its comment and its lines.
func (m LinesMeta) Click(clickID string) approvals.Click {
	c := m.DecideMeta.Click(clickID)
	c.Verdict = ""
	return c
}

// Encode gives the JSON for private_metadata, as that of DecideMeta does.
func (m LinesMeta) Encode() string {
	m.Verdict = verdictLines
	return encodeFitting(&m, &m.Shown, &m.ResponseURL)
}

// ParseLinesMeta reads what Encode wrote. Anything else is ErrBadValue.
func ParseLinesMeta(s string) (LinesMeta, error) {
	var m LinesMeta
	err := json.Unmarshal([]byte(s), &m)
	letters := strings.Trim(m.Choices, string([]rune{choiceApprove, choiceDeny, choiceNone}))
	if err != nil || m.Verdict != verdictLines || !approvals.ValidID(m.WorkItemID) || letters != "" || len(m.Choices) > approvals.MostLines ||
		m.Page < 0 || m.Page > len(m.Choices)/LinesPerPage {
		return LinesMeta{}, fmt.Errorf("parse private metadata: %w", ErrBadValue)
	}
	return m, nil
}

// Fits reports whether the form showed what the item is now, so that its choices are about the same lines.
func (m LinesMeta) Fits(v approvals.CardView) bool {
	return m.RequestMark == v.RequestMark() && m.FactsMark == v.FactsMark() && m.LinesMark == v.Item.LinesMark() &&
		len(m.Choices) == len(v.Item.OpenLines())
}

// pageOf gives the first and the last line of a page, counted from 0 among those of the form; the last is not on it.
func pageOf(page, lines int) (from, to int) {
	from = min(page*LinesPerPage, lines)
	return from, min(from+LinesPerPage, lines)
}

// Pages is how many pages the form has.
func (m LinesMeta) Pages() int { return max(1, (len(m.Choices)+LinesPerPage-1)/LinesPerPage) }

// Chosen takes over what is chosen on the page that is shown. chosen gives the value of a block's choice, "" where there is none.
func (m LinesMeta) Chosen(chosen func(block string) string) LinesMeta {
	letters := []byte(m.Choices)
	from, to := pageOf(m.Page, len(letters))
	for n := from; n < to; n++ {
		switch approvals.Verdict(chosen(m.BlockOf(n))) {
		case approvals.Approve:
			letters[n] = choiceApprove
		case approvals.Deny:
			letters[n] = choiceDeny
		default:
			letters[n] = choiceNone
		}
	}
	m.Choices = string(letters)
	return m
}

// BlockOf names the block of a line, counted from 0 among those of the form. Its name says which lines the form has, so that nothing that
// was chosen stays where another line has come.
func (m LinesMeta) BlockOf(n int) string { return fmt.Sprintf("line-%s-%d", m.LinesMark, n) }

// Missing are the lines without a choice, counted from 0 among those of the form.
func (m LinesMeta) Missing() (lines []int) {
	for n, letter := range m.Choices {
		if letter == choiceNone {
			lines = append(lines, n)
		}
	}
	return lines
}

// OnPage reports whether a line of the form is on the page that is shown.
func (m LinesMeta) OnPage(n int) bool {
	from, to := pageOf(m.Page, len(m.Choices))
	return n >= from && n < to
}

// Decisions are what the form decides about an item that it fits, once nothing is missing.
func (m LinesMeta) Decisions(w approvals.WorkItem) approvals.LineDecisions {
	d := make(approvals.LineDecisions, 0, len(m.Choices))
	for i, n := range w.OpenLines() {
		verdict := approvals.Deny
		if m.Choices[i] == choiceApprove {
			verdict = approvals.Approve
		}
		d = append(d, approvals.LineDecision{LineID: w.Lines[n].ID, Verdict: verdict})
	}
	return d
}
