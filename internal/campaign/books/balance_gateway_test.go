package books

import (
	"slices"
	"testing"
)

// Each way in which the audit and the decisions can differ is found, and what is the same is not.
func TestTheAuditIsHeldAgainstTheDecisions(t *testing.T) {
	t.Parallel()
	recorded := func(id, item, verdict string) decisionRow {
		return decisionRow{ID: id, WorkItemID: item, Verdict: verdict, IdentityID: "sam", State: "recorded", SentComment: "x"}
	}
	row := func(id, decision, item, state string) GatewayRow {
		return GatewayRow{ID: id, Op: "decide", Item: item, Approver: "sam", State: state, Key: hashOfKey(decision)}
	}
	both := []decisionRow{recorded("d1", "i1", "approve"), recorded("d2", "i2", "deny"), {ID: "d3", WorkItemID: "i3", State: "refused"}}
	same := []GatewayRow{row("a1", "d1", "i1", "Finished"), row("a2", "d2", "i2", "Rejected")}
	changed := func(change func(r *GatewayRow)) []GatewayRow {
		out := slices.Clone(same)
		change(&out[1])
		return out
	}
	for name, c := range map[string]struct {
		audit                   []GatewayRow
		twice, unequal, keyless int
	}{
		"the same":                    {same, 0, 0, 0},
		"a row too few":               {same[:1], 0, 1, 1},
		"a row too many":              {append(slices.Clone(same), row("a3", "d9", "i9", "Finished")), 0, 1, 1},
		"a second write of one key":   {append(slices.Clone(same), row("a3", "d1", "i1", "Finished")), 1, 0, 2},
		"another approver":            {changed(func(r *GatewayRow) { r.Approver = "kim" }), 0, 1, 2},
		"another state":               {changed(func(r *GatewayRow) { r.State = "Finished" }), 0, 1, 2},
		"another item":                {changed(func(r *GatewayRow) { r.Item = "i7" }), 0, 1, 2},
		"no key":                      {changed(func(r *GatewayRow) { r.Key = "" }), 0, 2, 0},
		"the key of a refused one":    {changed(func(r *GatewayRow) { r.Key = hashOfKey("d3") }), 0, 2, 0},
		"something that is no decide": {changed(func(r *GatewayRow) { r.Op = "forward" }), 0, 1, 0},
	} {
		twice, unequal := compareAudit(c.audit, both)
		if len(twice) != c.twice || len(unequal) != c.unequal {
			t.Errorf("%s: got %d second writes and %d differences, want %d and %d: %v %v", name, len(twice), len(unequal), c.twice, c.unequal,
				twice, unequal)
		}
		twice, unequal = compareKeyless(c.audit, both)
		if got := len(twice) + len(unequal); got != c.keyless {
			t.Errorf("%s, without keys: got %d differences, want %d: %v %v", name, got, c.keyless, twice, unequal)
		}
	}
}
