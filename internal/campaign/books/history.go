package books

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Histories adds to a ledger the lives of the first few items whose books do not balance.
func (a *Accountant) Histories(ctx context.Context, l *Ledger) {
	const most = 3
	d, err := a.read(ctx)
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
		l.Histories = append(l.Histories, lives{Accountant: a, d: d}.history(ctx, i.Item))
	}
}

// lives tell what became of an item, from all that anybody kept of it.
type lives struct {
	*Accountant
	d rows
}

func (a lives) history(ctx context.Context, item string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "=== work item %s\n", item)
	for _, e := range a.Journal.of(item) {
		if e.about == item {
			fmt.Fprintf(&b, "%s  %-9s %s\n", e.at.UTC().Format(clockForm), e.kind, e.text)
		}
	}
	a.historyOfIIQ(&b, item)
	ids := []string{item}
	for _, r := range a.d.decisions {
		if r.WorkItemID == item {
			fmt.Fprintf(&b, "decision  %+v\n", r)
			a.historyOfJobs(ctx, &b, r.ID)
			ids = append(ids, r.ID)
		}
	}
	for _, c := range a.d.cards {
		if c.WorkItemID == item {
			fmt.Fprintf(&b, "card      %+v\n", c)
			a.historyOfCard(&b, c)
			ids = append(ids, c.ID)
		}
	}
	fmt.Fprintf(&b, "row       %+v\n", a.d.items[item])
	a.historyOfLogs(&b, ids)
	return b.String()
}

const clockForm = "15:04:05.000"

func (a lives) historyOfIIQ(b *strings.Builder, item string) {
	if i, err := a.IIQ.WorkItem(item); err == nil {
		fmt.Fprintf(b, "IIQ has   state=%q owner=%s requester=%s target=%s completer=%q history=%v\n", i.State, i.OwnerID, i.RequesterID, i.TargetID, i.Completer, i.OwnerHistory)
		if q, err := a.IIQ.Request(i.IdentityRequest); err == nil {
			for _, s := range q.Summaries {
				fmt.Fprintf(b, "summary   %s by %s at %d: %q\n", s.State, s.Completer, s.EndDate, s.Comments)
			}
		}
	}
	for _, wr := range a.IIQ.Ledger() {
		if wr.ID == item {
			fmt.Fprintf(b, "%s  write     %s %s accepted=%v authority=%v status=%d %s fault=%s %q\n", wr.Wall.UTC().Format(clockForm),
				wr.Approver, wr.State, wr.Accepted, wr.Authority, wr.Status, wr.Reason, wr.Fault, wr.Comment)
		}
	}
}

// historyOfJobs tells of the sentences for the clicker, which no row but the job's own keeps.
func (a lives) historyOfJobs(ctx context.Context, b *strings.Builder, decision string) {
	type job struct {
		Kind, State string
		Attempt     int16
		By, Errors  string
	}
	found, err := a.Pool.Query(ctx, `SELECT kind, state::text, attempt, coalesce(array_to_string(attempted_by, ' '), ''), coalesce(errors::text, '')
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

func (a lives) historyOfCard(b *strings.Builder, c cardRow) {
	m, err := a.Slack.Message(c.ChannelID, c.MessageTs)
	if err != nil {
		return
	}
	off := time.Until(a.Slack.Now())
	for _, v := range append(m.Versions, m.Version) {
		shown := m
		shown.Version = v
		fmt.Fprintf(b, "%s    version by %s: buttons=%v %s\n", v.At.Add(-off).UTC().Format(clockForm), v.Via, Decidable(shown),
			status(a.Slack.VisibleText(shown)))
	}
}

// mostLines bounds what is told of the logs.
const mostLines = 200

func (a lives) historyOfLogs(b *strings.Builder, ids []string) {
	lines := 0
	for _, r := range a.Replicas {
		f, err := os.Open(r.LogPath())
		if err != nil {
			continue
		}
		in := bufio.NewScanner(f)
		in.Buffer(nil, 1<<20)
		for in.Scan() && lines < mostLines {
			for _, id := range ids {
				if strings.Contains(in.Text(), id) {
					fmt.Fprintf(b, "%s  %s\n", r.Name(), in.Text())
					lines++
					break
				}
			}
		}
		_ = f.Close()
	}
}
