package stored

import (
	"encoding/json"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// LineDecisionsJSON is what the row of a decision keeps of its lines; nil where the item is decided as a whole.
func LineDecisionsJSON(d approvals.LineDecisions) []byte {
	if d == nil {
		return nil
	}
	return JSON(d)
}

// LineDecisionsFrom reads what LineDecisionsJSON wrote.
func LineDecisionsFrom(raw []byte) (d approvals.LineDecisions, err error) {
	if raw == nil {
		return nil, nil
	}
	if err = json.Unmarshal(raw, &d); err != nil {
		return nil, fmt.Errorf("read lines of a decision: %w", err)
	}
	return d, nil
}
