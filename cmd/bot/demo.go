package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"time"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/demo"
)

type demoCommand struct {
	Script bool          `help:"Play a whole story by itself, print it, and exit 0 only if every step was seen."`
	Addr   string        `help:"Where the page in the browser is." default:"127.0.0.1:8085"`
	Every  time.Duration `help:"How often a new request arrives by itself; 0 is never." default:"45s"`
	Logs   bool          `help:"Show the bot's own log."`
}

// Run brings up a world on this machine and lets the bot live in it, until the process is told to stop.
func (d *demoCommand) Run(ctx context.Context, p *process) error {
	start := time.Now()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	world, err := d.world(ctx, p.stdout)
	if err != nil {
		return err
	}
	defer world.Close()
	ended, err := d.bot(ctx, p, world)
	if err != nil {
		return err
	}
	if d.Script {
		err = world.Tell(ctx, p.stdout)
	} else {
		d.welcome(p.stdout, world, time.Since(start))
		err = d.live(ctx, world, ended)
	}
	cancel()
	return errors.Join(err, <-ended)
}

// world starts Postgres, IdentityIQ and Slack; a port that is taken is replaced by a free one, and said.
func (d *demoCommand) world(ctx context.Context, out io.Writer) (*demo.World, error) {
	o := demo.Options{Seed: 1, SlackAddr: d.Addr}
	if d.Script {
		o.SlackAddr = ""
	}
	w, err := demo.Start(ctx, o)
	if err == nil || o.SlackAddr == "" || !portTaken(o.SlackAddr) {
		return w, err
	}
	fmt.Fprintf(out, "%s is taken; another port is used instead.\n", d.Addr)
	o.SlackAddr = ""
	return demo.Start(ctx, o)
}

func portTaken(addr string) bool {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return true
	}
	_ = l.Close()
	return false
}

// bot runs the real bot by settings alone. What it ended with comes out of the channel, once.
func (d *demoCommand) bot(ctx context.Context, p *process, world *demo.World) (chan error, error) {
	settings := &process{env: envconfig.MapLookuper(world.Settings()), stdout: p.stdout, stderr: p.stderr, guard: newGuard(envconfig.MapLookuper(world.Settings()))}
	c, err := settings.load(needAll)
	if err != nil {
		return nil, err
	}
	logger := slog.New(slog.DiscardHandler)
	if d.Logs {
		logger = settings.logger(c.Log)
	}
	listener, err := net.Listen("tcp", c.HTTP.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- runBot(ctx, c, listener, settings.guard, logger) }()
	return ended, nil
}

// live makes a new request now and then, until the demo ends. It returns early when the bot has ended by itself.
func (d *demoCommand) live(ctx context.Context, world *demo.World, ended chan error) error {
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	tick := make(<-chan time.Time)
	if d.Every > 0 {
		t := time.NewTicker(d.Every)
		defer t.Stop()
		tick = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-ended:
			ended <- nil
			return err
		case <-tick:
			if _, err := world.IIQ.AddWorkItem(world.Company.RandomRequest(rng)); err != nil {
				return fmt.Errorf("make a request: %w", err)
			}
		}
	}
}

func (d *demoCommand) welcome(out io.Writer, w *demo.World, took time.Duration) {
	fmt.Fprintf(out, `
IIQ Approvals, on this machine alone (ready after %.1f s):
a simulated IdentityIQ with a company of %d people, a simulated Slack with the same people, a private Postgres,
and the real bot between them.

Open this page, and be whoever you like:

%s

What to try:
  - be Sam Okoye: his cards are there; approve one, deny another (a reason is asked for)
  - type /approvals, or "my approvals", or open the Home tab
  - be somebody else of a workgroup, and see the same card follow
  - new requests arrive by themselves every %s

IdentityIQ is at %s; Ctrl-C ends everything and leaves nothing behind.
`, took.Seconds(), len(w.Company.People), w.Page, d.Every, w.IIQRoot)
}
