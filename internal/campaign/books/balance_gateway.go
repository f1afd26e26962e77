package books

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// Gateway is the gateway's own code, where that decided in the simulator's place.
type Gateway interface {
	// Audit are the audit rows that IdentityIQ has of it.
	Audit(ctx context.Context) ([]GatewayRow, error)
	// Outcomes counts the answers to decisions by their words.
	Outcomes() map[string]int
	// Troubles are differences between its IdentityIQ and the simulator.
	Troubles() []string
}

// GatewayRow is an audit row: who did what to which item, and the hash of the key that the decision came with.
type GatewayRow struct{ ID, Op, Item, Approver, State, Key string }

// hashOfKey is how a gateway keeps the key of a decision, which is the decision's id.
func hashOfKey(decision string) string {
	sum := sha256.Sum256([]byte("key\n" + decision))
	return hex.EncodeToString(sum[:])
}

// balanceGateway compares the audit rows with the recorded decisions one to one, by key, approver, item and state. Two rows
// of one key are a second write.
func (a *Accountant) balanceGateway(ctx context.Context, l *Ledger, d rows) error {
	if a.Gateway == nil {
		return nil
	}
	audit, err := a.Gateway.Audit(ctx)
	if err != nil {
		return err
	}
	l.Add("audit rows of the gateway", len(audit))
	outcomes := a.Gateway.Outcomes()
	for _, word := range slices.Sorted(maps.Keys(outcomes)) {
		l.Add("the gateway's answers to decisions: "+word, outcomes[word])
	}
	compare := compareAudit
	if a.Keyless {
		compare = compareKeyless
	}
	twice, unequal := compare(audit, d.decisions)
	l.Wrong("second writes for one key", twice)
	l.Wrong("recorded decisions and the gateway's audit rows that have no counterpart", unequal)
	var wrong []Imbalance
	for _, trouble := range a.Gateway.Troubles() {
		wrong = append(wrong, Imbalance{What: trouble})
	}
	l.Wrong("differences between the gateway's IdentityIQ and the simulator", wrong)
	return nil
}

// compareAudit gives the rows whose key another row has too, and what decisions and rows do not share.
func compareAudit(audit []GatewayRow, decisions []decisionRow) (twice, unequal []Imbalance) {
	byKey := map[string]GatewayRow{}
	for _, row := range audit {
		if other, again := byKey[row.Key]; again {
			twice = append(twice, Imbalance{row.Item, fmt.Sprintf("audit rows %s and %s have one key", other.ID, row.ID)})
		}
		byKey[row.Key] = row
	}
	for _, one := range decisions {
		if one.State != "recorded" {
			continue
		}
		row, there := byKey[hashOfKey(one.ID)]
		delete(byKey, hashOfKey(one.ID))
		e := effectOf(one)
		if got := (effect{row.Item, row.Approver, row.State, one.SentComment}); !there || got != e || row.Op != "decide" {
			unequal = append(unequal, Imbalance{one.WorkItemID,
				fmt.Sprintf("%s by %s is recorded, and the audit has (%v) %s %s of %s by %s", e.state, e.approver, there, row.Op, row.State,
					row.Item, row.Approver)})
		}
	}
	for _, row := range byKey {
		unequal = append(unequal, Imbalance{row.Item, fmt.Sprintf("the audit has %s by %s in row %s, and no decision is recorded with its key",
			row.State, row.Approver, row.ID)})
	}
	return twice, unequal
}

// compareKeyless is compareAudit where no decision has a key: as two bags. Two rows of one item are a second write.
func compareKeyless(audit []GatewayRow, decisions []decisionRow) (twice, unequal []Imbalance) {
	bag, items := map[effect]int{}, map[string]bool{}
	for _, row := range audit {
		if items[row.Item] {
			twice = append(twice, Imbalance{row.Item, "has two audit rows"})
		}
		items[row.Item] = true
		bag[effect{row.Item, row.Approver, row.State, ""}]++
	}
	for _, one := range decisions {
		if e := effectOf(one); one.State == "recorded" {
			bag[effect{e.item, e.approver, e.state, ""}]--
		}
	}
	for e, n := range bag {
		if n != 0 {
			unequal = append(unequal, Imbalance{e.item,
				fmt.Sprintf("%s by %s is %d time(s) more in the audit than recorded", e.state, e.approver, n)})
		}
	}
	return twice, unequal
}
