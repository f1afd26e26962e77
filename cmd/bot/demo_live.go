package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"github.com/sethvargo/go-envconfig"
	"golang.org/x/sync/errgroup"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/demo/page"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// botConnectsWithin is how long the bot may take from its start until it is connected to Slack.
const botConnectsWithin = 60 * time.Second

// live is the demo with its page: a world, the bot as a process of its own, and the page that controls both.
func (d *demoCommand) live(ctx context.Context, p *process) error {
	start := time.Now()
	listener, taken, err := page.Listen(d.Addr)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	defer listener.Close()
	if taken {
		fmt.Fprintf(p.stdout, "%s is taken; %s is used instead.\n", d.Addr, listener.Addr())
	}
	calls := page.NewCalls()
	world, err := demo.Start(ctx, demo.Options{Seed: 1, Gateway: true, IIQ: func(o *iiqsim.Options) { o.Logger = calls.Logger() }})
	if err != nil {
		return err
	}
	defer world.Close()
	stage, err := world.SetStage()
	if err != nil {
		return err
	}
	set := world.Settings()
	p.Guard.LearnFrom(envconfig.MapLookuper(set))
	set["LOG_FORMAT"], set["ADMIN_CHANNEL"] = "json", stage.AdminChannel
	// People who try the demo make more items in a minute than an approver gets; only the template of thirty becomes one
	// message.
	set["CARDS_AT_ONCE"] = "25"
	set["BULK_MAX"] = "25"
	set["IIQ_PUBLIC_URL"] = "http://" + listener.Addr().String() + "/identityiq"
	child := &botChild{settings: set, failed: make(chan error, 1)}
	if d.Logs {
		child.echo = p.stderr
	}
	show, err := newPage(ctx, world, stage, child, calls)
	if err != nil {
		return err
	}
	child.said, child.died = show.BotSaid, show.BotDied
	return d.serve(ctx, p.stdout, listener, world, show, child, start)
}

func newPage(ctx context.Context, w *demo.World, s demo.Stage, bot page.Bot, calls *page.Calls) (*page.Page, error) {
	o := page.Options{Slack: w.Slack, IIQ: w.IIQ, Calls: calls, Bot: bot, Journal: page.NewJournal(time.Now), Clock: time.Now,
		Workgroup: s.Workgroup, Approver: s.Approver, Requester: s.Requester, Target: s.Target}
	for _, r := range s.Roles {
		o.Personas = append(o.Personas, page.Persona{SlackID: w.SlackID(r.Name), Role: r.Role})
	}
	return page.New(ctx, o)
}

// serve runs everything until ctx ends. The bot stops last, before the world.
func (d *demoCommand) serve(ctx context.Context, out io.Writer, l net.Listener, w *demo.World, show *page.Page, child *botChild,
	start time.Time) error {
	if err := child.Start(); err != nil {
		return err
	}
	defer child.Stop()
	server := &http.Server{Handler: show.Handler(), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 1 << 16}
	group, gctx := errgroup.WithContext(ctx)
	group.Go(func() error { return show.Watch(gctx) })
	group.Go(func() error {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve the page: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-gctx.Done()
		return server.Close()
	})
	group.Go(func() error {
		if err := d.connected(gctx, w, child); err != nil {
			return err
		}
		d.welcome(out, w, l.Addr().String(), time.Since(start))
		return d.arrivals(gctx, w)
	})
	return group.Wait()
}

// connected waits until Slack has a connection of the bot.
func (d *demoCommand) connected(ctx context.Context, w *demo.World, child *botChild) error {
	ctx, cancel := context.WithTimeout(ctx, botConnectsWithin)
	defer cancel()
	var failed error
	err := w.Slack.WaitFor(ctx, func() bool {
		select {
		case failed = <-child.failed:
			return true
		default:
			return len(w.Slack.Sockets()) > 0
		}
	})
	switch {
	case failed != nil:
		return failed
	case errors.Is(err, context.Canceled):
		return nil
	case err != nil:
		return fmt.Errorf("the bot has not reached Slack: %w (--logs shows its log)", err)
	}
	return nil
}

// arrivals makes a new request now and then, until the demo ends.
func (d *demoCommand) arrivals(ctx context.Context, world *demo.World) error {
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
		case <-tick:
			if _, err := world.IIQ.AddWorkItem(world.Company.RandomRequest(rng)); err != nil {
				return fmt.Errorf("make a request: %w", err)
			}
		}
	}
}

func (d *demoCommand) welcome(out io.Writer, w *demo.World, addr string, took time.Duration) {
	byItself := "make new requests on the page"
	if d.Every > 0 {
		byItself = fmt.Sprintf("new requests arrive by themselves every %s, and the page makes more", d.Every)
	}
	fmt.Fprintf(out, `
IIQ Approvals, on this machine alone (ready after %.1f s):
a simulated IdentityIQ with a company of %d people, a simulated Slack with the same people, a private Postgres,
and the real bot between them, as a process of its own.

Open this page, and be whoever you like:

http://%s/

What to try:
  - follow the guided tour: six steps, two minutes
  - be Sam Okoye: the cards are there; approve one, deny another (a reason is asked for)
  - type /approvals, or "my approvals", or open the Home tab
  - be two people of a workgroup side by side, and see one card follow the other
  - switch IdentityIQ off, or kill the bot, and see what becomes of a decision
  - %s

IdentityIQ is at %s, Slack at %s; Ctrl-C ends everything and leaves nothing behind.
`, took.Seconds(), len(w.Company.People), addr, byItself, w.IIQRoot, w.SlackAPI)
}
