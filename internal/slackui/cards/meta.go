package cards

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards/choosing"
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

// verdictLines stands in the place of a verdict in what the form carries. Version 0.1.0 does not know it: a submission that reaches a
// replica of that version keeps the form open, with a sentence.
const verdictLines approvals.Verdict = "lines"

// LinesMeta is what the form of a decision line by line carries in private_metadata.
type LinesMeta struct {
	DecideMeta
	choosing.Lines
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
	if err != nil || m.Verdict != verdictLines || !approvals.ValidID(m.WorkItemID) || !m.Valid() {
		return LinesMeta{}, fmt.Errorf("parse private metadata: %w", ErrBadValue)
	}
	return m, nil
}

// Fits reports whether the form showed what the item is now, so that its choices are about the same lines.
func (m LinesMeta) Fits(v approvals.CardView) bool {
	return m.RequestMark == v.RequestMark() && m.FactsMark == v.FactsMark() && m.Lines.Fits(v.Item)
}

// Chosen takes over what is chosen on the page that is shown, as that of choosing.Lines does.
func (m LinesMeta) Chosen(chosen func(block string) string) LinesMeta {
	m.Lines = m.Lines.Chosen(chosen)
	return m
}
