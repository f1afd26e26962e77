package slackui

import (
	"context"
	"encoding/json"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/tracing"
)

func (r *Router) handle(ctx context.Context, e *socket.Envelope) {
	ctx, cancel := context.WithTimeout(ctx, envelopeBudget)
	defer cancel()
	ctx, span := r.Tracer.Root(ctx, "envelope "+string(e.Kind), e.Arrived)
	defer span.End()
	span.Set(tracing.EnvelopeID, e.ID)
	log := tracing.Logger(ctx, r.log).With("envelope_id", e.ID)
	defer func() {
		if p := recover(); p != nil {
			log.Error("handler panicked", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	switch e.Kind {
	case socket.KindInteraction:
		r.interaction(ctx, e, log)
	case socket.KindCommand:
		r.command(ctx, e, log)
	case socket.KindEvent:
		r.event(ctx, e, log)
	default:
		log.Warn("unknown kind of envelope", "kind", e.Kind)
		r.ack(ctx, e, log)
	}
}

func (r *Router) interaction(ctx context.Context, e *socket.Envelope, log *slog.Logger) {
	var in interaction
	if err := json.Unmarshal(e.Payload, &in); err != nil || in.User.ID == "" {
		log.Warn("interaction could not be read", "error", err)
		r.ack(ctx, e, log)
		return
	}
	tracing.Current(ctx).Set(tracing.SlackUserID, in.User.ID)
	c := &click{env: e, in: in, log: log.With("slack_user_id", in.User.ID)}
	switch in.Type {
	case "block_actions":
		r.blockActions(ctx, c)
	case "view_submission":
		r.submitted(ctx, c)
	default:
		c.log.Info("interaction of no use here", "type", in.Type)
		r.ack(ctx, e, c.log)
	}
}

// blockActions expects exactly one action, as Slack sends for our controls.
func (r *Router) blockActions(ctx context.Context, c *click) {
	if len(c.in.Actions) != 1 {
		c.log.Warn("interaction without exactly one action", "actions", len(c.in.Actions))
		r.ack(ctx, c.env, c.log)
		return
	}
	c.act = c.in.Actions[0]
	handle, known := r.actions[c.act.ActionID]
	if !known {
		c.log.Warn("unknown action", "action_id", cutForLog(c.act.ActionID))
		r.ack(ctx, c.env, c.log)
		return
	}
	tracing.Current(ctx).Set(tracing.Action, c.act.ActionID)
	if r.otherOrganisation(c.in.teamIDs()...) {
		r.ack(ctx, c.env, c.log)
		r.tell(ctx, c, refusalSentence(approvals.RefusedForeign))
		if decision, decides := decisionOf(c); decides {
			r.refusedClick(ctx, c, decision, approvals.Refuse(approvals.RefusedForeign))
		}
		return
	}
	handle(ctx, c)
	r.messageThere(ctx, c)
	r.clearMenu(ctx, c)
}

// clearMenu has the menu drawn anew from which somebody took an entry. Until then the entry stays chosen, and Slack's client tells of no
// other choice of it: docs/slack-facts.md#block-kit
func (r *Router) clearMenu(ctx context.Context, c *click) {
	if c.act.Type != "static_select" {
		return
	}
	var err error
	switch ref, of := c.act.card(); {
	case c.act.ActionID == cards.ActionHomeMore:
		err = r.Homes.Opened(ctx, c.in.User.ID)
	case c.act.ActionID == cards.ActionMore && of && r.Messages != nil:
		err = r.Messages.ShowAgain(ctx, ref)
	}
	if err != nil {
		c.log.Warn("a menu could not be cleared", "error", err)
	}
}

// messageThere tells that a card's message is there, since somebody used it. It comes after all that the person waits for.
func (r *Router) messageThere(ctx context.Context, c *click) {
	ref, of := c.act.card()
	if r.Messages == nil || !of || c.in.onView() || c.messageKnown {
		return
	}
	if err := r.Messages.MessageThere(ctx, ref, c.in.channel(), c.in.Container.MessageTS); err != nil {
		c.log.Warn("a card's message could not be noted as being there", "error", err)
	}
}

// submitted passes a form to its handler. Other views have nothing to submit.
func (r *Router) submitted(ctx context.Context, c *click) {
	if c.in.View == nil {
		c.in.View = &wireView{}
	}
	handle, known := r.forms[c.in.View.CallbackID]
	if !known {
		c.log.Info("submission of no use here")
		r.ack(ctx, c.env, c.log)
		return
	}
	handle(ctx, c)
}

func (r *Router) event(ctx context.Context, e *socket.Envelope, log *slog.Logger) {
	var d delivery
	if err := json.Unmarshal(e.Payload, &d); err != nil {
		log.Warn("event could not be read", "error", err)
		r.ack(ctx, e, log)
		return
	}
	h := &eventDelivery{
		env: e, id: d.EventID, team: d.TeamID, raw: d.Event, at: time.Unix(d.EventTime, 0), log: log.With("event_id", cutForLog(d.EventID)),
	}
	if err := json.Unmarshal(d.Event, &h.event); err != nil && d.Type == "event_callback" {
		h.log.Warn("event could not be read", "error", err)
	}
	if h.id == "" {
		h.id = e.ID
	}
	if d.Type == "app_rate_limited" {
		h.log.Warn("Slack delivers no more events for now: too many in this hour")
	}
	handle, known := r.events[h.event.Type]
	if !known {
		r.ack(ctx, e, h.log)
		return
	}
	handle(ctx, h)
}

// linkClicked answers a button with a URL, for which Slack sends an interaction in addition to opening it.
func (r *Router) linkClicked(ctx context.Context, c *click) { r.ack(ctx, c.env, c.log) }
