package store

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/bulks"
	"github.com/iiq-approvals/bot/internal/store/contexts"
	"github.com/iiq-approvals/bot/internal/store/judging"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/reminders"
	"github.com/iiq-approvals/bot/internal/store/reviews"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Links makes the addresses that people click.
type Links interface {
	WorkItemURL(id string) string
}

// Config holds the settings that the store needs.
type Config struct {
	Policy approvals.Policy
	// CommentDemands, which may be nil, gives the decisions for which IIQ's own rules demand a comment now.
	CommentDemands func() approvals.CommentDemands
	// TakesLines, which may be nil, tells whether IIQ's side takes decisions on single lines now. Policy.Lines is what the settings say.
	TakesLines func() bool
	// Rules say what of an item may go to Slack, and what a decision requires; see AdoptRules.
	Rules sensitivity.Rules
	// CardsAtOnce is how many new items one person gets as separate cards; 0 means always a card each.
	CardsAtOnce int
	// PollInterval decides when an answer is called stale.
	PollInterval time.Duration
	// After gives the item that follows another in a person's queue; package looping has the order.
	After func(queue []approvals.QueueItem, id string) (approvals.QueueItem, bool)
	// ReviewURL makes the address of an access review by the certification's id; nil: there is none.
	ReviewURL func(id string) string
	// Reminders says when people are reminded of what waits.
	Reminders approvals.ReminderRules
	// Language is for people whose Slack profile tells none; "" is English.
	Language approvals.Language
	// TellRequesters turns notes to requesters on: each is told how their request was decided.
	TellRequesters bool
	// RequestURL makes the address of an identity request by its name; nil: there is none.
	RequestURL func(name string) string
	// Sighted, which may be nil, is called with what each read of IIQ has changed here, once that is stored.
	Sighted func(SeenStats)
	// AbsenceWait is how much later than the first a second answer of IIQ has to lack something before it counts as gone.
	// AbsenceHold is the same where very many things are missing at once. 0 means the default of each.
	AbsenceWait, AbsenceHold time.Duration
	// Clickers, which may be nil, say who clicked where a click gives no identity.
	Clickers Clickers
	// TraceLinkFor, which may be nil, gives the trace context that a changed card or decision stores.
	TraceLinkFor tx.TraceLinkFor
	// HandOver, which may be nil, begins in this process what somebody waits for, once it is committed.
	HandOver tx.HandOver
}

// core is what all use cases work with.
type core struct {
	base  *tx.Base
	pool  *pgxpool.Pool
	links Links
	cfg   Config
	clock func() time.Time
	log   *slog.Logger
	// unwritten are refusals that the audit log still lacks.
	unwritten *unwritten
	rules     judging.Rules
	absences  absences.Absences
	confirm   *confirmKey
	clickQueues
}

// The use cases on items and decisions, by what they are about. Each works on the same core, and what one needs of another it calls by
// its type. The packages below have the others; what those need of these is lent to them.
type (
	// Items store what is seen of work items, and how they end.
	Items struct{ *core }
	// Cards hand out, post and end cards.
	Cards struct{ *core }
	// Clicks judge what people decide, and store it.
	Clicks struct{ *core }
	// Decisions are brought to their end.
	Decisions struct{ *core }
	// Corrections book ends anew where IIQ tells more about them later.
	Corrections struct{ *core }
	// Refusals write refused clicks to the decision log.
	Refusals struct{ *core }
	// Standings say how people stand to items, and what they may do with them.
	Standings struct{ *core }
	// Views make of rows what one person may see.
	Views struct{ *core }
	// Lists answer what people ask for.
	Lists struct{ *core }
	// Snoozes keep what people put off.
	Snoozes struct{ *core }
	// Notices are what clickers, requesters and administrators are told.
	Notices struct{ *core }
	// People keep the settings, the languages and the open items of people.
	People struct{ *core }
)

// What one use case needs of another.

func (c *core) items() Items { return Items{c} }

func (c *core) cards() Cards { return Cards{c} }

func (c *core) clicks() Clicks { return Clicks{c} }

func (c *core) decisions() Decisions { return Decisions{c} }

func (c *core) refusals() Refusals { return Refusals{c} }

func (c *core) standings() Standings { return Standings{c} }

func (c *core) views() Views { return Views{c} }

func (c *core) lists() Lists { return Lists{c} }

