package settings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

func TestSecretFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, content := range map[string]string{
		"plain": "xoxb-in-a-file", "newline": "xoxb-in-a-file\n", "windows": "xoxb-in-a-file\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			env := settingstest.With("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN_FILE", file(name, content))
			c, err := loadFrom(env, NeedSlack)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Slack.BotToken.Reveal(); got != "xoxb-in-a-file" {
				t.Errorf(`token is %q, want "xoxb-in-a-file"`, got)
			}
		})
	}
	for name, path := range map[string]string{
		"two newlines": file("two", "xoxb-1\n\n"),
		"empty":        file("empty", "\n"),
		"too large":    file("large", "xoxb-"+strings.Repeat("1", largestSecret)),
		"a folder":     dir,
		"not there":    filepath.Join(dir, "nowhere"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadFrom(settingstest.With("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN_FILE", path), NeedSlack)
			expectProblem(t, err, "SLACK_BOT_TOKEN")
		})
	}
	t.Run("both", func(t *testing.T) {
		for _, name := range SecretNames() {
			_, err := loadFrom(settingstest.With(name+"_FILE", file("both", settingstest.Required()[name])), NeedAll)
			expectProblem(t, err, name)
		}
	})
}

func TestSecretIsNeverFormatted(t *testing.T) {
	t.Parallel()
	const value = "do-not-print-me"
	c := Database{URL: Secret{value: value}}
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("settings", "config", c, "url", c.URL, "pointer", &c)
	texts := []string{
		string(encoded), logged.String(), fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s %q %x %d", c, c, c, c.URL, c.URL, c.URL, c.URL),
		fmt.Sprintf("%#v %+v", &c, c.URL),
	}
	for _, text := range texts {
		if strings.Contains(text, value) || strings.Contains(text, fmt.Sprintf("%x", value)) || !strings.Contains(text, hidden) {
			t.Errorf("printed: %s", text)
		}
	}
}

// Whatever setting a secret is put into by mistake, no output has it.
func TestSecretsInWrongPlacesAreNotPrinted(t *testing.T) {
	t.Parallel()
	for name := range Names() {
		for secretName, secret := range settingstest.Required() {
			if secretName == "IIQ_URL" || secretName == "IIQ_CLIENT_ID" {
				continue
			}
			for _, value := range []string{secret, "?" + secret, strings.Repeat("x", longestValue-4) + secret} {
				var out bytes.Buffer
				env := envconfig.MapLookuper(settingstest.With(name, value))
				if _, err := NewSource(env).Load(NeedAll); err != nil {
					out.WriteString(err.Error())
				}
				for _, part := range []string{secret, "token-of", "pw-of", "of the client"} {
					if strings.Contains(out.String(), part) {
						t.Fatalf("%s=%s printed %q, want String without %v", name, value, out.String(), part)
					}
				}
			}
		}
	}
}
