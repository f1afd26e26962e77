package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/migrations"
)

type migrateCommand struct {
	Up     migrateUp     `cmd:"" help:"Bring the schema up to what this binary needs. Several at once are safe."`
	Down   migrateDown   `cmd:"" help:"Undo the latest migration, or more with --to."`
	Status migrateStatus `cmd:"" help:"List the migrations and when they were applied."`
}

type migrateUp struct{}

// Run applies the missing migrations.
func (*migrateUp) Run(ctx context.Context, p *process) error {
	c, err := p.Load(settings.NeedDatabase)
	if err != nil {
		return err
	}
	done, err := migrations.Up(ctx, c.Database.URL.Reveal())
	printApplied(p.stdout, "applied", done)
	if err == nil {
		err = recordMigration(ctx, c.Database, "migrate up", done)
	}
	if err == nil && len(done) == 0 {
		fmt.Fprintln(p.stdout, "nothing to do: the schema is up to date")
	}
	return err
}

type migrateDown struct {
	To *int64 `help:"Undo every migration after this one; 0 undoes all." placeholder:"N"`
}

// Run undoes the latest migration, or all after To.
func (d *migrateDown) Run(ctx context.Context, p *process) error {
	if d.To != nil && *d.To < 0 {
		return fmt.Errorf("%w: --to takes the number of a migration, or 0", errUsage)
	}
	c, err := p.Load(settings.NeedDatabase)
	if err != nil {
		return err
	}
	undone, err := d.undo(ctx, c.Database.URL.Reveal())
	printApplied(p.stdout, "undone", undone)
	if err == nil {
		err = recordMigration(ctx, c.Database, "migrate down", undone)
	}
	if errors.Is(err, migrations.ErrUnknownVersion) && d.To != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if err == nil && len(undone) == 0 {
		fmt.Fprintln(p.stdout, "nothing to do: no migration to undo")
	}
	return err
}

func (d *migrateDown) undo(ctx context.Context, url string) ([]migrations.Applied, error) {
	if d.To == nil {
		return migrations.Down(ctx, url)
	}
	return migrations.DownTo(ctx, url, *d.To)
}

func printApplied(w io.Writer, what string, done []migrations.Applied) {
	for _, m := range done {
		fmt.Fprintf(w, "%s %s (%s)\n", what, m.Name, m.Duration.Round(time.Millisecond))
	}
}

type migrateStatus struct{}

// Run lists all migrations, including those that only the database knows.
func (*migrateStatus) Run(ctx context.Context, p *process) error {
	c, err := p.Load(settings.NeedDatabase)
	if err != nil {
		return err
	}
	states, err := migrations.Status(ctx, c.Database.URL.Reveal())
	if err != nil {
		return err
	}
	pending := 0
	for _, s := range states {
		at, name := "pending", s.Name
		if s.Applied() {
			at = "applied " + s.AppliedAt.UTC().Format(time.RFC3339)
		} else {
			pending++
		}
		if name == "" {
			name = fmt.Sprintf("%05d (of a newer version)", s.Version)
		}
		fmt.Fprintf(p.stdout, "%s: %s\n", name, at)
	}
	if pending > 0 {
		fmt.Fprintf(p.stdout, "%d pending; run: bot migrate up\n", pending)
	}
	return nil
}
