package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/app"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/settings"
)

type demoCommand struct {
	Script bool          `help:"Play a whole story by itself, print it, and exit 0 only if every step was seen."`
	Addr   string        `help:"Where the page in the browser is." default:"127.0.0.1:8085"`
	Every  time.Duration `help:"How often a new request arrives by itself; 0 is never." default:"45s"`
	Logs   bool          `help:"Show the bot's own log."`
}

// Run starts a simulated world on this machine with the bot in it, until the process is told to stop.
func (d *demoCommand) Run(ctx context.Context, p *process) error {
	if !d.Script {
		return d.live(ctx, p)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	world, err := demo.Start(ctx, demo.Options{Seed: 1, Gateway: true})
	if err != nil {
		return err
	}
	defer world.Close()
	ended, err := d.bot(ctx, p, world)
	if err != nil {
		return err
	}
	err = world.Tell(ctx, p.stdout)
	cancel()
	return errors.Join(err, <-ended)
}

// bot runs the real bot by settings alone. The channel gives its result, once.
func (d *demoCommand) bot(ctx context.Context, p *process, world *demo.World) (chan error, error) {
	env := envconfig.MapLookuper(world.Settings())
	p.Guard.LearnFrom(env)
	here := &process{Source: settings.Source{Env: env, Guard: p.Guard}, stdout: p.stdout, stderr: p.stderr}
	c, err := here.Load(settings.NeedAll)
	if err != nil {
		return nil, err
	}
	logger := slog.New(slog.DiscardHandler)
	if d.Logs {
		logger = here.logger(c.Log)
	}
	listener, err := net.Listen("tcp", c.HTTP.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- app.RunOn(ctx, c, listener, here.Guard, logger) }()
	return ended, nil
}
