// Command faultcampaign plays a working day of the bot with everything going wrong at once, and balances the books at its
// end. It exits with 1 when they do not balance, and with 2 when the day could not be played.
//
//	go run ./cmd/faultcampaign --decisions 2000 --approvers 300 --replicas 3 --seed 1
//	go run ./cmd/faultcampaign --decisions 2000 --seed 21,22,23,24 --at-once 4 --minutes 60
//	go run ./cmd/faultcampaign --gateway --decisions 10000 --clicks 40 --minutes 60
//	go run ./cmd/faultcampaign --burst 10000 --for 2m
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/iiq-approvals/bot/internal/campaign"
	"github.com/iiq-approvals/bot/internal/campaign/books"
)

type flags struct {
	Decisions  int           `help:"How many decisions are made in Slack." default:"2000"`
	Approvers  int           `help:"How many people the company has." default:"300"`
	Replicas   int           `help:"How many processes of the bot run." default:"3"`
	Seed       []uint64      `help:"What decides what is done; of several, each has a day of its own." default:"1"`
	AtOnce     int           `help:"How many days are played at the same time, when there are several seeds." default:"1"`
	Minutes    int           `help:"When the day ends at the latest." default:"15"`
	FaultEvery time.Duration `help:"The mean time between two faults." default:"700ms"`
	Clicks     int           `help:"How many approvers click at the same moment; more make the day shorter." default:"12"`
	Bot        string        `help:"The bot's binary; without it, one is built from this module."`
	WithClock  string        `help:"The bot's binary with a clock that can be wrong; without it, one is built from this module."`
	Clocks     bool          `help:"Give replicas wrong clocks, too." default:"true" negatable:""`
	Gateway    bool          `help:"Let the gateway's own code decide, in a process of Java beside stand-ins of IdentityIQ's classes."`
	Crowd      int           `help:"How many people decide one item at the same moment, before the faults begin." default:"100"`
	Race       bool          `help:"Build the bot with the race detector."`
	Burst      int           `help:"Instead of a day: let so many cards wait at once, and watch them go out within Slack's limits."`
	For        time.Duration `help:"How long the burst is watched; 0 is until all cards are out."`
	Logs       string        `help:"A folder for the logs of the replicas; without it, a temporary one."`
}

func main() {
	var f flags
	kong.Parse(&f, kong.Name("faultcampaign"), kong.Description("Plays a working day with everything going wrong, and balances the books."))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	balanced, err := f.run(ctx)
	stop()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	case !balanced:
		os.Exit(1)
	}
}

func (f *flags) run(ctx context.Context) (balanced bool, err error) {
	dir, err := os.MkdirTemp("", "iiq-approvals-bot-")
	if err != nil {
		return false, fmt.Errorf("make folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if f.Bot == "" {
		if f.Bot, err = build(ctx, dir, f.raceArgs()); err != nil {
			return false, err
		}
	}
	if f.Burst > 0 {
		return f.burst(ctx)
	}
	if f.Clocks && f.WithClock == "" {
		if f.WithClock, err = campaign.BuildWithClock(ctx, dir, theBot, f.raceArgs()...); err != nil {
			return false, fmt.Errorf("%w (--no-clocks does without)", err)
		}
	}
	return playSeeds(ctx, f.Seed, f.AtOnce, os.Stdout, f.day)
}

func (f *flags) day(ctx context.Context, seed uint64, progress io.Writer) (*books.Ledger, error) {
	logs, err := f.logsOf(seed)
	if err != nil {
		return nil, err
	}
	return campaign.Run(ctx, campaign.Options{
		Binary: f.Bot, BinaryWithClock: f.withClock(), Decisions: f.Decisions, Approvers: f.Approvers, Replicas: f.Replicas, Seed: seed,
		Longest: time.Duration(f.Minutes) * time.Minute, FaultEvery: f.FaultEvery, ClicksAtOnce: f.Clicks,
		Gateway: f.Gateway, Crowd: max(0, min(f.Crowd, f.Approvers-2)),
		Out: progress, Dir: logs,
	})
}

// burst prints the figures; they are good when Slack said 429 to nothing, its rate was used, and clicks were not kept waiting.
func (f *flags) burst(ctx context.Context) (good bool, err error) {
	b, err := campaign.RunBurst(ctx, campaign.BurstOptions{Binary: f.Bot, Cards: f.Burst, Replicas: f.Replicas, Seed: f.Seed[0], For: f.For,
		Out: os.Stdout})
	if err != nil {
		return false, err
	}
	return b.RateLimited == 0 && b.Share() >= 0.95 && b.Quantile(1) < 2*time.Second, b.Print(os.Stdout)
}

// theBot is what is built.
const theBot = "github.com/iiq-approvals/bot/cmd/bot"

func (f *flags) raceArgs() []string {
	if f.Race {
		return []string{"-race"}
	}
	return nil
}

func (f *flags) withClock() string {
	if !f.Clocks {
		return ""
	}
	return f.WithClock
}

func build(ctx context.Context, dir string, args []string) (string, error) {
	path := filepath.Join(dir, "bot")
	args = append([]string{"build", "-o", path}, args...)
	out, err := exec.CommandContext(ctx, "go", append(args, theBot)...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the bot: %w\n%s", err, out)
	}
	return path, nil
}
