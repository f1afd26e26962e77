package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/settings"
)

type auditRetention struct {
	Keep    string `help:"Keep each row so long: days (2555d) or a Go duration (61320h), 24h and more." placeholder:"SPAN" xor:"keep"`
	Forever bool   `help:"Keep every row." xor:"keep"`
}

// Run prints how long the log is kept, after setting it where that was asked for.
func (a *auditRetention) Run(ctx context.Context, p *process) error {
	keep, err := a.span()
	if err != nil {
		return err
	}
	return p.withPool(ctx, func(pool *pgxpool.Pool) error {
		if a.Keep != "" || a.Forever {
			if err := audit.SetRetention(ctx, pool, keep, operator()); err != nil {
				return fmt.Errorf("%w: run this with the DATABASE_URL of the role that `bot migrate` uses", err)
			}
		}
		r, err := audit.ReadRetention(ctx, db.New(pool))
		if err != nil {
			return err
		}
		printRetention(p.stdout, r)
		return nil
	})
}

// span is the length of retention; 0 means for good.
func (a *auditRetention) span() (time.Duration, error) {
	if a.Keep == "" {
		return 0, nil
	}
	wrong := fmt.Errorf("%w: --keep takes days such as 2555d, or a duration such as 61320h, from %s to %s", errUsage,
		audit.Span(audit.LeastRetention), audit.Span(audit.MostRetention))
	keep, err := time.ParseDuration(a.Keep)
	if number, isDays := strings.CutSuffix(a.Keep, "d"); isDays {
		days, dayErr := strconv.ParseInt(number, 10, 32)
		if dayErr != nil || days > int64(audit.MostRetention/audit.LeastRetention) {
			return 0, wrong
		}
		keep, err = time.Duration(days)*24*time.Hour, nil
	}
	if err != nil || keep < audit.LeastRetention || keep > audit.MostRetention || keep%time.Second != 0 {
		return 0, wrong
	}
	return keep, nil
}

func printRetention(w io.Writer, r audit.Retention) {
	if !r.Set {
		fmt.Fprintln(w, "the owner of the log has set no retention: nothing is removed")
		return
	}
	what := "rows are removed after " + r.Words()
	if r.Keep == 0 {
		what = "nothing is removed"
	}
	fmt.Fprintf(w, "%s, as %s has set at %s\n", what, settings.Plain(r.SetBy), r.SetAt.UTC().Format(time.RFC3339))
	if r.Keep > 0 && r.AtLeast > r.Keep {
		fmt.Fprintf(w, "AUDIT_RETENTION lengthens that to %s\n", audit.Span(r.AtLeast))
	}
}
