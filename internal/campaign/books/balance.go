package books

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// Balance draws up the ledger when all work has ended.
func (a *Accountant) Balance(ctx context.Context, unfinished string) (*Ledger, error) {
	l := &Ledger{Seed: a.Seed, Dir: a.Dir}
	d, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	a.balanceFaults(l)
	clickBooks{Accountant: a, d: d}.balance(l)
	a.balanceWrites(l, d)
	if err := a.balanceGateway(ctx, l, d); err != nil {
		return nil, err
	}
	a.balanceRestores(l, d)
	cardBooks{Accountant: a, d: d, truth: endings{a}.truths(d)}.balance(l)
	var stuck []Imbalance
	if unfinished != "" {
		stuck = append(stuck, Imbalance{What: "still not at rest: " + unfinished})
	}
	if err := a.balanceAudit(ctx, l, d); err != nil {
		return nil, err
	}
	a.balanceLogs(l)
	l.Wrong("work that never came to an end", stuck)
	l.Wrong("items that differ from IdentityIQ", a.compareItems(d))
	l.Wrong("replicas that ended badly, panicked or raced", a.badEnds())
	return l, nil
}

func (a *Accountant) balanceFaults(l *Ledger) {
	j := a.Journal
	l.Add("work items made", len(a.Book.Items()))
	l.Add("decided, forwarded, ended or reopened in IdentityIQ", j.Count("elsewhere"))
	l.Add("workgroups changed, people deactivated or back", j.Count("group")+j.Count("leave"))
	l.Add("kill -9 of a replica", j.Count("kill"))
	l.Add("replicas frozen", j.Count("freeze"))
	l.Add("stops, kills and starts of Postgres", j.Count("postgres"))
	l.Add("jumps of a clock", j.Count("clock"))
	l.Add("IdentityIQ's lists or members empty, and full again", j.Count("empty"))
	l.Add("clocks put a day off, and right again", j.Count("dayoff"))
	l.Add("Postgres takes no writes, and takes them again", j.Count("readonly"))
	l.Add("comments altered, ends told late, other completers named: begun and over", j.Count("comments")+j.Count("late")+j.Count("completer"))
	l.Add("requests for the next card", j.Count("next"))
	l.Add("plays in all", j.Count("play"))
	odd := a.IIQ.Stats().Oddities
	for _, what := range slices.Sorted(maps.Keys(odd)) {
		l.Add("IdentityIQ: "+what, odd[what])
	}
	s := a.Slack.Stats()
	l.Add("envelopes sent", s.Envelopes)
	l.Add("envelopes not acked in time (lost sockets, frozen or dead replicas)", s.Unacked)
	l.Add("answers 429 of Slack", s.RateLimited)
}

// compareItems compares our items with IIQ's: an open item is open on both sides, with the same owner.
func (a *Accountant) compareItems(d rows) []Imbalance {
	var wrong []Imbalance
	open := map[string]bool{}
	for _, i := range a.IIQ.OpenItems() {
		open[i.ID] = true
		row, known := d.items[i.ID]
		switch {
		case !known:
			wrong = append(wrong, Imbalance{i.ID, "open in IdentityIQ and unknown here"})
		case row.State != "open":
			wrong = append(wrong, Imbalance{i.ID, "open in IdentityIQ and closed here"})
		case row.OwnerID != i.OwnerID:
			wrong = append(wrong, Imbalance{i.ID, "owned by " + i.OwnerID + " in IdentityIQ and by " + row.OwnerID + " here"})
		}
	}
	for id, row := range d.items {
		if row.State == "open" && !open[id] {
			wrong = append(wrong, Imbalance{id, "open here and not in IdentityIQ"})
		}
	}
	return wrong
}

func (a *Accountant) badEnds() []Imbalance {
	var wrong []Imbalance
	for _, r := range a.Replicas {
		for _, t := range r.Troubles() {
			wrong = append(wrong, Imbalance{What: t})
		}
		raw, err := os.ReadFile(r.LogPath())
		if err != nil {
			wrong = append(wrong, Imbalance{What: fmt.Sprintf("%s has no log: %v", r.Name(), err)})
		}
		for _, word := range []string{"WARNING: DATA RACE", "panic: ", "fatal error: "} {
			if strings.Contains(string(raw), word) {
				wrong = append(wrong, Imbalance{What: r.Name() + " logged " + word})
			}
		}
	}
	return wrong
}
