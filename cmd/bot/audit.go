package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/settings"
)

type auditCommand struct {
	Export auditExport `cmd:"" help:"Write the decision log to standard output."`
	Verify auditVerify `cmd:"" help:"Check that nothing in the log, or in an export, was changed."`
	Report auditReport `cmd:"" help:"List what was approved, by application and entitlement."`

	Retention auditRetention `cmd:"" help:"Tell, or as the owner of the log set, how long it is kept."`
}

// auditRange is the part of the log that a command reads.
type auditRange struct {
	Since string `help:"From then on: a date (UTC, from 00:00) or a time as in RFC 3339." placeholder:"T"`
	Until string `help:"Before then." placeholder:"T"`
}

func (r auditRange) filter() (audit.Filter, error) {
	f := audit.Filter{}
	for _, b := range []struct {
		name, given string
		into        *time.Time
	}{{"--since", r.Since, &f.Since}, {"--until", r.Until, &f.Until}} {
		t, err := parseTime(b.given)
		if err != nil {
			return f, fmt.Errorf("%w: %s: %w", errUsage, b.name, err)
		}
		*b.into = t
	}
	if !f.Since.IsZero() && !f.Until.IsZero() && !f.Until.After(f.Since) {
		return f, fmt.Errorf("%w: --until has to be after --since", errUsage)
	}
	return f, nil
}

type auditExport struct {
	auditRange
	Format   string `help:"csv, or jsonl: a JSON object a line." enum:"csv,jsonl" default:"csv"`
	WorkItem string `help:"Only this work item." placeholder:"NUMBER"`
	Who      string `help:"Only this person: an e-mail, an IIQ name or id, or a Slack id." placeholder:"WHO"`
}

// Run writes the log, or a part of it, row by row.
func (e *auditExport) Run(ctx context.Context, p *process) error {
	f, err := e.filter()
	if err != nil {
		return err
	}
	f.WorkItem, f.Who = e.WorkItem, e.Who
	return p.withPool(ctx, func(pool *pgxpool.Pool) error {
		rows, err := audit.Export(ctx, pool, f, audit.Format(e.Format), p.stdout)
		if err == nil {
			p.saySize(count(rows, "row"), rows == 0, f != (audit.Filter{}),
				"the log is empty; the first decision, link or command that changes something begins it")
		}
		return err
	})
}

type auditReport struct {
	auditRange
	Application string `help:"Only this application; IIQ for roles." placeholder:"NAME"`
	Habits      bool   `help:"Instead how workgroups, or also people, decide, by month: what the setting HABITS allows."`
	Format      string `help:"With --habits: text, csv, or jsonl: a JSON object a line." enum:"text,csv,jsonl" default:"text"`
}

// Run writes as CSV who was given what, and by whom.
func (r *auditReport) Run(ctx context.Context, p *process) error {
	f, err := r.filter()
	if err != nil {
		return err
	}
	if r.Habits {
		return r.habits(ctx, p, f)
	}
	if r.Format == string(audit.JSONL) {
		return fmt.Errorf("%w: --format jsonl belongs to --habits; without it the report is csv", errUsage)
	}
	return p.withPool(ctx, func(pool *pgxpool.Pool) error {
		lines, err := audit.Report(ctx, pool, f, r.Application, p.stdout)
		if err == nil {
			p.saySize(count(lines, "line"), lines == 0, f != (audit.Filter{}) || r.Application != "",
				"nothing was approved through the bot yet, and what was decided in IdentityIQ itself is in IdentityIQ")
		}
		return err
	})
}

// saySize says how much was written to standard output and, where it was nothing, why. narrowed is true where options leave out
// a part.
func (p *process) saySize(size string, nothing, narrowed bool, why string) {
	switch {
	case nothing && narrowed:
		size += ": nothing in the log fits these options together; without them all of it is written"
	case nothing:
		size += ": " + why
	}
	fmt.Fprintln(p.stderr, size)
}

type auditVerify struct {
	File string `arg:"" optional:"" help:"An export; - is standard input. Without one, the log in the database is checked."`
}

// Run prints how many rows are in order, or the first one that is not.
func (v *auditVerify) Run(ctx context.Context, p *process) error {
	found, err := v.check(ctx, p)
	if err != nil {
		return err
	}
	printVerified(p.stdout, found)
	return nil
}

func (v *auditVerify) check(ctx context.Context, p *process) (audit.Found, error) {
	var found audit.Found
	if v.File == "" {
		progress := progressLine{w: p.stderr, every: time.Second, now: time.Now, what: "rows checked"}
		return found, p.withPool(ctx, func(pool *pgxpool.Pool) (err error) {
			found, err = audit.VerifyTable(ctx, pool, func(rows int64) { progress.tell(int(rows)) })
			return err
		})
	}
	if v.File == "-" {
		return audit.VerifyExport(os.Stdin)
	}
	f, err := os.Open(v.File)
	if err != nil {
		return found, fmt.Errorf("%w: %w", errUsage, err)
	}
	defer f.Close()
	found, err = audit.VerifyExport(f)
	if errors.Is(err, audit.ErrNoExport) {
		err = fmt.Errorf("%s: %w", settings.Plain(v.File), err)
	}
	return found, err
}

func printVerified(w io.Writer, f audit.Found) {
	switch {
	case f.Partial:
		fmt.Fprintf(w, "%s, each in order by itself\n", count(f.Rows, "row"))
		fmt.Fprintf(w, "this export is partial (%s): whether rows between them are missing cannot be told from it\n", settings.Plain(f.Filter))
	case f.Rows == 0:
		fmt.Fprintln(w, "0 rows: the log is empty")
	default:
		fmt.Fprintf(w, "%s in order, from %d to %d\n", count(f.Rows, "row"), f.First, f.Last)
		fmt.Fprintf(w, "last hash %s; keep it elsewhere with its number, and a log that was written anew shows as well\n", hex.EncodeToString(f.LastHash))
		printRemoved(w, f)
	}
}

// printRemoved prints what is known about the rows before the first.
func printRemoved(w io.Writer, f audit.Found) {
	switch {
	case f.First <= 1:
	case f.InFile:
		fmt.Fprintf(w, "the rows before %d are not in this file: a checkpoint in it tells of their removal, and whether the log's owner had set "+
			"a retention then cannot be told from a file; bot audit verify without one tells\n", f.First)
	case f.UnprovenTo < f.First-1:
		fmt.Fprintf(w, "the rows before %d were removed by the retention that the log's owner has set\n", f.First)
	}
	if f.UnprovenTo > 0 {
		fmt.Fprintf(w, "the rows up to %d were removed before the database kept that retention: a checkpoint told of an age that retention had then, "+
			"and nothing proves it\n", f.UnprovenTo)
	}
}
