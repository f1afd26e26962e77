package app

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/testlog"
)

func Write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// inFiles moves secrets from the set into files of a folder, which it returns.
func inFiles(t *testing.T, set map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range settings.SecretNames() {
		if set[name] == "" {
			continue
		}
		path := filepath.Join(dir, name)
		Write(t, path, set[name])
		delete(set, name)
		set[name+"_FILE"] = path
	}
	return dir
}

// Secrets in files are taken up while the bot runs. Those that do not work change nothing.
func TestSecretsAreTakenUpWithoutARestart(t *testing.T) {
	t.Parallel()
	world, err := demo.Start(t.Context(), demo.Options{DatabaseURL: dbtest.URL(t), People: 40, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(world.Close)
	set := maps.Clone(world.Settings())
	set["REVIEW_DECISIONS"] = "entity"
	dir := inFiles(t, set)
	log := &testlog.Book{}
	env := envconfig.MapLookuper(set)
	p := settings.NewSource(env)
	c, err := p.Load(settings.NeedAll)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	asked := make(chan os.Signal)
	renewed := &renewal{source: p, logs: log, level: slog.LevelInfo, watch: newSecretWatch(env), asked: asked,
		log: NewLogger(log, c.Log, p.Guard)}
	ended := make(chan error, 1)
	go func() {
		ended <- runHosted(ctx, c, listener, p.Guard, &host{log: NewLogger(log, c.Log, p.Guard), next: renewed.next})
	}()
	ready := func() bool { status, _ := get(t, "http://"+listener.Addr().String()+"/readyz"); return status == 200 }
	patience.Until(t, "the bot is ready", func() bool { return strings.Contains(log.String(), "the bot runs") && ready() })

	database, token := filepath.Join(dir, "DATABASE_URL"), filepath.Join(dir, "SLACK_BOT_TOKEN")
	Write(t, token, "xoxb-wrong-token")
	asked <- os.Interrupt
	patience.Until(t, "the wrong token is refused", func() bool { return strings.Contains(log.String(), "do not work") })
	if !ready() {
		t.Error("the bot gave up for a wrong token")
	}
	Write(t, filepath.Join(dir, "IIQ_CLIENT_SECRET"), "wrong-secret")
	Write(t, token, "xoxb-sim")
	asked <- os.Interrupt
	patience.Until(t, "the wrong secret is refused", func() bool { return strings.Contains(log.String(), "IIQ_CLIENT_SECRET is refused") })
	if strings.Contains(log.String(), "goes on with them") {
		t.Error("a wrong secret was taken up")
	}
	_, secret := world.IIQ.Credentials()
	Write(t, filepath.Join(dir, "IIQ_CLIENT_SECRET"), secret)
	Write(t, database, world.DatabaseURL+querySign(world.DatabaseURL)+"pool_max_conn_idle_time=5m")
	asked <- os.Interrupt
	patience.Until(t, "the new bot works", func() bool { return strings.Contains(log.String(), "goes on with them") && ready() })
	stop()
	if err := patience.Receive(t, "the end", ended); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("the end: %v", err)
	}
	if n := strings.Count(log.String(), settings.RetiredEntity); n != 1 {
		t.Errorf("the start, and not each bot after it, warns of REVIEW_DECISIONS=entity: %d times", n)
	}
	for _, word := range []string{"xoxb-wrong-token", "wrong-secret"} {
		if strings.Contains(log.String(), word) {
			t.Errorf("%q is in the log", word)
		}
	}
}

func querySign(url string) string {
	if strings.Contains(url, "?") {
		return "&"
	}
	return "?"
}

func TestTheLevelOfTheLogFollowsSignals(t *testing.T) {
	t.Parallel()
	if len(tellingSignals()) == 0 {
		t.Skip("this system has no such signals")
	}
	log := &testlog.Book{}
	level := &slog.LevelVar{}
	level.Set(slog.LevelWarn)
	told := &signals{level: level, asSet: slog.LevelWarn, reload: make(chan os.Signal, 1),
		log: loggerAt(log, false, level, settings.NewRedactor(envconfig.MapLookuper(nil)))}
	stop := told.listen()
	defer stop()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		signal os.Signal
		level  slog.Level
	}{{signalLogMore, slog.LevelDebug}, {signalLogAsSet, slog.LevelWarn}, {signalLogMore, slog.LevelDebug}} {
		if err := self.Signal(step.signal); err != nil {
			t.Fatal(err)
		}
		patience.Until(t, "the level is "+step.level.String(), func() bool { return level.Level() == step.level })
	}
	if err := self.Signal(signalReload); err != nil {
		t.Fatal(err)
	}
	if s := patience.Receive(t, "the word to reload", told.reload); s != signalReload {
		t.Errorf("%v came as a wish to read secrets, want %v", s, signalReload)
	}
	// A second wish while the first waits is the same wish.
	told.take(signalReload)
	told.take(signalReload)
}
