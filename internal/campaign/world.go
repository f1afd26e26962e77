package campaign

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/campaign/stubrun"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/localpg"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/migrations"
)

// world is all that the campaign plays with.
type world struct {
	opts     Options
	dir      string
	postgres *localpg.Server
	pool     *pgxpool.Pool
	iiq      *iiqsim.Sim
	// pages are IdentityIQ's own, in which people do things: those of iiq, and of gateway where that is not nil.
	pages    pages
	gateway  *stubrun.Gateway
	slack    *slacksim.Sim
	company  *iiqsim.Population
	settings map[string]string
	people   []books.Person
	byID     map[string]books.Person
	groups   []string
	replicas []*replica
	journal  *books.Journal
	book     *books.Book
	answers  *books.Answers
	// made is how many decisions were made when somebody last looked.
	made atomic.Int64
	// database is held by whoever stops Postgres.
	database sync.Mutex
	telling  telling
	crowd    crowd
	// restoring is held from the copy of the database until it is back.
	restoring sync.Mutex
	// dressed: a part of the items has all that a card can show.
	dressed bool
	// slackOff is how far Slack's clock is off when nothing is played with it.
	slackOff time.Duration
	stops    []func()
}

// rng gives a source of chance of its own to each part of the campaign, so that one part's haste changes no other's luck.
func (w *world) rng(part uint64) *rand.Rand { return rand.New(rand.NewPCG(w.opts.Seed, part)) }

func newWorld(ctx context.Context, o Options) (*world, error) {
	w := emptyWorld(o)
	w.dressed = true
	err := w.build(ctx, w.openFolder, w.startPostgres, w.migrate, w.startIIQ, w.startSlack, w.startReplicas)
	return w, err
}

func emptyWorld(o Options) *world {
	return &world{opts: o, byID: map[string]books.Person{}, journal: books.NewJournal(time.Now), book: books.NewBook(),
		answers: books.NewAnswers()}
}

// build takes the steps that make a world, and ends what was begun when one fails.
func (w *world) build(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			w.close()
			return err
		}
	}
	return nil
}

// close ends everything, the last started first.
func (w *world) close() {
	for i := len(w.stops) - 1; i >= 0; i-- {
		w.stops[i]()
	}
	w.stops = nil
}

func (w *world) openFolder(context.Context) error {
	if w.dir = w.opts.Dir; w.dir != "" {
		return nil
	}
	dir, err := os.MkdirTemp("", "iiq-approvals-campaign-")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	w.dir = dir
	return nil
}

func (w *world) startPostgres(ctx context.Context) error {
	server, err := localpg.Start(ctx, localpg.Options{Fast: true})
	if err != nil {
		return fmt.Errorf("start Postgres: %w", err)
	}
	w.postgres = server
	w.stops = append(w.stops, func() { _ = server.Stop() })
	if err := server.EnsureDatabase(ctx, "bot"); err != nil {
		return fmt.Errorf("make database: %w", err)
	}
	if w.pool, err = pgxpool.New(ctx, server.URL("bot")); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	w.stops = append(w.stops, w.pool.Close)
	return nil
}

func (w *world) migrate(ctx context.Context) error {
	if _, err := migrations.Up(ctx, w.postgres.URL("bot")); err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	return nil
}

// startIIQ makes an IIQ whose clock comes from the seed, and so do the shapes that are not known:
// docs/iiq-wire.md#what-the-simulator-holds
func (w *world) startIIQ(ctx context.Context) error {
	rng := w.rng(1)
	options := iiqsim.Options{Seed: w.opts.Seed, Settings: shapes(rng)}
	if w.opts.Gateway {
		if err := w.startGateway(&options); err != nil {
			return err
		}
	}
	w.iiq = iiqsim.New(options)
	w.pages = w.iiq
	if w.gateway == nil {
		w.iiq.SetClockSkew(minutesOff(rng, 5))
	}
	w.company = iiqsim.Company(w.opts.Seed, w.opts.Approvers)
	if err := w.iiq.Load(w.company); err != nil {
		return fmt.Errorf("fill IdentityIQ: %w", err)
	}
	if err := w.makeGroups(rng); err != nil {
		return err
	}
	if err := w.makeCrowd(); err != nil {
		return err
	}
	if err := w.fillGateway(ctx); err != nil {
		return err
	}
	root, stop, err := w.iiq.Start("127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("start IdentityIQ: %w", err)
	}
	w.stops = append(w.stops, stop)
	w.settings = map[string]string{"IIQ_URL": w.iiq.Root(root)}
	if w.gateway != nil {
		maps.Copy(w.settings, gatewaySettings(w.opts.Released))
	}
	return nil
}

