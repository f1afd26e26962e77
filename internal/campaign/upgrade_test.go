package campaign_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/campaign"
	"github.com/iiq-approvals/bot/internal/released"
)

// upgradeEnv asks for the upgrade from the latest release; upgradeSeedEnv plays another day of it.
const (
	upgradeEnv     = "UPGRADE_TEST"
	upgradeSeedEnv = "UPGRADE_SEED"
)

// TestUpgrade runs replicas of the latest release beside today's on one database, as docs/releases.md tells.
func TestUpgrade(t *testing.T) {
	if os.Getenv(upgradeEnv) != "1" {
		t.Skipf("it builds the latest release from the history and takes minutes; %s=1 runs it, and so does .ci/run upgrade", upgradeEnv)
	}
	latest, err := released.Latest()
	if err != nil {
		t.Fatal(err)
	}
	o := campaign.UpgradeOptions{Old: filepath.Join(t.TempDir(), "bot-"+latest.Version), Seed: 1, Out: progress{t}}
	if err := released.Build(t.Context(), latest, o.Old); err != nil {
		t.Fatal(err)
	}
	o.New = todays(t)
	if seed, again := number(t, upgradeSeedEnv); again {
		o.Seed = seed
	}
	l, err := campaign.RunUpgrade(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := l.Print(&text); err != nil {
		t.Fatal(err)
	}
	t.Logf("from version %s\n%s", latest.Version, text.String())
	if !l.Balanced() {
		t.Error("the books do not balance")
	}
}

// todays builds as releases are built, which costs no more than linking after the stage build.
func todays(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bot")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", path, "github.com/iiq-approvals/bot/cmd/bot")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the bot: %v\n%s", err, out)
	}
	return path
}
