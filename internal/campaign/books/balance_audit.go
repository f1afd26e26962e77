package books

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"

	"github.com/iiq-approvals/bot/internal/audit"
)

// balanceAudit rebuilds the list of IIQ's writes from the decision log alone, as an auditor gets it, and compares it
// with IIQ's own.
func (a *Accountant) balanceAudit(ctx context.Context, l *Ledger, d rows) error {
	export, err := RunBot(ctx, a.Binary, a.DatabaseURL, "audit", "export", "--format", "jsonl")
	if err != nil {
		return err
	}
	var wrong []Imbalance
	found, err := audit.VerifyExport(bytes.NewReader(export))
	if err != nil {
		wrong = append(wrong, Imbalance{What: "the decision log cannot be verified: " + err.Error()})
	}
	wrong = append(wrong, a.compareLog(export, a.excuses(d))...)
	l.Add("rows of the decision log", int(found.Rows))
	l.Wrong("writes that the decision log and IdentityIQ's own list do not share", wrong)
	return nil
}

// RunBot runs a command of a bot's binary to its end; it gives what was printed.
func RunBot(ctx context.Context, binary, databaseURL string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = []string{"DATABASE_URL=" + databaseURL}
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("run bot %v: %w: %s", args, err, bytes.TrimSpace(said.Bytes()))
	}
	return out, nil
}

// logged is a row of the log as far as it tells of a write.
type logged struct {
	Kind    audit.Kind `json:"kind"`
	Payload struct {
		DecisionID string `json:"decision_id"`
		Corrects   struct{ Booked string }
		Item       struct{ ID string }
		Write      struct {
			ApproverID string `json:"approver_id"`
			State      string `json:"state"`
			Comment    string `json:"comment"`
		}
	} `json:"payload"`
}

func (a *Accountant) compareLog(export []byte, excused map[effect]int) []Imbalance {
	difference := map[effect]int{}
	for _, wr := range a.IIQ.Ledger() {
		if wr.Accepted {
			difference[effectOfWrite(wr)]++
		}
	}
	booked := map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(export))
	lines.Buffer(nil, maxHeard)
	for lines.Scan() {
		var row logged
		if json.Unmarshal(lines.Bytes(), &row) != nil {
			continue
		}
		// The latest booking of a decision counts.
		p, was := row.Payload, booked[row.Payload.DecisionID]
		switch row.Kind {
		case audit.DecisionRecorded:
			booked[p.DecisionID] = true
		case audit.DecisionCorrected:
			booked[p.DecisionID] = p.Corrects.Booked == "recorded"
		}
		e := effect{p.Item.ID, p.Write.ApproverID, p.Write.State, p.Write.Comment}
		switch is := booked[p.DecisionID]; {
		case is && !was:
			difference[e]--
		case was && !is:
			difference[e]++
		}
	}
	var wrong []Imbalance
	for e, n := range difference {
		if n := pardoned(n, excused[e]); n != 0 {
			wrong = append(wrong, Imbalance{e.item, fmt.Sprintf("%s by %s is %d time(s) more in IdentityIQ than in the decision log", e.state, e.approver, n)})
		}
	}
	return wrong
}
