package slackui

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Controls of the form in which entities of an access review are decided, and of the button that opens it.
const (
	ActionDecideHere     = "decide_here"
	ActionEntityNext     = "entity_next"
	ActionEntityPrevious = "entity_previous"
	ActionEntityVerdict  = "entity_verdict"
	ActionReviewLink     = "entity_link"
)

// CallbackEntity is the callback id of the form.
const CallbackEntity = "entity"

// EntityMeta is what the form carries to its own submission and to its buttons, in private_metadata: ids, and the mark of what
// it shows; at most 250 characters.
type EntityMeta struct {
	ReviewID string `json:"review"`
	// EntityID is "" where the form shows none.
	EntityID string    `json:"entity,omitempty"`
	CardID   uuid.UUID `json:"card,omitzero"`
	// Asked is the approvals.EntityMark of what the form shows.
	Asked string `json:"asked,omitempty"`
}

// Encode gives the JSON for private_metadata.
func (m EntityMeta) Encode() string {
	raw, _ := json.Marshal(m)
	return string(raw)
}

// maxMark is more than the length of a mark.
const maxMark = 64

// ParseEntityMeta reads what Encode wrote. Anything else is ErrBadValue.
func ParseEntityMeta(s string) (EntityMeta, error) {
	var m EntityMeta
	err := json.Unmarshal([]byte(s), &m)
	if err != nil || !workItemIDForm.MatchString(m.ReviewID) || m.EntityID != "" && !workItemIDForm.MatchString(m.EntityID) || len(m.Asked) > maxMark {
		return EntityMeta{}, fmt.Errorf("parse private metadata: %w", ErrBadValue)
	}
	return m, nil
}

// wish is the decision that the form asks for, but for its comment.
func (m EntityMeta) wish(clickID string, verdict approvals.Verdict) approvals.Click {
	return approvals.Click{ID: clickID, WorkItemID: m.ReviewID, EntityID: m.EntityID, CardID: m.CardID, Asked: m.Asked, Verdict: verdict}
}

// The fields of each entity have block ids of their own: Slack keeps what was typed in a field whose ids come again, and a
// reason for one entity must not go with another. https://docs.slack.dev/surfaces/modals
func (m EntityMeta) verdictBlock() string { return "verdict-" + m.EntityID }
func (m EntityMeta) commentBlock() string { return BlockComment + "-" + m.EntityID }
