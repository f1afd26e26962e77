package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/speed"
)

// Two kinds of people ask: those for whom much waits, and those for whom a page does.
const (
	busyPeople, busyItems = 40, 500
	easyPeople, easyItems = 240, 5
)

// listBound is the p99 of a first page, in milliseconds, from the question to the answer in Slack.
const listBound = 50

// askers are the Slack ids of those who ask.
type askers struct{ easy, busy []string }

// measureLists: how long "/approvals" and the Home tab take among very many items, at a steady rate. What is measured begins
// in Slack and ends there: sockets, router, database, rendering and Slack's own check of the blocks are all in it.
func measureLists(ctx context.Context, o options) ([]figure, error) {
	w, err := demo.Start(ctx, demo.Options{Seed: 4, People: 300})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	// What is filled in is not in IdentityIQ: nobody may compare.
	p, err := start(ctx, o, w, map[string]string{"SLACK_LIMITS": "off", "RECONCILE_INTERVAL": "24h", "WORKGROUP_REFRESH": "24h",
		"IDENTITY_SYNC_INTERVAL": "24h", "REMIND_AFTER": "0", "LOG_LEVEL": "info"})
	if err != nil {
		return nil, err
	}
	defer p.stop()
	who, err := fill(ctx, o, w)
	if err != nil {
		return nil, err
	}
	return askAll(ctx, o, w, who)
}

func askAll(ctx context.Context, o options, w *demo.World, who askers) ([]figure, error) {
	parts := []struct {
		what, shows string
		ask         question
		users       []string
	}{
		{fmt.Sprintf("/approvals, %d open", easyItems), "Open", askList, who.easy},
		{fmt.Sprintf("/approvals, %d open", busyItems), "Next page", askList, who.busy},
		{fmt.Sprintf("Home tab, %d open", easyItems), "Approve", askHome, who.easy},
		{fmt.Sprintf("Home tab, %d open", busyItems), "Next page", askHome, who.busy},
	}
	var all []figure
	for _, part := range parts {
		// Once for everybody unmeasured: a first contact asks Slack who somebody is.
		if _, err := askSteadily(ctx, o.rate, len(part.users), w, part.ask, part.users); err != nil {
			return nil, err
		}
		for _, user := range part.users {
			if seen := part.ask.seen(w, user); !strings.Contains(seen, part.shows) {
				return nil, fmt.Errorf("%s: the answer shows no %q: %.200q", part.what, part.shows, seen)
			}
		}
		took, err := askSteadily(ctx, o.rate, o.asks, w, part.ask, part.users)
		if err != nil {
			return nil, err
		}
		all = append(all,
			figure{fmt.Sprintf("%s, p50 of %d at %d/s", part.what, o.asks, o.rate), speed.Percentile(took, 50), "ms", 0},
			figure{part.what + ", p99", speed.Percentile(took, 99), "ms", listBound},
			figure{part.what + ", max", speed.Percentile(took, 100), "ms", 0})
	}
	return all, nil
}

// question is one way to ask what waits.
type question struct {
	// notice is the kind of notice that tells of the answer.
	notice string
	put    func(ctx context.Context, w *demo.World, user string) error
	seen   func(w *demo.World, user string) string
}

var (
	askList = question{"ephemeral",
		func(ctx context.Context, w *demo.World, user string) error {
			_, err := w.Slack.Command(ctx, user, "", "/approvals", "")
			return err
		},
		func(w *demo.World, user string) string {
			all := w.Slack.Ephemerals(user)
			if len(all) == 0 {
				return ""
			}
			return w.Slack.VisibleTo(user, all[len(all)-1])
		}}
	askHome = question{"home_published",
		func(_ context.Context, w *demo.World, user string) error { return w.Slack.OpenHome(user) },
		func(w *demo.World, user string) string {
			v, _ := w.Slack.Home(user)
			return w.Slack.VisibleView(v)
		}}
)

// asked is one question on its way.
type asked struct {
	user string
	at   time.Time
	err  error
}

// askSteadily puts count questions at a steady rate, everybody in turn, and gives how long each answer took, in milliseconds.
func askSteadily(ctx context.Context, rate, count int, w *demo.World, q question, users []string) ([]float64, error) {
	notices, cancel, err := w.Slack.Subscribe(1 << 16)
	if err != nil {
		return nil, fmt.Errorf("watch answers: %w", err)
	}
	defer cancel()
	put := make(chan asked, count)
	go putAll(ctx, rate, count, w, q, users, put)
	return gather(ctx, count, q.notice, notices, put)
}

func putAll(ctx context.Context, rate, count int, w *demo.World, q question, users []string, put chan<- asked) {
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for i := range count {
		<-tick.C
		user := users[i%len(users)]
		put <- asked{user: user, at: time.Now()}
		go func() {
			if err := q.put(ctx, w, user); err != nil {
				put <- asked{err: err}
			}
		}()
	}
}

// gather matches answers with questions of the same person: what was asked before an answer came is answered by it.
func gather(ctx context.Context, count int, kind string, notices <-chan slacksim.Notice, put <-chan asked) ([]float64, error) {
	waiting := map[string][]time.Time{}
	took := make([]float64, 0, count)
	for len(took) < count {
		select {
		case a := <-put:
			if a.err != nil {
				return nil, fmt.Errorf("ask: %w", a.err)
			}
			waiting[a.user] = append(waiting[a.user], a.at)
		case n := <-notices:
			if n.Kind != kind || len(waiting[n.User]) == 0 {
				continue
			}
			for _, at := range waiting[n.User] {
				took = append(took, float64(time.Since(at).Microseconds())/1000)
			}
			delete(waiting, n.User)
		case <-ctx.Done():
			return nil, fmt.Errorf("%d of %d questions were answered: %w", len(took), count, ctx.Err())
		}
	}
	return took, nil
}

// fill waits for the bot's first rounds, then makes the items.
func fill(ctx context.Context, o options, w *demo.World) (askers, error) {
	conn, err := pgx.Connect(ctx, w.DatabaseURL)
	if err != nil {
		return askers{}, fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	err = await(ctx, "the first rounds are over", func() bool {
		n := 0
		err := conn.QueryRow(ctx, `SELECT count(*) FROM schedules WHERE name IN ('reconcile', 'workgroups', 'identities') AND last_ok_at IS NOT NULL`).Scan(&n)
		return err == nil && n == 3
	})
	if err != nil {
		return askers{}, err
	}
	var who askers
	var ids []string
	for _, p := range w.Company.People[:busyPeople+easyPeople] {
		ids = append(ids, p.ID)
		if len(ids) <= busyPeople {
			who.busy = append(who.busy, w.SlackID(p.Name))
		} else {
			who.easy = append(who.easy, w.SlackID(p.Name))
		}
	}
	return who, insertItems(ctx, conn, o, ids)
}
