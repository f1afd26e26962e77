package campaign

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// histories tells the lives of the first few items whose books do not balance.
func (w *world) histories(ctx context.Context, l *Ledger) {
	const most = 3
	d, err := w.read(ctx)
	if err != nil {
		l.Histories = append(l.Histories, err.Error())
		return
	}
	told := map[string]bool{}
	for _, i := range l.Imbalances {
		if i.Item == "" || told[i.Item] || len(told) == most {
			continue
		}
		told[i.Item] = true
		l.Histories = append(l.Histories, w.history(ctx, i.Item, d))
	}
}

func (w *world) history(ctx context.Context, item string, d rows) string {
	var b strings.Builder
	fmt.Fprintf(&b, "=== work item %s\n", item)
	for _, e := range w.journal.of(item) {
		if e.about == item {
			fmt.Fprintf(&b, "%s  %-9s %s\n", e.at.UTC().Format(clockForm), e.kind, e.text)
		}
	}
	w.historyOfIIQ(&b, item)
	ids := []string{item}
	for _, r := range d.decisions {
		if r.WorkItemID == item {
			fmt.Fprintf(&b, "decision  %+v\n", r)
			w.historyOfJobs(ctx, &b, r.ID)
			ids = append(ids, r.ID)
		}
	}
	for _, c := range d.cards {
		if c.WorkItemID == item {
			fmt.Fprintf(&b, "card      %+v\n", c)
			w.historyOfCard(&b, c)
			ids = append(ids, c.ID)
		}
	}
	fmt.Fprintf(&b, "row       %+v\n", d.items[item])
	w.historyOfLogs(&b, ids)
	return b.String()
}

const clockForm = "15:04:05.000"

func (w *world) historyOfIIQ(b *strings.Builder, item string) {
	if i, err := w.iiq.WorkItem(item); err == nil {
		fmt.Fprintf(b, "IIQ has   state=%q owner=%s requester=%s target=%s completer=%q history=%v\n", i.State, i.OwnerID, i.RequesterID, i.TargetID, i.Completer, i.OwnerHistory)
		if q, err := w.iiq.Request(i.IdentityRequest); err == nil {
			for _, s := range q.Summaries {
				fmt.Fprintf(b, "summary   %s by %s at %d: %q\n", s.State, s.Completer, s.EndDate, s.Comments)
			}
		}
	}
	for _, wr := range w.iiq.Ledger() {
		if wr.ID == item {
			fmt.Fprintf(b, "%s  write     %s %s accepted=%v authority=%v status=%d %s fault=%s %q\n", wr.Wall.UTC().Format(clockForm),
				wr.Approver, wr.State, wr.Accepted, wr.Authority, wr.Status, wr.Reason, wr.Fault, wr.Comment)
		}
	}
}

// historyOfJobs tells of the sentences for the clicker, which no row but the job's own keeps.
func (w *world) historyOfJobs(ctx context.Context, b *strings.Builder, decision string) {
	type job struct {
		Kind, State string
		Attempt     int16
		By, Errors  string
	}
	found, err := w.pool.Query(ctx, `SELECT kind, state::text, attempt, coalesce(array_to_string(attempted_by, ' '), ''), coalesce(errors::text, '')
		FROM river_job WHERE args ->> 'decision_id' = $1 AND kind = 'tell_clicker'`, decision)
	if err != nil {
		return
	}
	jobs, err := pgx.CollectRows(found, pgx.RowToStructByPos[job])
	if err != nil {
		return
	}
	for _, j := range jobs {
		fmt.Fprintf(b, "  job     %+v\n", j)
	}
}

func (w *world) historyOfCard(b *strings.Builder, c cardRow) {
	m, err := w.slack.Message(c.ChannelID, c.MessageTs)
	if err != nil {
		return
	}
	off := time.Until(w.slack.Now())
	for _, v := range append(m.Versions, m.Version) {
		shown := m
		shown.Version = v
		fmt.Fprintf(b, "%s    version by %s: buttons=%v %s\n", v.At.Add(-off).UTC().Format(clockForm), v.Via, decidable(shown), status(w.slack.VisibleText(shown)))
	}
}

// mostLines bounds what is told of the logs.
const mostLines = 200

func (w *world) historyOfLogs(b *strings.Builder, ids []string) {
	lines := 0
	for _, r := range w.replicas {
		f, err := os.Open(r.logPath())
		if err != nil {
			continue
		}
		in := bufio.NewScanner(f)
		in.Buffer(nil, 1<<20)
		for in.Scan() && lines < mostLines {
			for _, id := range ids {
				if strings.Contains(in.Text(), id) {
					fmt.Fprintf(b, "%s  %s\n", r.name, in.Text())
					lines++
					break
				}
			}
		}
		_ = f.Close()
	}
}
