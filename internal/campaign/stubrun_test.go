package campaign_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign"
	"github.com/iiq-approvals/bot/internal/gatewayhost"
	"github.com/iiq-approvals/bot/internal/released"
)

// TestFaultCampaignOnTheGateway lets the plugin's own code decide, on stand-ins of IdentityIQ's classes: first a hundred people decide
// one item at the same moment, then three replicas are killed and lose connections while 300 decisions are made. IdentityIQ's audit
// rows, the decisions and the cards have to be the same.
func TestFaultCampaignOnTheGateway(t *testing.T) {
	day := os.Getenv(dayEnv)
	if day == "" {
		t.Skipf("takes most of a minute: %s=%s plays it", dayEnv, aShortDay)
	}
	gatewayhost.Need(t)
	o := campaign.Options{Binary: todays(t), Gateway: true, Crowd: 100, Decisions: 300, Approvers: 110, Replicas: 3, ClicksAtOnce: 40,
		Longest: 8 * time.Minute, Out: progress{t}}
	o.Seed, o.FaultEvery, o.LongestFault = 1, shortDay/2, shortFault/2
	if day != aShortDay {
		n, _ := number(t, dayEnv)
		o.Decisions, o.Approvers, o.Longest, o.FaultEvery, o.LongestFault = int(n), 300, time.Duration(n)*time.Second, 0, 0
	}
	if seed, again := number(t, seedEnv); again {
		o.Seed = seed
	}
	balanced(t, o)
}

// TestTheReleaseOnTheGateway: the latest release knows of no gateway, and works on it by IIQ_PLUGIN_PATH alone.
func TestTheReleaseOnTheGateway(t *testing.T) {
	if os.Getenv(upgradeEnv) != "1" {
		t.Skipf("it builds the latest release from the history; %s=1 runs it, and so does .ci/run upgrade", upgradeEnv)
	}
	gatewayhost.Need(t)
	latest, err := released.Latest()
	if err != nil {
		t.Fatal(err)
	}
	if latest.Version != "0.1.0" {
		t.Skipf("%s knows the gateway", latest.Version)
	}
	o := campaign.Options{Binary: filepath.Join(t.TempDir(), "bot-"+latest.Version), Gateway: true, Released: true, Decisions: 40,
		Approvers: 60, Replicas: 2, Seed: 1, FaultEvery: time.Hour, Longest: 4 * time.Minute, Out: progress{t}}
	if err := released.Build(t.Context(), latest, o.Binary); err != nil {
		t.Fatal(err)
	}
	balanced(t, o)
}

// balanced plays a day and wants its books to balance.
func balanced(t *testing.T, o campaign.Options) {
	t.Helper()
	l, err := campaign.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := l.Print(&text); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + text.String())
	if !l.Balanced() {
		t.Error("the books do not balance")
	}
}
