package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sethvargo/go-envconfig"
)

func TestSecretFiles(t *testing.T) {
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
			env := with("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN_FILE", file(name, content))
			c, err := loadFrom(env, needSlack)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Slack.BotToken.Reveal(); got != "xoxb-in-a-file" {
				t.Errorf("token is %q", got)
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
			_, err := loadFrom(with("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN_FILE", path), needSlack)
			expectProblem(t, err, "SLACK_BOT_TOKEN")
		})
	}
	t.Run("both", func(t *testing.T) {
		for _, name := range secretNames() {
			_, err := loadFrom(with(name+"_FILE", file("both", required()[name])), needAll)
			expectProblem(t, err, name)
		}
	})
}

func TestSecretIsNeverFormatted(t *testing.T) {
	const value = "do-not-print-me"
	c := DatabaseConfig{URL: Secret{value: value}}
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

func TestLogGuard(t *testing.T) {
	env := envconfig.MapLookuper(required())
	for _, json := range []bool{true, false} {
		var out bytes.Buffer
		log := newLogger(&out, LogConfig{Level: slog.LevelDebug, JSON: json}, newGuard(env)).With("bound", "xoxb-bound-1")
		log.Info("with xoxb-12-34-abc in the message", "error", errors.New("dial postgres://bot:hunter2@db/bot: refused"))
		log.Info("values", "a", "xapp-1-A-2-b", "b", "Bearer abc.def-123456", "c", []string{"xoxe.xoxp-1-abc"},
			"d", "pw-of-the-database", "e", map[string]string{"k": "secret of the client"},
			slog.Group("g", "h", "xoxp-9", "token", "anything"), "authorization", 12345, "f", "secret+of+the+client")
		text := out.String()
		for _, secret := range []string{
			"xoxb-12", "hunter2", "xapp-1", "abc.def", "xoxe", "pw-of-the", "secret of", "secret+of", "xoxp-9", "anything", "12345", "xoxb-bound",
		} {
			if strings.Contains(text, secret) {
				t.Errorf("logged %q: %s", secret, text)
			}
		}
		for _, kept := range []string{"in the message", "dial postgres://", "@db/bot: refused"} {
			if !strings.Contains(text, kept) {
				t.Errorf("lost %q: %s", kept, text)
			}
		}
	}
}

func TestLogLevelAndFormat(t *testing.T) {
	var out bytes.Buffer
	log := newLogger(&out, LogConfig{Level: slog.LevelWarn}, newGuard(envconfig.MapLookuper(nil)))
	log.Info("quiet")
	log.Warn("loud", "work_item_id", "7f")
	if got := out.String(); strings.Contains(got, "quiet") || !strings.Contains(got, "msg=loud work_item_id=7f") {
		t.Errorf("logged %q", got)
	}
}

// Whatever setting a secret is put into by mistake, no output has it.
func TestSecretsInWrongPlacesAreNotPrinted(t *testing.T) {
	for name := range settingNames() {
		for secretName, secret := range required() {
			if secretName == "IIQ_URL" || secretName == "IIQ_CLIENT_ID" {
				continue
			}
			for _, value := range []string{secret, "?" + secret, strings.Repeat("x", longestValue-4) + secret} {
				var out bytes.Buffer
				env := envconfig.MapLookuper(with(name, value))
				p := &process{env: env, stdout: &out, stderr: &out, guard: newGuard(env)}
				_, err := p.load(needAll)
				p.report(err)
				for _, part := range []string{secret, "token-of", "pw-of", "of the client"} {
					if strings.Contains(out.String(), part) {
						t.Fatalf("%s=%s printed %q", name, value, out.String())
					}
				}
			}
		}
	}
}
