package main

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/doctor"
)

// The demo's gateway is as an administrator would have it who wants all: the doctor finds nothing to say of it, and no line has the key.
func TestDoctorAndTheGatewayOfTheDemo(t *testing.T) {
	t.Parallel()
	w := wardIn(t, demo.Options{DatabaseURL: dbtest.TwoRoles(t).Bot, People: 30, Seed: 1, Gateway: true})
	key := w.env["IIQ_DECISION_KEY"]
	before := w.state()
	code, all := w.see()
	for _, check := range []string{"version", "self-test", "operations", "rights", "callers", "clock", "proof"} {
		if !found(all, doctor.OK, "gateway: "+check, "") {
			t.Errorf("exit code %d: got %+v, want gateway: %s found good", code, all, check)
		}
	}
	got := play(t, w.env, "doctor", "--gateway")
	if got.code != exitDone || strings.Contains(got.stdout, "\nfail") || strings.Count(got.stdout, "\nok    contract ") < 15 {
		t.Errorf("exit code %d, want %d, and 15 points of the contract and more found good:\n%s%s", got.code, exitDone, got.stdout, got.stderr)
	}
	if text := got.stdout + got.stderr; len(key) < 32 || strings.Contains(text, key) {
		t.Errorf("got the key %q in the output, or none that is long enough", key)
	}
	if after := w.state(); after != before {
		t.Errorf("before: %s\nafter: %s, want nothing changed", before, after)
	}
	w.env["IIQ_DECISION_KEY"] = strings.Repeat("another ", 5) + "key"
	if code, all := w.see(); code != exitFailed || !found(all, doctor.Fail, "gateway: proof", "IIQ_DECISION_KEY") {
		t.Errorf("exit code %d with another key: got %+v, want %d and a failed proof", code, all, exitFailed)
	}
	w.env["IIQ_GATEWAY"] = "vendor"
	if code, all := w.see(); code != exitDone || !found(all, doctor.OK, "gateway: plugin", "IIQ_GATEWAY=vendor") {
		t.Errorf("exit code %d where the settings say that it is the vendor's: got %+v, want %d and one line that says so", code, all, exitDone)
	}
}
