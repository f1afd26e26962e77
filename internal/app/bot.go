package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/itemcontext"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/metrics"
	"github.com/iiq-approvals/bot/internal/outbox"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/slackui"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/absences"
)

// bot is all parts of one running process, connected.
type bot struct {
	cfg   settings.Config
	log   *slog.Logger
	guard settings.Redactor
	// clock measures spans. What is compared with a stamp in the database goes by dated, Postgres's clock.
	clock     func() time.Time
	dated     *postgres.Clock
	after     func(time.Duration) <-chan time.Time
	metrics   *metrics.Metrics
	pools     databasePools
	pool      *pgxpool.Pool
	clicks    *pgxpool.Pool
	asks      *pgxpool.Pool
	iiq       *iiq.Client
	workspace approvals.Workspace
	// bulk is Slack's API for bulk work, quick for calls that somebody waits for; they share the budget.
	bulk, interactive *webapi.Client
	budget            *outbox.Budget
	// quiet remembers Do Not Disturb schedules for a few minutes.
	quiet  *webapi.QuietBook
	people *identitymap.Map
	// clickPeople and askPeople are the same map on the connections of clicks and of questions. judgePeople asks Slack for
	// decisions that wait.
	clickPeople *identitymap.Map
	askPeople   *identitymap.Map
	judgePeople *identitymap.Map
	inserter    *jobs.Client
	store       *store.Store
	clickStore  *store.Store
	askStore    *store.Store
	client      *jobs.Client
	// context reads what helps to decide, for cards and details.
	context *itemcontext.Reader
	// handOver works at once what this process has stored.
	handOver *jobs.HandOver
	// handed are its workers, and River's.
	handed      jobs.HandOverWorkers
	schedules   *schedule.Loop
	sweep       *jobs.Sweep
	identities  *rounds.Identities
	witness     *rounds.Witness
	sockets     *socket.Pool
	seat        *seat
	starting    *startStage
	decisionLog *decisionLog
	traces      traces
	shadowParts
}

// newBot opens the database, asks Slack whose app this is, and connects all parts; nothing runs yet. It waits for a
// Postgres or a Slack that does not answer, as starting says.
func newBot(ctx context.Context, c settings.Config, g settings.Redactor, logger *slog.Logger, starting *startStage) (*bot, error) {
	b := &bot{cfg: c, log: logger, guard: g, clock: time.Now, after: time.After, metrics: newMetrics(), starting: starting}
	for _, step := range []func(context.Context) error{b.openTracing, b.openPools, b.openShadow, b.openIIQ, b.openSlack, b.openClicks,
		b.openDesk, b.openWork, b.openSockets, b.claimDatabase} {
		if err := step(ctx); err != nil {
			b.close()
			return nil, err
		}
	}
	return b, nil
}

// claimDatabase makes the changes of the start in the database.
func (b *bot) claimDatabase(ctx context.Context) error {
	if err := b.patiently(ctx, b.claimMode); err != nil {
		return err
	}
	if err := b.patiently(ctx, b.adoptRules); err != nil {
		return err
	}
	return b.patiently(ctx, b.decisionLog.checkRetention)
}

func (b *bot) close() {
	b.flushRefusals()
	defer b.traces.close()
	for _, p := range []*pgxpool.Pool{b.asks, b.clicks, b.pool} {
		if p != nil {
			p.Close()
		}
	}
}

func (b *bot) openPools(ctx context.Context) (err error) {
	b.pools = databasePools{Database: b.cfg.Database, writers: postgres.NewWriters()}
	if b.pool, err = b.pools.open(ctx, workPoolSize, 0); err != nil {
		return err
	}
	b.decisionLog = &decisionLog{pool: b.pool, witness: &audit.Witness{}, keep: b.cfg.Rules.AuditRetention, log: b.log}
	if err := b.patiently(ctx, b.checkDatabase); err != nil {
		return err
	}
	b.dated = postgres.NewClock(time.Now, b.log)
	if err := b.patiently(ctx, func(ctx context.Context) error { return b.dated.Ask(ctx, b.pool) }); err != nil {
		return err
	}
	b.asks, err = b.pools.open(ctx, askPoolSize, 0)
	return err
}

