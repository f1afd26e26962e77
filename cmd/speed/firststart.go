package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/demo"
)

const (
	// firstWithin is how long a first start may take, in seconds, and firstMemory what it may hold at most, in MB.
	firstWithin, firstMemory = 300, 150
)

// measureFirstStart: a bot with an empty database finds very many open items. It is over when all are stored and everybody has
// been written to, since many items for one person are one message.
func measureFirstStart(ctx context.Context, o options) ([]figure, error) {
	w, end, err := startWorld(ctx, o, true)
	if err != nil {
		return nil, err
	}
	defer end()
	if _, err := makeItems(w, owners(w), o.open); err != nil {
		return nil, err
	}
	settings := asInstalled(o)
	settings["CARDS_AT_ONCE"] = ""
	p, err := start(ctx, o, w, settings)
	if err != nil {
		return nil, err
	}
	defer p.stop()
	if err := awaitAll(ctx, o, w); err != nil {
		return nil, err
	}
	took := time.Since(p.begun)
	peak, err := p.peak()
	if err != nil {
		return nil, err
	}
	return []figure{
		{fmt.Sprintf("first start with %d open items, until everybody is written to", o.open), took.Seconds(), "s", firstWithin},
		{"memory of the bot at most", peak, "MB", firstMemory},
	}, nil
}

func awaitAll(ctx context.Context, o options, w *demo.World) error {
	conn, err := pgx.Connect(ctx, w.DatabaseURL)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	err = awaitEvery(ctx, time.Second/4, "all items are stored", func() bool {
		n := 0
		_ = conn.QueryRow(ctx, `SELECT count(*) FROM work_items WHERE state = 'open'`).Scan(&n)
		return n >= o.open
	})
	if err != nil {
		return err
	}
	people := owners(w)
	people = people[:min(len(people), o.open)]
	return awaitEvery(ctx, time.Second/4, "everybody is written to", func() bool {
		for _, p := range people {
			if len(w.Slack.Inbox(w.SlackID(p.Name))) == 0 {
				return false
			}
		}
		return true
	})
}
