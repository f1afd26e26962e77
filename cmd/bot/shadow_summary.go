package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/shadow"
)

type shadowSummary struct{}

// Run prints what a shadow would have done, in figures.
func (*shadowSummary) Run(ctx context.Context, p *process) error {
	return p.withPool(ctx, func(pool *pgxpool.Pool) error {
		s, err := shadow.NewStore(pool).Summary(ctx)
		if errors.Is(err, shadow.ErrNoShadow) {
			return fmt.Errorf("there is nothing to count: %w; start one with `bot run --shadow`", shadow.ErrNoShadow)
		}
		if err != nil {
			return err
		}
		return printSummary(p.stdout, s)
	})
}

func printSummary(w io.Writer, s shadow.Summary) error {
	out := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintf(out, "a shadow since %s\n\n", stamp(s.Since))
	fmt.Fprintf(out, "open work items\t%d\n", s.OpenItems)
	fmt.Fprintf(out, "people who would have got messages\t%d\n", s.People)
	fmt.Fprintf(out, "approvers who cannot be reached in Slack\t%d\n", s.Unreachable)
	fmt.Fprintf(out, "cards that are still to be worked through\t%d\n", s.CardsWaiting)
	fmt.Fprintln(out)
	kinds := headed(out, "KIND\tMESSAGES\tPEOPLE")
	for _, k := range s.Kinds {
		fmt.Fprintf(kinds, "%s\t%d\t%d\n", k.Kind, k.Messages, k.People)
	}
	kinds.orSay("it would have sent nothing yet; cards follow when somebody in Slack has open work items")
	printDays(out, s)
	fmt.Fprintln(out)
	calls := headed(out, "REQUESTS TO IDENTITYIQ\tCALLS\tFAILED\tMEAN\tLONGEST")
	for _, c := range s.Calls {
		mean := c.Total / time.Duration(max(1, c.Calls))
		fmt.Fprintf(calls, "%s\t%d\t%d\t%s\t%s\n", c.Endpoint, c.Calls, c.Failed, mean.Round(time.Millisecond),
			c.Longest.Round(time.Millisecond))
	}
	calls.orSay("no request to IdentityIQ is counted yet; the running shadow counts them (`bot run --shadow`)")
	return out.Flush()
}

// printDays prints how many messages would have gone out by day and by person, where any would have.
func printDays(out table, s shadow.Summary) {
	if len(s.Days) > 0 {
		fmt.Fprintln(out)
	}
	days := headed(out, "DAY (UTC)\tMESSAGES\tUPDATES\tPEOPLE")
	for _, d := range s.Days {
		fmt.Fprintf(days, "%s\t%d\t%d\t%d\n", d.Day, d.Sent, d.Updates, d.People)
	}
	if len(s.Busiest) > 0 {
		fmt.Fprintln(out)
	}
	busiest := headed(out, "WHO WOULD HAVE GOT MOST\tSLACK\tMESSAGES\tON THE WORST DAY")
	for _, p := range s.Busiest {
		fmt.Fprintf(busiest, "%s\t%s\t%d\t%d\n", cmp.Or(settings.Plain(p.Person), "-"), p.SlackUserID, p.Sent, p.WorstDay)
	}
}
