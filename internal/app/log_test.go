package app

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

func TestLogGuard(t *testing.T) {
	t.Parallel()
	env := envconfig.MapLookuper(settingstest.Required())
	for _, json := range []bool{true, false} {
		var out bytes.Buffer
		log := NewLogger(&out, settings.Log{Level: slog.LevelDebug, JSON: json}, settings.NewRedactor(env)).With("bound", "xoxb-bound-1")
		log.Info("with xoxb-12-34-abc in the message", "error", errors.New("dial postgres://bot:hunter2@db/bot: refused"))
		log.Info("values", "a", "xapp-1-A-2-b", "b", "Bearer abc.def-123456", "c", []string{"xoxe.xoxp-1-abc"},
			"d", "pw-of-the-database", "e", map[string]string{"k": "secret of the client"},
			slog.Group("g", "h", "xoxp-9", "token", "anything"), "authorization", 12345, "f", "secret+of+the+client")
		text := out.String()
		for _, secret := range []string{
			"xoxb-12", "hunter2", "xapp-1", "abc.def", "xoxe", "pw-of-the", "secret of", "secret+of", "xoxp-9", "anything", "12345",
			"xoxb-bound",
		} {
			if strings.Contains(text, secret) {
				t.Errorf("as JSON %t: logged %q: %s, want text without %v", json, secret, text, secret)
			}
		}
		for _, kept := range []string{"in the message", "dial postgres://", "@db/bot: refused"} {
			if !strings.Contains(text, kept) {
				t.Errorf("as JSON %t: lost %q: %s, want text with %v", json, kept, text, kept)
			}
		}
	}
}

func TestLogLevelAndFormat(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewLogger(&out, settings.Log{Level: slog.LevelWarn}, settings.NewRedactor(envconfig.MapLookuper(nil)))
	log.Info("quiet")
	log.Warn("loud", "work_item_id", "7f")
	if got := out.String(); strings.Contains(got, "quiet") || !strings.Contains(got, "msg=loud work_item_id=7f") {
		t.Errorf(`logged %q, want got without "quiet" and got with "msg=loud work_item_id=7f"`, got)
	}
}
