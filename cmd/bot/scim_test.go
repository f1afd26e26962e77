package main

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestSCIMSettings(t *testing.T) {
	for name, tt := range map[string]struct {
		user, password string
		// wrong are the settings that are complained about.
		wrong []string
	}{
		"none":                       {},
		"both":                       {user: "svc.scim", password: "p:äss word"},
		"a name alone":               {user: "svc.scim", wrong: []string{"SCIM_PASSWORD is not set"}},
		"a password alone":           {password: "very-secret", wrong: []string{"SCIM_USERNAME is not set"}},
		"a colon in the name":        {user: "svc:scim", password: "very-secret", wrong: []string{"SCIM_USERNAME is wrong"}},
		"a line break in the secret": {user: "svc.scim", password: "very-\nsecret", wrong: []string{"SCIM_PASSWORD is wrong"}},
	} {
		t.Run(name, func(t *testing.T) {
			env := required()
			env["SCIM_USERNAME"], env["SCIM_PASSWORD"] = tt.user, tt.password
			c, err := loadFrom(env, needAll)
			if (err != nil) != (len(tt.wrong) > 0) {
				t.Fatalf("got %v", err)
			}
			if err == nil && (c.IIQ.SCIMUser != tt.user || c.IIQ.SCIMPassword.Reveal() != tt.password) {
				t.Errorf("%+v", c.IIQ)
			}
			for _, w := range tt.wrong {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("no %q in %v", w, err)
				}
			}
			if err != nil && strings.Contains(err.Error(), "secret\"") {
				t.Errorf("the password is in %v", err)
			}
		})
	}
}

func TestIdentitySyncBySCIM(t *testing.T) {
	env, sim := people(t)
	env["IDENTITY_SOURCE"] = "scim"
	expect(t, env, exitDone, []string{"identity", "sync"}, "2 active people")
	env["SCIM_USERNAME"], env["SCIM_PASSWORD"] = iiqsim.DefaultSCIMUser, iiqsim.DefaultSCIMPassword
	expect(t, env, exitDone, []string{"identity", "sync"}, "2 active people")
	env["SCIM_PASSWORD"] = "another-secret-that-is-wrong"
	if got := play(t, env, "identity", "sync"); got.code != exitFailed || strings.Contains(got.stderr, "another-secret") {
		t.Errorf("%+v", got)
	}
	if err := sim.SetSettings(iiqsim.Settings{SCIM: iiqsim.SCIMSettings{NoActive: true}}); err != nil {
		t.Fatal(err)
	}
	env["SCIM_PASSWORD"] = iiqsim.DefaultSCIMPassword
	expect(t, env, exitFailed, []string{"identity", "sync"}, "whether he is active")
}
