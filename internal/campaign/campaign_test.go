package campaign_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign"
)

// dayEnv asks for a day: aShortDay, or the number of decisions of a long and hard one.
const (
	dayEnv    = "FAULT_CAMPAIGN_DECISIONS"
	aShortDay = "short"
)

// seedEnv plays a certain day again.
const seedEnv = "FAULT_CAMPAIGN_SEED"

func number(t *testing.T, name string) (n uint64, set bool) {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return 0, false
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n, true
}

// bot builds the binary, with the race detector where the test has it.
func bot(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bot")
	args := []string{"build", "-o", path}
	if raceBuild {
		args = append(args, "-race")
	}
	out, err := exec.CommandContext(t.Context(), "go", append(args, "github.com/iiq-approvals/bot/cmd/bot")...).CombinedOutput()
	if err != nil {
		t.Fatalf("build the bot: %v\n%s", err, out)
	}
	return path
}

// withClock builds the bot with a clock that can be wrong.
func withClock(t testing.TB) string {
	t.Helper()
	var args []string
	if raceBuild {
		args = append(args, "-race")
	}
	path, err := campaign.BuildWithClock(t.Context(), t.TempDir(), "github.com/iiq-approvals/bot/cmd/bot", args...)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// On the short day this is the mean time between two faults, and the longest time that one lasts.
const (
	shortDay   = 5 * time.Second
	shortFault = 6 * time.Second
)

// progress is a test's log as a writer.
type progress struct{ t testing.TB }

func (p progress) Write(b []byte) (int, error) {
	p.t.Log(strings.TrimRight(string(b), "\n"))
	return len(b), nil
}

// TestFaultCampaign plays a day of three replicas on which every few seconds something goes wrong, and balances the books.
// FAULT_CAMPAIGN_DECISIONS makes it short, as in CI, or as long and as hard as one likes; FAULT_CAMPAIGN_SEED plays one again.
func TestFaultCampaign(t *testing.T) {
	day := os.Getenv(dayEnv)
	if day == "" {
		t.Skipf("takes most of a minute: %s=%s plays it", dayEnv, aShortDay)
	}
	o := campaign.Options{Binary: bot(t), Decisions: 80, Approvers: 60, Replicas: 3, Longest: 4 * time.Minute, Out: progress{t}}
	o.Seed, o.FaultEvery, o.LongestFault = 1, shortDay, shortFault
	if day != aShortDay {
		n, _ := number(t, dayEnv)
		o.Decisions, o.Approvers, o.Longest, o.FaultEvery, o.LongestFault = int(n), 300, time.Duration(n)*time.Second, 0, 0
		o.BinaryWithClock = withClock(t)
	}
	if seed, again := number(t, seedEnv); again {
		o.Seed = seed
	}
	balanced(t, o)
}

// BenchmarkBurst lets 3,000 cards wait and watches them go out within Slack's limits for a minute and a half.
func BenchmarkBurst(b *testing.B) {
	path := bot(b)
	for b.Loop() {
		r, err := campaign.RunBurst(context.Background(),
			campaign.BurstOptions{Binary: path, Cards: 3000, People: 300, Seed: 1, For: 90 * time.Second, Out: progress{b}})
		if err != nil {
			b.Fatal(err)
		}
		var text strings.Builder
		if err := r.Print(&text); err != nil {
			b.Fatal(err)
		}
		b.Log("\n" + text.String())
		b.ReportMetric(r.Share()*100, "%ofSlack's")
		b.ReportMetric(float64(r.RateLimited), "429s")
		b.ReportMetric(float64(r.Quantile(0.99).Milliseconds()), "ms/click")
	}
}
