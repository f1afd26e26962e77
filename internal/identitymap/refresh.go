package identitymap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

const (
	// keepShare is the share, in percent, of last time's active people that a complete run must list before missing people
	// become inactive.
	keepShare = 80
	// maxIdentities bounds a refresh of an IIQ whose pages do not end.
	maxIdentities = 5_000_000
	// keepRefusals is how long a refusal that did not occur again is kept.
	keepRefusals = 90 * 24 * time.Hour
)

// Stats is what a refresh did.
type Stats struct {
	Run   int64
	Pages int
	// Seen counts all identities of this run; Active, Inactive and Workgroups are parts of it.
	Seen, Active, Inactive, Workgroups int
	// Unusable counts those whose id cannot be stored.
	Unusable int
	// Removed counts those who became inactive because this run did not list them.
	Removed int64
	// Unasked counts those whom the list left out and who are asked for by id only next time.
	Unasked int
	// Plausible is false when the run was complete and removed nobody all the same; Why gives the reason.
	Plausible bool
	Why       string
	// ActivityKnown is false when IIQ said of nobody whether they are active. Then nobody can decide anything.
	ActivityKnown bool
}

// Refresh copies all identities of IIQ, page by page. Missing people become inactive only after a complete run that
// lists at least 80 % of the last run's active people, and more than nobody. A run that fails removes nobody.
// progress, which may be nil, is called after each page with how many are done. ErrSuperseded: another refresh has
// begun meanwhile.
func (m *Map) Refresh(ctx context.Context, progress func(done int)) (Stats, error) {
	return m.refresh(ctx, progress, false)
}

// RefreshShrunk is Refresh for an administrator who knows that IIQ has lost many people: a complete run that lists
// anybody at all counts as plausible.
func (m *Map) RefreshShrunk(ctx context.Context, progress func(done int)) (Stats, error) {
	return m.refresh(ctx, progress, true)
}

func (m *Map) refresh(ctx context.Context, progress func(done int), shrunk bool) (Stats, error) {
	if m.iiq == nil {
		return Stats{}, fmt.Errorf("refresh identities: %w", ErrOffline)
	}
	if progress == nil {
		progress = func(int) {}
	}
	before, err := m.q.BeginIdentitySync(ctx, m.clock())
	if err != nil {
		return Stats{}, fmt.Errorf("begin refresh of identities: %w", err)
	}
	r := wholeRun{m: m, stats: Stats{Run: before.Run}, before: before, progress: progress, shrunk: shrunk}
	if err := m.introduceBot(ctx); err != nil {
		return r.stats, err
	}
	if err = r.readAll(ctx); err == nil {
		err = r.finish(ctx)
	}
	if err != nil {
		r.noteFailure(ctx, err)
		return r.stats, fmt.Errorf("refresh identities: %w", err)
	}
	return r.stats, nil
}

// introduceBot keeps a row for the bot's own user, from which the offline command line learns the workspace.
func (m *Map) introduceBot(ctx context.Context) error {
	if m.ws.TeamID == "" || !validID(m.ws.BotUserID) {
		return nil
	}
	now, err := m.q.ClockNow(ctx)
	if err != nil {
		return fmt.Errorf("read clock: %w", err)
	}
	bot := approvals.SlackUser{TeamID: m.ws.TeamID, ID: m.ws.BotUserID, HomeTeamID: m.ws.TeamID, Bot: true, CheckedAt: now}
	if err := m.q.UpsertSlackUser(ctx, slackUserRow(bot, true)); err != nil {
		return fmt.Errorf("store the bot's own user: %w", err)
	}
	return nil
}

// wholeRun is one run of Refresh, and what is known about its reading beyond its people.
type wholeRun struct {
	m     *Map
	stats Stats
	// before is how the last run left the copy.
	before   db.IdentitySync
	progress func(done int)
	shrunk   bool
	// certain: a person who was in no page is gone.
	certain bool
	// from is the first of IIQ's dates that was met. This reading has seen every change before it.
	from time.Time
}