func (c *core) reminders() reminders.Reminders {
	return reminders.New(c.base, c.cfg.Reminders, lent{c})
}

func (c *core) snoozes() Snoozes { return Snoozes{c} }

func (c *core) persons() People { return People{c} }

func (c *core) losses() tx.Losses { return tx.NewLosses(c.base) }

// Store is all of them on one database, with the schedule beside them. It is safe for concurrent use.
type Store struct {
	*core
	Items
	absences.Absences
	contexts.Contexts
	owners.Owners
	Cards
	Clicks
	Decisions
	Corrections
	Refusals
	Views
	Lists
	judging.Rules
	Standings
	reminders.Reminders
	Snoozes
	reviews.Reviews
	reviews.Reviewers
	bulks.Bulks
	Notices
	People
	tx.TraceLinks
	tx.Losses
	tx.Clocks
	*schedule.Rounds
	*schedule.Watermarks
	*schedule.Seats
	*schedule.HomeTurns
	*schedule.Events
}

// New makes a store on a migrated database.
func New(pool *pgxpool.Pool, jobs tx.Jobs, links Links, cfg Config, clock func() time.Time, log *slog.Logger) *Store {
	base := tx.NewBase(pool, jobs, cfg.TraceLinkFor, clock, log).Handing(cfg.HandOver)
	return around(&core{base: base, pool: pool, links: links, cfg: cfg, clock: clock, log: log, unwritten: newUnwritten(),
		rules: judging.New(base, cfg.Rules), confirm: &confirmKey{}, clickQueues: newClickQueues(),
		absences: absences.New(base, cfg.AbsenceWait, cfg.AbsenceHold)})
}

func around(c *core) *Store {
	c.clickQueues.on(c)
	return &Store{
		core: c, Items: Items{c}, Absences: c.absences, Contexts: contexts.New(c.base),
		Owners: owners.New(c.base, c.absences, lent{c}), Cards: Cards{c}, Clicks: Clicks{c},
		Decisions: Decisions{c}, Corrections: Corrections{c}, Refusals: Refusals{c}, Views: Views{c}, Lists: Lists{c}, Rules: c.rules,
		Standings: Standings{c}, Reminders: c.reminders(), Snoozes: Snoozes{c}, Reviews: reviews.New(c.base, lent{c}),
		Reviewers: reviews.NewReviewers(c.base), Bulks: bulks.New(c.base, lent{c}), Notices: Notices{c}, People: People{c},
		TraceLinks: tx.NewTraceLinks(c.base), Losses: tx.NewLosses(c.base), Clocks: tx.NewClocks(c.base),
		Rounds: schedule.NewRounds(c.pool), Watermarks: schedule.NewWatermarks(c.pool), Seats: schedule.NewSeats(c.pool),
		HomeTurns: schedule.NewHomeTurns(c.pool), Events: schedule.NewEvents(c.pool),
	}
}

// WithPool gives the same store on another pool: the click path has one of its own, which no bulk work can drain.
func (d *Store) WithPool(pool *pgxpool.Pool) *Store {
	c := *d.core
	c.pool, c.base = pool, c.base.On(pool)
	c.absences, c.rules = c.absences.On(c.base), c.rules.On(c.base)
	return around(&c)
}

// Inherit takes over what the store of an earlier bot of this process has seen; nil has seen nothing.
func (d *Store) Inherit(before *Store) {
	if before != nil {
		d.Losses.Inherit(before.Losses)
	}
}

// inTx runs fn in one transaction; see Base.
func (d *core) inTx(ctx context.Context, lease schedule.Lease, fn func(*tx.Tx) error) error {
	return d.base.InTx(ctx, lease, fn)
}

// Now is Postgres's clock. Take it before a read from IIQ: whatever is stored later is newer than what was read.
func (d *core) Now(ctx context.Context) (time.Time, error) { return d.base.Now(ctx) }

// Policy is what may be decided here at all, with what IIQ demands now.
func (d *core) Policy() approvals.Policy {
	p := d.cfg.Policy.Demanding(d.commentDemands())
	p.Lines = p.Lines && d.cfg.TakesLines != nil && d.cfg.TakesLines()
	return p
}

func (d *core) commentDemands() approvals.CommentDemands {
	if d.cfg.CommentDemands == nil {
		return approvals.CommentDemands{}
	}
	return d.cfg.CommentDemands()
}
