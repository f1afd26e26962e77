package main

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestIdentitySyncBySCIM(t *testing.T) {
	t.Parallel()
	env, sim := people(t)
	env["IDENTITY_SOURCE"] = "scim"
	expect(t, env, exitDone, []string{"identity", "sync"}, "2 active people")
	env["SCIM_USERNAME"], env["SCIM_PASSWORD"] = iiqsim.DefaultSCIMUser, iiqsim.DefaultSCIMPassword
	expect(t, env, exitDone, []string{"identity", "sync"}, "2 active people")
	env["SCIM_PASSWORD"] = "another-secret-that-is-wrong"
	if got := play(t, env, "identity", "sync"); got.code != exitFailed || strings.Contains(got.stderr, "another-secret") {
		t.Errorf(`got %+v, want code %v and stderr without "another-secret"`, got, exitFailed)
	}
	if err := sim.SetSettings(iiqsim.Settings{SCIM: iiqsim.SCIMSettings{NoActive: true}}); err != nil {
		t.Fatal(err)
	}
	env["SCIM_PASSWORD"] = iiqsim.DefaultSCIMPassword
	expect(t, env, exitFailed, []string{"identity", "sync"}, "who is active")
}
