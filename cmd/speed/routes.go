package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/speed"
)

// route is a plugin through which the bot reaches IdentityIQ.
type route struct{ name, path string }

var routes = []route{{"vendor's plugin", iiqsim.DefaultPluginPath}, {"gateway", iiqsim.GatewayPath}}

// routeMinutes is how long calls are counted, with the bot's own intervals.
const routeMinutes = 3

// measureRoutes: how many calls a minute a bot makes with its own intervals among very many open items of which nothing changes,
// and how long a click takes to IdentityIQ meanwhile, by the vendor's plugin and by the gateway.
func measureRoutes(ctx context.Context, o options) ([]figure, error) {
	var all []figure
	for _, r := range routes {
		figures, err := r.measure(ctx, o)
		if err != nil {
			return nil, fmt.Errorf("by the %s: %w", r.name, err)
		}
		all = append(all, figures...)
	}
	return all, nil
}

func (r route) measure(ctx context.Context, o options) ([]figure, error) {
	w, err := demo.Start(ctx, demo.Options{Seed: 6, People: 300, IIQ: func(i *iiqsim.Options) { i.Gateway = true }})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	begin := time.Now()
	if _, err := makeItems(w, owners(w)[:rich], o.open); err != nil {
		return nil, err
	}
	p, err := start(ctx, o, w, map[string]string{"SLACK_LIMITS": "off", "REMIND_AFTER": "0", "LOG_LEVEL": "info",
		"IIQ_PLUGIN_PATH": r.path})
	if err != nil {
		return nil, err
	}
	defer p.stop()
	conn, err := pgx.Connect(ctx, w.DatabaseURL)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := quietAmong(ctx, conn, o.open); err != nil {
		return nil, err
	}
	took := time.Since(begin)
	calls, bytes := countCalls(ctx, w)
	decided, err := r.clicks(ctx, o, w)
	if err != nil {
		return nil, err
	}
	by := "by the " + r.name + ": "
	return []figure{
		{fmt.Sprintf("%s%d open items taken in after", by, o.open), took.Seconds(), "s", 0},
		{by + "calls a minute", calls, "", 0},
		{by + "megabytes a minute", bytes, "MB", 0},
		{fmt.Sprintf("%sclick to ack, p50 of %d", by, o.clicks), speed.Percentile(decided.acks, 50), "ms", 0},
		{by + "click to the write at IdentityIQ, p50", speed.Percentile(decided.writes, 50), "ms", 0},
		{by + "click to the write at IdentityIQ, p99", speed.Percentile(decided.writes, 99), "ms", 0},
	}, nil
}

// rich is how many people own what is open; each of the others has a few new items, which come as cards at once.
const rich = 40

// quietAmong waits until all items are stored, and the first rounds over all of them have ended.
func quietAmong(ctx context.Context, conn *pgx.Conn, open int) error {
	look := time.NewTicker(time.Second)
	defer look.Stop()
	const state = `SELECT (SELECT count(*) FROM work_items), coalesce(max(last_ok_at), 'epoch') FROM schedules WHERE name = 'reconcile'`
	for stored := (time.Time{}); ; {
		n, swept := 0, time.Time{}
		err := conn.QueryRow(ctx, state).Scan(&n, &swept)
		switch {
		case err != nil:
			return fmt.Errorf("look whether all items are stored: %w", err)
		case n >= open && stored.IsZero():
			stored = time.Now()
		case n >= open && swept.After(stored):
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait until all items are stored and compared, of which %d are stored: %w", n, ctx.Err())
		case <-look.C:
		}
	}
}

// countCalls counts for some minutes.
func countCalls(ctx context.Context, w *demo.World) (calls, megabytes float64) {
	w.IIQ.ResetStats()
	select {
	case <-ctx.Done():
	case <-time.After(routeMinutes * time.Minute):
	}
	for _, n := range w.IIQ.Requests() {
		calls += float64(n)
	}
	return calls / routeMinutes, float64(w.IIQ.Stats().BytesOut) / 1e6 / routeMinutes
}

// clicks lets people decide new items at the usual rate.
func (r route) clicks(ctx context.Context, o options, w *demo.World) (timing, error) {
	cards, err := deal(ctx, o, w, owners(w)[rich:])
	if err != nil {
		return timing{}, err
	}
	return clickAll(ctx, o, w, cards)
}
