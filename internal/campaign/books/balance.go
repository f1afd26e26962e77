package campaign

import (
	"context"
	"fmt"
	"os"
	"strings"
)

// balance draws up the ledger when all work has ended.
func (w *world) balance(ctx context.Context, unfinished string) (*Ledger, error) {
	l := &Ledger{Seed: w.opts.Seed, Dir: w.dir}
	d, err := w.read(ctx)
	if err != nil {
		return nil, err
	}
	w.balanceFaults(l)
	w.balanceClicks(l, d)
	w.balanceWrites(l, d)
	w.balanceCards(l, d)
	var stuck []Imbalance
	if unfinished != "" {
		stuck = append(stuck, Imbalance{What: "still not at rest: " + unfinished})
	}
	if err := w.balanceAudit(ctx, l); err != nil {
		return nil, err
	}
	w.balanceLogs(l)
	l.wrong("work that never came to an end", stuck)
	l.wrong("items that differ from IdentityIQ", w.compareItems(d))
	l.wrong("replicas that ended badly, panicked or raced", w.badEnds())
	return l, nil
}

func (w *world) balanceFaults(l *Ledger) {
	j := w.journal
	l.add("work items made", len(w.book.items()))
	l.add("decided, forwarded, ended or reopened in IdentityIQ", j.count("elsewhere"))
	l.add("workgroups changed, people deactivated or back", j.count("group")+j.count("leave"))
	l.add("kill -9 of a replica", j.count("kill"))
	l.add("replicas frozen", j.count("freeze"))
	l.add("stops, kills and starts of Postgres", j.count("postgres"))
	l.add("jumps of a clock", j.count("clock"))
	l.add("IdentityIQ's lists or members empty, and full again", j.count("empty"))
	l.add("requests for the next card", j.count("next"))
	l.add("plays in all", j.count("play"))
	s := w.slack.Stats()
	l.add("envelopes sent", s.Envelopes)
	l.add("envelopes not acked in time (lost sockets, frozen or dead replicas)", s.Unacked)
	l.add("answers 429 of Slack", s.RateLimited)
}

// compareItems compares our items with IIQ's: an open item is open on both sides, with the same owner.
func (w *world) compareItems(d rows) []Imbalance {
	var wrong []Imbalance
	open := map[string]bool{}
	for _, i := range w.iiq.OpenItems() {
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

func (w *world) badEnds() []Imbalance {
	var wrong []Imbalance
	for _, r := range w.replicas {
		for _, t := range r.troubles() {
			wrong = append(wrong, Imbalance{What: t})
		}
		raw, err := os.ReadFile(r.logPath())
		if err != nil {
			wrong = append(wrong, Imbalance{What: fmt.Sprintf("%s has no log: %v", r.name, err)})
		}
		for _, word := range []string{"WARNING: DATA RACE", "panic: ", "fatal error: "} {
			if strings.Contains(string(raw), word) {
				wrong = append(wrong, Imbalance{What: r.name + " logged " + word})
			}
		}
	}
	return wrong
}
