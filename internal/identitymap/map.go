package identitymap

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

// IIQ is what the map reads from IdentityIQ: docs/iiq-wire.md#identities and docs/iiq-wire.md#scim
type IIQ interface {
	Lists
	// IdentitiesByEmail lists all identities with this address, without regard to case; a *approvals.Refusal where there
	// are too many. approvals.ErrNoEmailSearch: IIQ cannot search by e-mail.
	IdentitiesByEmail(ctx context.Context, email string) ([]approvals.Identity, error)
	// IdentityByID gives one identity. approvals.ErrNotListed: a well-formed answer of IIQ said that there is none.
	IdentityByID(ctx context.Context, id string) (approvals.Identity, error)
}

// Lists reads many identities from IIQ. A page comes with the latest date at which IIQ made or changed one of its
// people, by IIQ's own clock; zero where IIQ gives none.
type Lists interface {
	// Clock is the latest time that IIQ's own clock can show now.
	Clock() time.Time
	// AllIdentities hands over all people, and the workgroups that IIQ lists, in pages of at most limit. certain tells
	// whether a person who was in no page is surely gone; otherwise they have to be asked for by id.
	AllIdentities(ctx context.Context, limit int, yield func(page []approvals.Identity, latest time.Time) error) (certain bool, err error)
	// IdentitiesChangedSince hands over identities that were made or changed since then. approvals.ErrNoChanges: IIQ cannot filter
	// by dates.
	IdentitiesChangedSince(ctx context.Context, since time.Time, limit int,
		yield func(page []approvals.Identity, latest time.Time) error) error
	// IdentitiesByID returns those of at most 100 identities that IIQ has.
	IdentitiesByID(ctx context.Context, ids []string) ([]approvals.Identity, error)
}

// Slack is what the map reads from Slack. All three methods must give the same person the same ID.
type Slack interface {
	// User is users.info; ErrNoSuchUser for user_not_found and user_not_visible.
	// https://docs.slack.dev/reference/methods/users.info
	User(ctx context.Context, id string) (approvals.SlackUser, error)
	// UserByEmail is users.lookupByEmail; ErrNoSuchUser for users_not_found, which deactivated users give as well.
	// https://docs.slack.dev/reference/methods/users.lookupByEmail
	UserByEmail(ctx context.Context, email string) (approvals.SlackUser, error)
	// Users is one page of users.list; next is "" after the last one. https://docs.slack.dev/reference/methods/users.list
	Users(ctx context.Context, cursor string) (users []approvals.SlackUser, next string, err error)
}

// Errors of the map and of the two sides that it asks.
var (
	// ErrNoSuchUser: Slack answered that it knows no such user, or does not show them to us.
	ErrNoSuchUser = errors.New("no such Slack user")
	// ErrSuperseded: a newer refresh has begun. This one has stopped and writes nothing more.
	ErrSuperseded = errors.New("superseded by a newer refresh")
	// ErrOffline: the map was made without IIQ or Slack (command line), and its tables do not suffice.
	ErrOffline = errors.New("not in the tables, and nobody to ask")
)

// Config holds the figures of the map. Zero means the default in brackets.
type Config struct {
	// PageSize is how many identities one call asks for [100], 1 to 1000.
	PageSize int
	// AskSingly is for an IIQ that tells only of a single identity whether it is a workgroup, as by SCIM.
	AskSingly bool
	// StandingAge is how old a person's standing in Slack may be right before a write [60 s].
	StandingAge time.Duration
	// ReachAge is how old a bound person's standing in Slack may be for sending them a card [24 h], when Slack cannot be
	// asked, or should not be because of its limits.
	ReachAge time.Duration
	// ReachChecks is how many users.info calls a minute Reach may make for bound people [30]; decisions need the rest.
	ReachChecks int
	// LookupsAtOnce is how many people a minute are looked up one by one for their cards [40]; beyond it users.list finds
	// them.
	LookupsAtOnce int
	// UserListAge is how long a whole reading of users.list counts [1 h].
	UserListAge time.Duration
	// RefusalAge is how long somebody whom nobody could match, and who asks, is refused without being looked up again
	// [1 min]; UnreachedAge is the same for cards to somebody who could not be reached [10 min].
	RefusalAge, UnreachedAge time.Duration
	// LookupsAgain is how many people who were refused before are looked up again in a minute [120].
	LookupsAgain int
	// AskTimeout bounds one request that several callers share [10 s].
	AskTimeout time.Duration
	// Operator is who runs the command that links by hand, for the audit log. None means the bot itself.
	Operator audit.Operator
}

func (c Config) withDefaults() Config {
	def := func(p *int, v int) {
		if *p <= 0 {
			*p = v
		}
	}
	span := func(p *time.Duration, v time.Duration) {
		if *p <= 0 {
			*p = v
		}
	}
	def(&c.PageSize, 100)
	def(&c.ReachChecks, 30)
	def(&c.LookupsAtOnce, 40)
	span(&c.StandingAge, time.Minute)
	span(&c.ReachAge, 24*time.Hour)
	span(&c.AskTimeout, 10*time.Second)
	span(&c.UserListAge, time.Hour)
	span(&c.RefusalAge, time.Minute)
	span(&c.UnreachedAge, 10*time.Minute)
	def(&c.LookupsAgain, 120)
	c.PageSize = min(c.PageSize, 1000)
	return c
}

// Map is the identity map. It is safe for use by many goroutines, and by many replicas on one database.
type Map struct {
	pool     *pgxpool.Pool
	q        *db.Queries
	iiq      IIQ
	slack    Slack
	ws       approvals.Workspace
	cfg      Config
	clock    func() time.Time
	log      *slog.Logger
	asks     singleflight.Group
	aliases  aliases
	checks   *rate.Limiter
	lookups  *rate.Limiter
	refusals refusals
	linkLog  linkLog
}

// New makes a map on a migrated database. iiq and slack may be nil, and ws zero, for Link, Unlink, List and ByWho, which
// use the tables alone.
func New(pool *pgxpool.Pool, iiq IIQ, slack Slack, ws approvals.Workspace, cfg Config, clock func() time.Time, log *slog.Logger) *Map {
	cfg = cfg.withDefaults()
	q := db.New(pool)
	return &Map{
		pool: pool, q: q, iiq: iiq, slack: slack, ws: ws, cfg: cfg, clock: clock, log: log,
		checks:  rate.NewLimiter(rate.Limit(float64(cfg.ReachChecks)/60), cfg.ReachChecks),
		lookups: rate.NewLimiter(rate.Limit(float64(cfg.LookupsAtOnce)/60), cfg.LookupsAtOnce),
		refusals: refusals{
			q: q, teamID: ws.TeamID, clock: clock, log: log,
			again: rate.NewLimiter(rate.Limit(float64(cfg.LookupsAgain)/60), cfg.LookupsAgain),
		},
		linkLog: linkLog{operator: cfg.Operator},
	}
}
