package app

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

// Whoever starts a bot with the trial workflow reads first what they give away.
func TestARunWithTheTrialWorkflowBeginsWithItsWarning(t *testing.T) {
	t.Parallel()
	from := settings.NewSource(envconfig.MapLookuper(settingstest.With("IIQ_TRIAL_WORKFLOW", "Approvals Gateway Trial")))
	c, err := from.Load(settings.NeedAll)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	// The start ends before it reaches anybody.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var said bytes.Buffer
	if err := RunOn(ctx, c, listener, from.Guard, slog.New(slog.NewTextHandler(&said, nil))); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(said.String(), "\n")
	if !strings.Contains(first, "level=WARN") || !strings.Contains(first, "EVERY workflow") {
		t.Errorf("got the first line %q, want the warning", first)
	}
}
