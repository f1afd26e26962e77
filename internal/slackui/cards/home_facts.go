package cards

import (
	"encoding/json"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// homeFacts is what the Home tab carries in private_metadata: the FactsMark of each item that can be decided on it. The values
// of its buttons have no room for it, and a version that knows no facts does not look here. Twenty rows take half of what Slack
// allows: docs/slack-facts.md#home-tab
func homeFacts(rows []approvals.Row) string {
	marks := map[string]string{}
	for _, row := range rows {
		if row.Phase == approvals.PhaseOpen && row.FactsMark != "" {
			marks[row.WorkItemID] = row.FactsMark
		}
	}
	if len(marks) == 0 {
		return ""
	}
	raw, err := json.Marshal(marks)
	if err != nil || len(raw) > maxPrivateMetadata {
		return ""
	}
	return string(raw)
}

// ParseHomeFacts reads the FactsMarks of the items on a Home tab, by their ids; nil where it carries none.
func ParseHomeFacts(private string) map[string]string {
	var marks map[string]string
	if json.Unmarshal([]byte(private), &marks) != nil {
		return nil
	}
	return marks
}
