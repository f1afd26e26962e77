package stored

import (
	"encoding/json"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// keptTrouble is what the column trouble of a decision holds. Of is the last_error that it belongs to: a replica of a version that
// does not know the column writes last_error alone, and what stands here is then of an earlier attempt.
type keptTrouble struct {
	approvals.IIQTrouble
	Of string `json:"of,omitempty"`
}

// TroubleJSON is what the row of a decision keeps of IIQ's trouble.
func TroubleJSON(t approvals.IIQTrouble, problem string) []byte {
	if t.Kind == approvals.TroubleNone {
		return []byte("{}")
	}
	return JSON(keptTrouble{t, problem})
}

// TroubleFrom reads what a row tells. Where only stalled is true, which is all that older versions write, IIQ does not answer.
func TroubleFrom(stalled bool, raw []byte, lastError string) (approvals.IIQTrouble, error) {
	if !stalled {
		return approvals.IIQTrouble{}, nil
	}
	t, err := keptTroubleFrom(raw, lastError)
	if err == nil && t.Kind == approvals.TroubleNone {
		t.Kind = approvals.TroubleAway
	}
	return t, err
}

// keptTroubleFrom reads what the column holds; nothing where it belongs to an earlier attempt.
func keptTroubleFrom(raw []byte, lastError string) (t approvals.IIQTrouble, err error) {
	var k keptTrouble
	if len(raw) > 0 {
		err = json.Unmarshal(raw, &k)
	}
	if err != nil || k.Of != lastError {
		return approvals.IIQTrouble{}, err
	}
	return k.IIQTrouble, nil
}

// TroubleAtEnd is the trouble in which a decision was given up; none for one that ended otherwise.
func TroubleAtEnd(row db.Decision) (approvals.IIQTrouble, error) {
	if row.State != string(approvals.DecisionGivenUp) {
		return approvals.IIQTrouble{}, nil
	}
	return keptTroubleFrom(row.Trouble, row.LastError)
}

// RowTrouble is troubleFrom for a row of a list, which has a decision or none.
func RowTrouble(r db.PendingItemsRow) (approvals.IIQTrouble, error) {
	if r.DecisionStalled == nil || r.DecisionLastError == nil {
		return approvals.IIQTrouble{}, nil
	}
	return TroubleFrom(*r.DecisionStalled, r.DecisionTrouble, *r.DecisionLastError)
}
