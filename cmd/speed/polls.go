package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/demo"
)

// measurePolls: what a poll costs that finds nothing, and one that finds many.
func measurePolls(ctx context.Context, o options) ([]figure, error) {
	w, err := demo.Start(ctx, demo.Options{Seed: 2, People: 300})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	p, err := start(ctx, o, w, map[string]string{"SLACK_LIMITS": "off", "RECONCILE_INTERVAL": "1h", "WORKGROUP_REFRESH": "1h",
		"LOG_LEVEL": "info"})
	if err != nil {
		return nil, err
	}
	defer p.stop()
	conn, err := pgx.Connect(ctx, w.DatabaseURL)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	time.Sleep(settleTime)
	items, reviews, err := quietPolls(ctx, w, conn)
	if err != nil {
		return nil, err
	}
	took, lists, err := manyItems(ctx, o, w, conn)
	if err != nil {
		return nil, err
	}
	return []figure{
		{"requests of a poll for work items that finds nothing", items, "", 1.2},
		{"requests of a poll for access reviews that finds nothing", reviews, "", 1.2},
		{fmt.Sprintf("%d new items in the database after", o.items), took.Seconds(), "s", 5},
		{"list requests for them", float64(lists), "", float64(o.items/100 + 10)},
	}, nil
}

const rounds = 9

// quietPolls counts the requests of some rounds; every tenth for work items brings one more, the sweep.
func quietPolls(ctx context.Context, w *demo.World, conn *pgx.Conn) (items, reviews float64, err error) {
	round := func() (n int) {
		_ = conn.QueryRow(ctx, `SELECT round FROM watermarks WHERE name = 'poll'`).Scan(&n)
		return n
	}
	first := round()
	w.IIQ.ResetStats()
	if err := await(ctx, "some rounds have passed", func() bool { return round() >= first+rounds }); err != nil {
		return 0, 0, err
	}
	asked, polls, others := w.IIQ.Requests(), float64(round()-first), 0
	for name, n := range asked {
		if name != reviewTable {
			others += n
		}
	}
	return float64(others) / polls, float64(asked[reviewTable]) / polls, nil
}

// reviewTable is where access reviews are looked for.
const reviewTable = "GET /table/CertificationEntity"

func manyItems(ctx context.Context, o options, w *demo.World, conn *pgx.Conn) (time.Duration, int, error) {
	w.IIQ.ResetStats()
	if _, err := makeItems(w, owners(w), o.items); err != nil {
		return 0, 0, err
	}
	begin := time.Now()
	err := await(ctx, "all items are in the database", func() bool {
		n := 0
		_ = conn.QueryRow(ctx, `SELECT count(*) FROM work_items`).Scan(&n)
		return n >= o.items
	})
	lists := 0
	for name, n := range w.IIQ.Requests() {
		if name == "GET /object/WorkItem" {
			lists = n
		}
	}
	return time.Since(begin), lists, err
}
