package doctor

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/migrations"
)

// database is a database that answers.
type database struct {
	pool *pgxpool.Pool
	// schema is true when the tables are those that this binary needs.
	schema bool
}

// postgres checks the database; nil when it cannot be used at all.
func (p *patient) postgres(ctx context.Context) *database {
	config, err := postgres.Config(p.Database.URL, "iiq-approvals-doctor")
	if err != nil {
		p.fail("postgres: reachable", "see DATABASE_URL in docs/settings.md", "DATABASE_URL cannot be read")
		return nil
	}
	// Even behind a pooler, each query is then a single message.
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	config.ConnConfig.ConnectTimeout = p.Database.ConnectWithin
	pool, err := postgres.Open(ctx, config, 3)
	if err == nil {
		err = pool.Ping(ctx)
	}
	if err != nil {
		cure, what := unreachable(err)
		p.fail("postgres: reachable", cure, "%s", what)
		if pool != nil {
			pool.Close()
		}
		return nil
	}
	p.ok("postgres: reachable", "%s on %s", config.ConnConfig.Database, config.ConnConfig.Host)
	d := &database{pool: pool}
	p.postgresNeeds(ctx, d)
	p.postgresRetention(ctx, d)
	p.postgresRules(ctx, d)
	p.postgresLosses(ctx, d)
	p.postgresClock(ctx, d)
	return d
}

// unreachable says why a connection failed, and what to do.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
func unreachable(err error) (cure, what string) {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "28P01", "28000":
			return "correct user and password in DATABASE_URL, or pg_hba.conf", "Postgres refuses the login (" + pg.Code + ")"
		case "3D000":
			return "make the database, or correct its name in DATABASE_URL", "there is no such database (3D000)"
		case "53300":
			return "raise max_connections, or run fewer replicas: each takes up to 32 connections", "no connection is left (53300)"
		}
		return "see Postgres's own log", "Postgres refuses: " + pg.Message + " (" + pg.Code + ")"
	}
	return "check host and port in DATABASE_URL, its sslmode, and the firewall", "it does not answer: " + lastWords(err)
}

// lastWords is the innermost error, which has no address with a password in it. An attempt that was made twice, with
// TLS and without, is reported once.
func lastWords(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return onceEach(err.Error())
		}
		err = inner
	}
}

// onceEach is text with every line once, joined to one line.
func onceEach(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}

// postgresNeeds reports each need of `bot run` in a line.
func (p *patient) postgresNeeds(ctx context.Context, d *database) {
	facts, err := postgres.Look(ctx, d.pool, migrations.Pending)
	if err != nil {
		cure, what := unreachable(err)
		p.fail("postgres: settings", cure, "they cannot be read: %s", what)
		return
	}
	d.schema = !facts.SchemaHidden && facts.Schema >= facts.Wanted
	for _, need := range postgres.Needs(postgres.ToRun) {
		unmet := need.Judge(facts)
		switch {
		case unmet != nil:
			p.fail("postgres: "+need.Name, unmet.Cure, "%s", unmet.What)
		case need.Name == postgres.NeedRights:
			p.postgresRights(ctx, d)
		default:
			p.ok("postgres: "+need.Name, "%s", need.Met(facts))
		}
	}
}

// Clocks that differ by less than nearly count as equal. Beyond far, dates are too wrong to use.
const (
	nearly = 5 * time.Second
	far    = time.Minute
)

func (p *patient) postgresClock(ctx context.Context, d *database) {
	var theirs time.Time
	asked := p.Clock()
	err := d.pool.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&theirs)
	if err != nil {
		p.fail("postgres: clock", "see Postgres's own log", "it cannot be read: %s", lastWords(err))
		return
	}
	p.compareClock("postgres: clock", "Postgres's", theirs, asked, p.Clock(), 0)
}

// compareClock compares a clock with ours, which was read before and after; grain is the rounding of that clock.
func (r *report) compareClock(check, whose string, theirs, asked, now time.Time, grain time.Duration) {
	middle := asked.Add(now.Sub(asked) / 2)
	apart := max(theirs.Sub(middle).Abs()-now.Sub(asked)/2-grain, 0)
	const cure = "let both machines take the time from the same source (NTP)"
	switch {
	case apart < nearly:
		r.ok(check, "%s clock and ours agree", whose)
	case apart < far:
		r.warn(check, cure, "%s clock and ours are %s apart", whose, apart.Round(time.Second))
	default:
		r.fail(check, cure, "%s clock and ours are %s apart", whose, apart.Round(time.Second))
	}
}
