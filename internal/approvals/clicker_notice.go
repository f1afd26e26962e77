package approvals

import "time"

// ClickerNotice is what the clicker is told about a decision that has ended.
type ClickerNotice struct {
	// Language is the clicker's.
	Language    Language
	State       DecisionState
	Refusal     *Refusal
	WorkItemID  string
	IdentityID  string
	SlackTeamID string
	SlackUserID string
	ChannelID   string
	InRun       bool
	// EntityID is the entity of an access review that a decision of 0.1.0 was about, "" where it was about an item.
	// EntityName is the entity's name as people know it.
	EntityID   string
	EntityName string
	Verdict    Verdict
	// Trouble is what kept IIQ from taking a decision that was given up.
	Trouble IIQTrouble
	// Corrected is true where the clicker had been told otherwise before.
	Corrected bool
	// EndedAt is when the decision ended.
	EndedAt time.Time
}