// openClicks makes the connections for clicks. Each has what a click runs prepared before the first click, so that nobody who clicks
// waits for that.
func (b *bot) openClicks(ctx context.Context) (err error) {
	if b.inserter, err = jobs.NewClient(b.pool, nil, jobs.Work{Around: b.traces.inserts(), Dated: b.dated.Now}, quiet(b.log)); err != nil {
		return err
	}
	b.people = b.identityMap(b.pool, b.bulk)
	var statements []string
	listed := store.New(b.pool, b.inserter, b.iiq, store.Config{TraceLinkFor: b.traces.causeFor(), Clickers: b.people}, b.dated.Now, b.log)
	err = b.patiently(ctx, func(ctx context.Context) (err error) {
		statements, err = listed.ClickStatements(ctx)
		return err
	})
	if err != nil {
		return err
	}
	b.clicks, err = b.pools.open(ctx, clickPoolSize, clickPoolSize, statements...)
	return err
}

func (b *bot) openIIQ(context.Context) (err error) {
	b.iiq, err = NewIIQ(b.iiqConfig(), b.log, b.iiqCall)
	return err
}

// openSlack makes both lanes to Slack and learns whose app this is. A token that Slack refuses ends the start; it
// waits for a Slack that does not answer.
func (b *bot) openSlack(ctx context.Context) error {
	b.budget = outbox.NewBudget(b.pool, outbox.Config{On: b.cfg.Slack.Limits}, b.log)
	api := func(interactive bool) *webapi.Client {
		return webapi.New(webapi.Config{
			BotToken: b.cfg.Slack.BotToken.Reveal(), AppToken: b.cfg.Slack.AppToken.Reveal(), APIURL: b.cfg.Slack.APIURL,
			Limiter: pacedLimiter{Lane: b.budget.Lane(interactive)}, Observe: b.metrics.SlackCall, HTTP: b.shadowHTTP,
		}, b.clock)
	}
	b.bulk, b.interactive = api(false), api(true)
	var err error
	b.starting.is("Slack does not say who we are")
	b.workspace, err = whoAmI(ctx, b.interactive, neededScopes(b.cfg), b.log)
	b.quiet = webapi.NewQuietBook(b.bulk, b.workspace.TeamID, b.dated.Now)
	return err
}

// identityMap makes the map on these connections. api says whether somebody waits for its calls to Slack.
func (b *bot) identityMap(pool *pgxpool.Pool, api *webapi.Client) *identitymap.Map {
	directory := webapi.NewDatedDirectory(api, b.workspace.TeamID, identitymap.ErrNoSuchUser, b.dated.Now)
	return identitymap.New(pool, b.iiq, directory, b.workspace, identitymap.Config{
		PageSize: b.cfg.IIQ.PageSize, AskSingly: b.cfg.IIQ.IdentitySource == iiq.SourceSCIM}, b.dated.Now, b.log)
}

func (b *bot) openDesk(context.Context) error {
	b.handOver = jobs.NewHandOver(decisionsAtOnce(b.cfg), interactiveAtOnce, b.log)
	b.clickPeople = b.identityMap(b.clicks, b.interactive)
	b.askPeople = b.identityMap(b.asks, b.interactive)
	b.judgePeople = b.identityMap(b.pool, b.interactive)
	b.store = store.New(b.pool, b.inserter, b.iiq, store.Config{
		Policy: b.cfg.Rules.Policy(), CommentDemands: commentDemands(b.iiq), TakesLines: b.iiq.TakesLines, Rules: b.cfg.Sensitivity.Rules,
		CardsAtOnce: b.cfg.Rules.CardsAtOnce, PollInterval: b.cfg.Rules.PollInterval, After: looping.After,
		AbsenceWait: absences.DefaultWait, AbsenceHold: absences.DefaultHold,
		Reminders: b.cfg.Rules.ReminderRules(), ReviewURL: b.iiq.ReviewURL, Sighted: b.metrics.Sighted, TraceLinkFor: b.traces.causeFor(),
		TellRequesters: b.cfg.Rules.TellRequester, Language: approvals.Language(b.cfg.Rules.Language), RequestURL: b.iiq.RequestURL,
		Clickers: b.clickPeople, HandOver: b.handOver,
	}, b.dated.Now, b.log)
	b.clickStore, b.askStore = b.store.WithPool(b.clicks), b.store.WithPool(b.asks)
	b.context = itemContexts(b)
	return nil
}

