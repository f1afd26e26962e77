package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/iiq-approvals/bot/internal/app"
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/settings"
)

type identitySync struct {
	Shrunk bool `help:"Accept that IdentityIQ lists far fewer people than last time."`
}

// errIncomplete: the refresh ended and its result cannot be relied on.
var errIncomplete = errors.New("nobody was made inactive")

// Run reads all identities from IIQ, with progress on standard error.
func (s *identitySync) Run(ctx context.Context, p *process) error {
	c, err := p.Load(settings.NeedDatabase | settings.NeedIIQ | settings.NeedLog)
	if err != nil {
		return err
	}
	logger := p.logger(c.Log)
	client, err := app.NewIIQ(c.IIQ, logger, nil)
	if err != nil {
		return err
	}
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	clock := postgres.NewClock(time.Now, logger)
	if err := clock.Ask(ctx, pool); err != nil {
		return err
	}
	m := identitymap.New(pool, client, nil, approvals.Workspace{}, identitymap.Config{PageSize: c.IIQ.PageSize}, clock.Now, logger)
	refresh := m.Refresh
	if s.Shrunk {
		refresh = m.RefreshShrunk
	}
	progress := progressLine{w: p.stderr, every: time.Second, now: time.Now}
	stats, err := refresh(ctx, progress.tell)
	if err != nil {
		return err
	}
	result := fmt.Sprintf("read %d, active %d, gone %d, plausible %t", stats.Seen, stats.Active, stats.Removed, stats.Plausible)
	if err := recordCommand(ctx, pool, "identity sync", result); err != nil {
		return err
	}
	return printStats(p.stdout, stats)
}

func printStats(w io.Writer, s identitymap.Stats) error {
	fmt.Fprintf(w, "read %d identities: %d active people, %d inactive, %d workgroups; %d are gone from IdentityIQ\n",
		s.Seen, s.Active, s.Inactive, s.Workgroups, s.Removed)
	if s.Unusable > 0 {
		fmt.Fprintf(w, "%d could not be stored\n", s.Unusable)
	}
	switch {
	case !s.Plausible:
		return fmt.Errorf("%w: %s", errIncomplete, s.Why)
	case !s.ActivityKnown:
		return errors.New("IdentityIQ does not tell who is active, so nobody can decide anything; see IIQ_ACTIVE_FILTER")
	}
	return nil
}

// progressLine prints at intervals how far a long piece of work is.
type progressLine struct {
	w     io.Writer
	every time.Duration
	now   func() time.Time
	next  time.Time
	// what names the counted things; "" is identities.
	what string
}

func (l *progressLine) tell(done int) {
	now := l.now()
	if l.next.IsZero() {
		l.next = now.Add(l.every)
	}
	if now.Before(l.next) {
		return
	}
	l.next = now.Add(l.every)
	fmt.Fprintf(l.w, "%d %s\n", done, cmp.Or(l.what, "identities read"))
}