// readAll stores page after page.
func (r *wholeRun) readAll(ctx context.Context) error {
	m, s := r.m, &r.stats
	asked, err := m.q.ClockNow(ctx)
	if err != nil {
		return fmt.Errorf("read clock: %w", err)
	}
	r.certain, err = m.iiq.AllIdentities(ctx, m.cfg.PageSize, func(told []approvals.Identity, latest time.Time) error {
		page, err := readPage(told)
		if err != nil {
			return err
		}
		if s.Pages == 0 {
			r.from = latest
		}
		if err := r.keepPage(ctx, page, asked); err != nil {
			return err
		}
		s.count(page, len(told))
		if s.Seen > maxIdentities {
			return fmt.Errorf("list identities: more than %d: %w", maxIdentities, approvals.ErrIIQBroken)
		}
		r.progress(s.Seen)
		asked, err = m.q.ClockNow(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("list identities: %w", err)
	}
	return nil
}

// keepPage stores a page unless a newer refresh has begun. The first page's date says from when to look for changes,
// since this run reads everybody later than that date.
func (r *wholeRun) keepPage(ctx context.Context, page []approvals.Identity, asked time.Time) error {
	return r.fenced(ctx, func(q *db.Queries, _ db.IdentitySync) error {
		if r.stats.Pages == 0 && !r.from.IsZero() {
			if err := q.BeginChangedUntil(ctx, r.from); err != nil {
				return fmt.Errorf("note since when changes count: %w", err)
			}
		}
		if len(page) == 0 {
			return nil
		}
		if _, err := q.UpsertIdentities(ctx, identityRows(page, r.stats.Run, asked)); err != nil {
			return fmt.Errorf("store identities: %w", err)
		}
		return nil
	})
}

// fenced runs write in a transaction that holds identity_sync's row. ErrSuperseded: the run is no longer the newest.
func (r *wholeRun) fenced(ctx context.Context, write func(*db.Queries, db.IdentitySync) error) error {
	return pgx.BeginFunc(ctx, r.m.pool, func(tx pgx.Tx) error {
		q := r.m.q.WithTx(tx)
		sync, err := q.LockIdentitySync(ctx, r.stats.Run)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrSuperseded
		}
		if err != nil {
			return fmt.Errorf("lock refresh of identities: %w", err)
		}
		return write(q, sync)
	})
}

// finish ends a complete run. If the run is plausible, people who were not listed become inactive.
func (r *wholeRun) finish(ctx context.Context) error {
	m, s := r.m, &r.stats
	if !r.certain {
		if err := r.recount(ctx); err != nil {
			return err
		}
	}
	s.Why = implausible(*s, r.before.People, r.shrunk)
	s.Plausible = s.Why == ""
	remove := (*db.Queries).InactivateUnseenIdentities
	if s.Plausible && !r.certain {
		gone, err := r.askMissing(ctx)
		if err != nil {
			return err
		}
		remove = func(q *db.Queries, ctx context.Context, run int64) (int64, error) {
			return q.InactivateIdentities(ctx, db.InactivateIdentitiesParams{Ids: gone, Run: run})
		}
	}
	err := r.fenced(ctx, func(q *db.Queries, now db.IdentitySync) (err error) {
		if !s.Plausible {
			// A list without people says nothing about whether IIQ shows their activity.
			known := s.ActivityKnown || (s.Active+s.Inactive == 0 && now.ActivityKnown)
			return q.NoteIdentitySync(ctx, db.NoteIdentitySyncParams{ActivityKnown: known, LastError: s.Why, Run: s.Run})
		}
		if s.Removed, err = remove(q, ctx, s.Run); err != nil {
			return fmt.Errorf("make missing identities inactive: %w", err)
		}
		if _, err = q.DropOldRefusals(ctx, m.clock().Add(-keepRefusals)); err != nil {
			return fmt.Errorf("drop old refusals: %w", err)
		}
		if !r.from.IsZero() {
			if err = q.MoveChangedUntil(ctx, r.from); err != nil {
				return fmt.Errorf("note since when changes count: %w", err)
			}
		}
		return q.EndIdentitySync(ctx, db.EndIdentitySyncParams{Now: m.clock(), People: int64(s.Active), ActivityKnown: true})
	})
	if err == nil && !s.Plausible {
		m.log.WarnContext(ctx, "identity refresh removed nobody", "why", s.Why, "run", s.Run, "active", s.Active,
			"active_last_time", r.before.People)
	}
	return err
}

// whyUntold is why a run that said of nobody whether they are active is implausible.
const whyUntold = "IdentityIQ does not say who is active"

// implausible says why a complete run may remove nobody; "" when it may remove people. It counts active people, since
// an IIQ may begin to list those alone.
func implausible(s Stats, last int64, shrunk bool) string {
	switch {
	case s.Seen == 0:
		return "IdentityIQ listed no identity at all"
	case !s.ActivityKnown:
		return whyUntold
	case s.Active == 0:
		return "IdentityIQ listed no active person"
	case !shrunk && int64(s.Active)*100 < last*keepShare:
		return fmt.Sprintf("IdentityIQ listed %d active people, after %d last time", s.Active, last)
	}
	return ""
}

// noteFailure stores why a run failed. The caller's context may be the cause.
func (r *wholeRun) noteFailure(ctx context.Context, why error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := r.m.q.FailIdentitySync(ctx, db.FailIdentitySyncParams{LastError: text(why.Error()), Run: r.stats.Run}); err != nil {
		r.m.log.ErrorContext(ctx, "could not record why the identity refresh broke", "error", err)
	}
}
