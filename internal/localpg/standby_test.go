package localpg

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
)

func TestAStandbyFollowsUntilItIsPromoted(t *testing.T) {
	t.Parallel()
	primary := start(t, Options{Settings: StandbySettings()})
	standby, err := primary.Standby(t.Context())
	if err != nil {
		t.Fatalf("standby: %v", err)
	}
	t.Cleanup(func() {
		if err := standby.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	address := standby.URL(superuser)
	if got := ask(t, address, "SELECT current_setting('transaction_read_only')"); got != "on" {
		t.Errorf("before: got transaction_read_only %s, want on", got)
	}
	execute(t, primary.URL(superuser), "CREATE TABLE followed (id int)")
	patience.Until(t, "the table is on the standby", func() bool {
		return ask(t, address, "SELECT (to_regclass('followed') IS NOT NULL)::text") == "true"
	})
	execute(t, address, "SELECT pg_promote()")
	execute(t, address, "INSERT INTO followed VALUES (1)")
}
