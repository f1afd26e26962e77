package settings

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

func TestAnAddressOfTwoReadingsIsRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"postgres://bot:Qz7@Kw9@127.0.0.1:1/bot", "postgres://bot:12/Kw9@127.0.0.1:1/bot", "postgres://bot%3AKw9@127.0.0.1:1/bot",
	} {
		_, err := loadFrom(settingstest.With("DATABASE_URL", address), NeedDatabase)
		expectProblem(t, err, "DATABASE_URL")
	}
	for _, address := range []string{"postgres://bot:Qz7%40Kw9@127.0.0.1:1/bot", "postgres://bot%40tenant:a:b@127.0.0.1:1/bot"} {
		if _, err := loadFrom(settingstest.With("DATABASE_URL", address), NeedDatabase); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestEverySecretSettingIsKnown(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Concat(SecretNames(), []string{"PGPASSWORD"}) {
		for _, value := range []string{settingstest.PasswordHead + settingstest.PasswordTail, "Kw9L"} {
			for _, env := range []map[string]string{{name: value}, {name + "_FILE": fileWith(t, value)}} {
				if name == "PGPASSWORD" && env[name] == "" {
					continue
				}
				got := NewRedactor(envconfig.MapLookuper(env)).Clean("it said " + value + " to us")
				if settingstest.PrintedOf(got) != "" {
					t.Errorf(`%s: %s, want PrintedOf ""`, name, got)
				}
			}
		}
	}
}

// fileWith gives the path of a file of the test's own with this text.
func fileWith(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
