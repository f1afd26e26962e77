package settings

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

func TestSCIMSettings(t *testing.T) {
	t.Parallel()
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
			t.Parallel()
			env := settingstest.Required()
			env["SCIM_USERNAME"], env["SCIM_PASSWORD"] = tt.user, tt.password
			c, err := loadFrom(env, NeedAll)
			if (err != nil) != (len(tt.wrong) > 0) {
				t.Fatalf("got %v, want an error %t", err, len(tt.wrong) > 0)
			}
			if err == nil && (c.IIQ.SCIMUser != tt.user || c.IIQ.SCIMPassword.Reveal() != tt.password) {
				t.Errorf("got user %q, want %q with its password", c.IIQ.SCIMUser, tt.user)
			}
			for _, w := range tt.wrong {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("no %q in %v, want Error with %v", w, err, w)
				}
			}
			if err != nil && strings.Contains(err.Error(), "secret\"") {
				t.Errorf("the password is in %v", err)
			}
		})
	}
}
