package slackui

import (
	"context"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

const (
	// Interactions have workers of their own, so that no burst of events makes a click wait. There are as many as clicks may
	// be in hand: one that waits for others on its item, or whose clicker is being told something, keeps no other waiting.
	interactionWorkers = 320
	// askWorkers serve questions; see Asks.
	askWorkers   = 64
	askQueue     = 256
	otherWorkers = 64
	otherQueue   = 256
	// envelopeBudget bounds all work on one envelope; each handler has tighter limits of its own.
	envelopeBudget = 10 * time.Second
)

// Router takes envelopes and gives each to one handler. It is safe for concurrent use.
type Router struct {
	*core

	interactions *pool
	questions    *pool
	others       *pool
	// asks has the handlers of everything but clicks.
	asks *Router

	command func(context.Context, *socket.Envelope, *slog.Logger)
	actions map[string]func(context.Context, *click)
	forms   map[string]func(context.Context, *click)
	events  map[string]func(context.Context, *eventDelivery)
}

// NewRouter makes a router with all handlers.
func NewRouter(cfg RouterConfig, clock func() time.Time, log *slog.Logger) *Router {
	r := &Router{
		core:         &core{RouterConfig: cfg, clock: clock, log: log, turns: newTurns(lookUpsAtOnce)},
		interactions: newPool(interactionWorkers, 0), questions: newPool(askWorkers, askQueue),
		others: newPool(otherWorkers, otherQueue),
	}
	r.bind()
	r.asks = r
	if cfg.Asks != nil {
		r.turns = newTurns(cfg.Asks.AtOnce)
		r.asks = r.asking(*cfg.Asks)
	}
	return r
}

// bind assigns the handlers: https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/reference/events
func (r *Router) bind() {
	decide, more, list, send := decisions{r.core}, details{r.core}, lists{r.core}, sends{r.core}
	later, own, former, news := snoozes{r.core}, settings{r.core}, retired{r.core}, workspaceEvents{r.core}
	many, byLine := several{r.core}, lineForms{core: r.core, decisions: decide}
	menu := menus{core: r.core, decisions: decide, lines: byLine, details: more, snoozes: later}
	ask := questions{core: r.core, lists: list, settings: own, snoozes: later}
	r.command = ask.slashCommand
	r.actions = map[string]func(context.Context, *click){
		cards.ActionApprove:          decide.approve,
		cards.ActionHomeApprove:      decide.approve,
		cards.ActionApproveNoted:     decide.approveNoted,
		cards.ActionHomeApproveNoted: decide.approveNoted,
		cards.ActionDeny:             decide.deny,
		cards.ActionHomeDeny:         decide.deny,
		cards.ActionSeveral:          many.open,
		cards.ActionHomeSeveral:      many.open,
		cards.ActionMore:             menu.more,
		cards.ActionHomeMore:         menu.more,
		cards.ActionLines:            byLine.button,
		cards.ActionHomeLines:        byLine.button,
		cards.ActionLinesNext:        byLine.next,
		cards.ActionLinesPrevious:    byLine.previous,
		cards.ActionView:             r.linkClicked,
		cards.ActionHomeView:         r.linkClicked,
		cards.ActionShowNext:         send.showNext,
		cards.ActionOpen:             send.openItem,
		cards.ActionNextPage:         list.turnPage,
		cards.ActionPreviousPage:     list.turnPage,
		cards.ActionHomeNextPage:     list.turnHomePage,
		cards.ActionHomePreviousPage: list.turnHomePage,
		cards.ActionDetailsNext:      more.turn,
		cards.ActionDetailsPrevious:  more.turn,
		cards.ActionShowFirst:        send.showFirst,
		cards.ActionSettings:         own.open,
		cards.ActionHomeSettings:     own.open,
		actionDecideHere:             former.button,
		actionEntityNext:             former.turn,
		actionEntityPrevious:         former.turn,
		actionEntityLink:             r.linkClicked,
	}
	r.forms = map[string]func(context.Context, *click){
		cards.CallbackDecide:   decide.submitted,
		cards.CallbackSeveral:  many.submitted,
		cards.CallbackSnooze:   r.membersOnly(later.submitted),
		cards.CallbackSettings: r.membersOnly(own.submitted),
		callbackEntity:         former.submitted,
	}
	r.events = map[string]func(context.Context, *eventDelivery){
		"message":         ask.message,
		"app_mention":     ask.mention,
		"app_home_opened": news.homeOpened,
		"user_change":     news.userChanged,
		"team_join":       news.userChanged,
		"app_uninstalled": news.uninstalled,
		"tokens_revoked":  news.tokensRevoked,
	}
}

// Receive starts work on an envelope. It returns false when all workers are busy. The envelope then stays un-acked, so
// that Slack delivers events and commands again and tells a clicker that their click was not taken.
func (r *Router) Receive(ctx context.Context, e *socket.Envelope) bool {
	on, workers := r.asks, r.others
	switch {
	case isAsk(e):
		workers = r.questions
	case e.Kind == socket.KindInteraction:
		on, workers = r, r.interactions
	}
	taken := workers.start(func() {
		defer e.Done()
		on.handle(ctx, e)
	})
	if !taken {
		if workers == r.interactions {
			r.unstored(e, errAllBusy)
		}
		r.log.Warn("all workers are busy; envelope left for another delivery", "envelope_id", e.ID, "kind", e.Kind)
	}
	return taken
}
