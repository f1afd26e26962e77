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

// IIQ is what the map asks of IdentityIQ (iiq-wire.md sections 2 and 8).
type IIQ interface {
	Lists
	// IdentitiesByEmail lists those with this address, without regard to case: all, or a *approvals.Refusal where there are
	// too many. ErrNoEmailSearch where IIQ cannot.
	IdentitiesByEmail(ctx context.Context, email string) ([]approvals.Identity, error)
	// IdentityByID gives one; approvals.ErrNotListed when IIQ said, well-formed, that there is none.
	IdentityByID(ctx context.Context, id string) (approvals.Identity, error)
}

// Lists are IIQ's answers on many identities. A page comes with the latest date at which IIQ made or changed one of it, by
// IIQ's own clock, zero where IIQ does not tell.
type Lists interface {
	// AllIdentities hands over all people, and the workgroups that IIQ lists, in pages of at most limit. certain tells
	// whether whoever was in no page is surely gone; otherwise he has to be asked for by id.
	AllIdentities(ctx context.Context, limit int, yield func(page []approvals.Identity, latest time.Time) error) (certain bool, err error)
	// IdentitiesChangedSince hands over who was made or changed since then; ErrNoChanges where IIQ cannot be asked so.
	IdentitiesChangedSince(ctx context.Context, since time.Time, limit int, yield func(page []approvals.Identity, latest time.Time) error) error
	// IdentitiesByID gives those of at most 100 identities that IIQ has.
	IdentitiesByID(ctx context.Context, ids []string) ([]approvals.Identity, error)
}

// Slack is what the map asks of Slack. All three must give the same person the same ID.
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

// What the map's own callers and sides tell it, or are told.
var (
	// ErrNoSuchUser: Slack answered that it knows no such user, or does not show him to us.
	ErrNoSuchUser = errors.New("no such Slack user")
	// ErrNoEmailSearch: IIQ cannot be searched by e-mail.
	ErrNoEmailSearch = errors.New("IdentityIQ cannot be searched by e-mail")
	// ErrNoChanges: it is not known since when, or not possible, to ask IIQ who has changed.
	ErrNoChanges = errors.New("IdentityIQ cannot be asked which identities have changed")
	// ErrSuperseded: a newer refresh has begun; this one has stopped and wrote nothing since.
	ErrSuperseded = errors.New("superseded by a newer refresh")
	// ErrOffline: the map was made without IIQ or Slack (command line), and its tables do not suffice.
	ErrOffline = errors.New("not in the tables, and nobody to ask")
)

// Config holds the figures of the map; zero means the default in brackets.
type Config struct {
	// PageSize is how many identities are asked for at once [100], 1 to 1000.
	PageSize int
	// StandingAge is how old Slack's word on somebody may be right before a write [60 s].
	StandingAge time.Duration
	// ReachAge is how old Slack's word on a bound person may be for sending him a card when Slack cannot, or for the sake
	// of its limits should not, be asked [24 h].
	ReachAge time.Duration
	// ReachChecks is how many users.info a minute Reach may spend on bound people [30]; decisions need the rest.
	ReachChecks int
	// LookupsAtOnce is up to how many people within a minute are looked up one by one for their cards [40]; more are found
	// by users.list.
	LookupsAtOnce int
	// UserListAge is for how long a whole reading of users.list counts [1 h].
	UserListAge time.Duration
	// AskTimeout bounds one question that several callers share [10 s].
	AskTimeout time.Duration
	// Operator is who runs the command that links by hand, for the audit log; none is the bot itself.
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
	c.PageSize = min(c.PageSize, 1000)
	return c
}

// Map is the identity map. It is safe for use by many goroutines, and by many replicas on one database.
type Map struct {
	pool    *pgxpool.Pool
	q       *db.Queries
	iiq     IIQ
	slack   Slack
	ws      approvals.Workspace
	cfg     Config
	clock   func() time.Time
	log     *slog.Logger
	asks    singleflight.Group
	aliases aliases
	checks  *rate.Limiter
	lookups *rate.Limiter
}

// New makes a map on a migrated database. iiq and slack may be nil, and ws zero, for Link, Unlink, List and ByWho, which
// use the tables alone.
func New(pool *pgxpool.Pool, iiq IIQ, slack Slack, ws approvals.Workspace, cfg Config, clock func() time.Time, log *slog.Logger) *Map {
	cfg = cfg.withDefaults()
	return &Map{
		pool: pool, q: db.New(pool), iiq: iiq, slack: slack, ws: ws, cfg: cfg, clock: clock, log: log,
		checks:  rate.NewLimiter(rate.Limit(float64(cfg.ReachChecks)/60), cfg.ReachChecks),
		lookups: rate.NewLimiter(rate.Limit(float64(cfg.LookupsAtOnce)/60), cfg.LookupsAtOnce),
	}
}