// routerConfig gives clicks their own connections, and everything else the others.
func (b *bot) routerConfig() slackui.RouterConfig {
	return slackui.RouterConfig{
		Workspace: b.workspace, Dated: b.dated.Now, ApproveComment: b.cfg.Rules.ApproveCommentNeeded,
		CommentDemands: commentDemands(b.iiq),
		People:         askers{Map: b.clickPeople, bot: b},
		Decider:        b.metrics.Decider(newClickLookup(b.clickStore, b.interactive, b.workspace.TeamID, b.log)),
		Several:        b.metrics.Several(b.clickStore),
		Unstored:       b.metrics.ClickUnstored,
		Calm:           b.clickStore.AwaitCalm,
		Witness:        b.clickStore, Reader: b.clickStore, Reviews: b.clickStore, Sender: b.clickStore,
		Personal: b.clickStore, Reminders: b.cfg.Rules.Reminders(), Language: approvals.Language(b.cfg.Rules.Language),
		Languages: b.clickStore,
		Homes:     homeTabs{b}, Dedupe: taker{b.clickStore}, Messages: b.clickStore,
		Replies: b.interactive, Views: b.interactive, Context: b.context, Tracer: b.traces.tracer,
		Asks: &slackui.Asks{AtOnce: askPoolSize - 1, People: askers{Map: b.askPeople, bot: b}, Reader: b.askStore, Sender: b.askStore,
			Personal:  b.askStore,
			Languages: b.askStore, Reviews: b.askStore, Dedupe: taker{b.askStore}, Messages: b.askStore},
	}
}

func (b *bot) openSockets(context.Context) error {
	router := slackui.NewRouter(b.routerConfig(), b.clock, b.log)
	b.seat = &seat{store: b.clickStore, holder: uuid.New(), log: b.log}
	b.sockets = socket.New(socket.Config{AppToken: b.cfg.Slack.AppToken.Reveal(), APIURL: b.cfg.Slack.APIURL,
		Connections: socketsPerSeat, Ours: b.seat.Taken}, router, b.clock, b.log)
	b.seat.sockets = b.sockets
	if !b.cfg.Shadow {
		b.metrics.RegisterSockets(b.sockets.Status, b.seat.seated.Load)
	}
	return nil
}

// work runs sockets, workers, schedules and sweep until ctx ends. Sockets stop first, so that every acked click is
// stored before the workers stop.
func (b *bot) work(ctx context.Context) error {
	if err := b.patiently(ctx, b.recallGateway); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	watchGateway := b.iiq.WatchGateway()
	if err := b.patiently(ctx, b.startWorkers); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin-time.Second)
		defer cancel()
		if err := b.stopWorkers(stop); err != nil {
			b.log.Warn("workers did not stop in time; what they had in hand is tried again at the next start", "error", err)
		}
	}()
	group, gctx := errgroup.WithContext(ctx)
	group.Go(func() error { return b.serveSlack(gctx) })
	group.Go(func() error {
		// The first cards are to have all that the gateway offers.
		b.iiq.AwaitGateway(gctx, firstWord)
		return b.schedules.Run(gctx)
	})
	group.Go(func() error { return b.sweep.Run(gctx) })
	group.Go(func() error { return b.decisionLog.watch(gctx) })
	group.Go(func() error { return b.dated.Run(gctx, b.pool) })
	group.Go(func() error { watchGateway(gctx); return nil })
	return group.Wait()
}

// firstWord is how long the first rounds wait for the gateway's first word of itself, at most.
const firstWord = 2 * time.Second

func (b *bot) recallGateway(ctx context.Context) error { return b.iiq.RecallGateway(ctx, b.store) }

// startWorkers can be called again after a failure, since it stops what it had started.
func (b *bot) startWorkers(ctx context.Context) error {
	if err := b.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start workers: %w", err)
	}
	b.handOver.Start(context.WithoutCancel(ctx), b.handed)
	return nil
}

// stopWorkers ends what was handed over and River's workers at the same time.
func (b *bot) stopWorkers(ctx context.Context) error {
	var all errgroup.Group
	all.Go(func() error { return b.handOver.Stop(ctx) })
	all.Go(func() error { return b.client.Stop(ctx) })
	return all.Wait()
}

// ready says why this process cannot work, nil when it can.
func (b *bot) ready(ctx context.Context) error {
	if err := b.databaseReady(ctx); err != nil {
		return err
	}
	if b.iiq.GatewayLacking() {
		return errors.New("IIQ_GATEWAY=required, and IdentityIQ has not answered as a gateway at IIQ_PLUGIN_PATH yet")
	}
	synced, err := b.people.Synced(ctx)
	if err == nil && synced.Untold() {
		return errors.New("IdentityIQ does not tell who is active, so nobody can decide anything: see IIQ_ACTIVE_FILTER, or for SCIM the attribute active")
	}
	if st := b.sockets.Status(); st.Connections == 0 && !b.cfg.Shadow && b.seat.needed() {
		if st.Fatal != "" {
			return fmt.Errorf("our connection is refused by Slack (%s): %s", st.Fatal, st.Cure)
		}
		return errors.New("no Socket Mode connection has had its hello")
	}
	return nil
}