func shapes(rng *rand.Rand) iiqsim.Settings {
	one := func(values ...string) string { return values[rng.IntN(len(values))] }
	return iiqsim.Settings{
		MembersAs: one(iiqsim.MembersXML, iiqsim.MembersObjects, iiqsim.MembersArray), NestedMarked: rng.IntN(2) == 0,
		GoneAs:      one(iiqsim.GoneAs404, iiqsim.GoneAsEmpty, iiqsim.GoneAs500),
		SummariesAs: one(iiqsim.SummariesChild, iiqsim.SummariesAttributes),
		CommentsAs:  one(iiqsim.CommentsAttribute, iiqsim.CommentsChild),
		CompleterAs: one(iiqsim.CompleterDisplayName, iiqsim.CompleterName), DeniedFinished: rng.IntN(2) == 0,
		Archive:          one(iiqsim.ArchiveNone, iiqsim.ArchiveNone, iiqsim.ArchiveByID, iiqsim.ArchiveListed),
		KeepDecidedLines: rng.IntN(2) == 0,
	}
}

// startSlack makes a Slack whose clock comes from the seed, with everybody of the company in it.
func (w *world) startSlack(context.Context) error {
	w.slack = slacksim.New(slacksim.Options{Seed: w.opts.Seed})
	rng := w.rng(2)
	if w.opts.Seed%3 == 2 {
		// The machine of Postgres may be the one whose clock is wrong.
		w.slackOff = aDayOff(rng)
	}
	w.slack.SetClockSkew(w.slackOff + minutesOff(rng, 2))
	for _, p := range w.company.People {
		u, err := w.slack.AddUser(slacksim.User{Name: strings.ToLower(p.Name), RealName: p.DisplayName, Email: p.Email, TZ: "UTC"})
		if err != nil {
			return fmt.Errorf("add Slack user: %w", err)
		}
		known := books.Person{ID: p.ID, Name: p.Name, Display: p.DisplayName, SlackID: u.ID}
		w.people, w.byID[p.ID] = append(w.people, known), known
	}
	base, err := w.serveSlack()
	if err != nil {
		return err
	}
	w.settings["SLACK_API_URL"] = base + "/api/"
	return nil
}

// serveSlack puts a listener before the workspace that notes what clickers are told.
func (w *world) serveSlack() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("listen for Slack: %w", err)
	}
	base := "http://" + listener.Addr().String()
	w.slack.SetBaseURL(base)
	server := &http.Server{Handler: w.answers.Before(w.slack.Handler()), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			w.journal.Note("slack", "", "server ended: %v", err)
		}
	}()
	w.stops = append(w.stops, func() {
		w.slack.Close()
		_ = server.Close()
		<-served
	})
	return base, nil
}

// configure makes the settings that all replicas have.
func (w *world) configure() {
	id, secret := w.iiq.Credentials()
	for k, v := range map[string]string{
		"DATABASE_URL": w.postgres.URL("bot"), "SLACK_APP_TOKEN": "xapp-1-A0SIMAPP-1-sim", "SLACK_BOT_TOKEN": "xoxb-sim",
		"SLACK_LIMITS": "off", "IIQ_CLIENT_ID": id, "IIQ_CLIENT_SECRET": secret, "IIQ_TIMEOUT": iiqTimeout.String(),
		"IIQ_MAX_CONCURRENCY": "6", "IIQ_POLL_INTERVAL": "2s", "RECONCILE_INTERVAL": "5s", "WORKGROUP_REFRESH": "5s",
		"IDENTITY_SYNC_INTERVAL": "30s", "DECISION_KEEP": decisionKeep.String(), "CARDS_AT_ONCE": w.cardsAtOnce(),
		"HTTP_ADDR": "127.0.0.1:0", "LOG_LEVEL": "debug",
	} {
		w.settings[k] = v
	}
}

func (w *world) startReplicas(context.Context) error {
	w.configure()
	for n := range w.opts.Replicas {
		r := &replica{name: fmt.Sprintf("replica-%d", n+1), binary: w.opts.Binary, withClock: w.opts.BinaryWithClock, settings: w.settings,
			dir: w.dir, journal: w.journal}
		w.replicas = append(w.replicas, r)
		w.stops = append(w.stops, r.end)
		if err := r.start(); err != nil {
			return err
		}
	}
	return nil
}

// cardsAtOnce: every other seed holds cards back when somebody gets many at once.
func (w *world) cardsAtOnce() string {
	if w.opts.Seed%2 == 0 {
		return "0"
	}
	return "3"
}

// say writes one line of progress.
func (w *world) say(format string, args ...any) {
	_, _ = io.WriteString(w.opts.Out, fmt.Sprintf(format, args...)+"\n")
}
