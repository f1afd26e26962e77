package settings

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

func TestATrialIsWarnedOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"Approvals Gateway Trial": true, "": false} {
		var said bytes.Buffer
		IIQ{TrialWorkflow: name}.WarnOfTrial(slog.New(slog.NewTextHandler(&said, nil)))
		if got := strings.Contains(said.String(), "level=WARN") && strings.Contains(said.String(), "EVERY workflow"); got != want {
			t.Errorf("a workflow %q: warned %v (%s), want %v", name, got, said.String(), want)
		}
	}
}

func TestWrongSettingsOfATrial(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"IIQ_TRIAL_WORKFLOW": strings.Repeat("x", 129), "IIQ_TRIAL_DECISIONS": "yes"} {
		if _, err := loadFrom(settingstest.With(name, value), NeedAll); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: got %v, want an error that names it", name, value, err)
		}
	}
}
