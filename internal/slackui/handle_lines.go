package slackui

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// lineForms serves Decide line by line.
type lineForms struct {
	*core
	decisions decisions
}

// button opens the form from a button of its own.
func (h lineForms) button(ctx context.Context, c *click) {
	if ref, ok := h.itemClicked(ctx, c); ok {
		h.open(ctx, c, ref)
	}
}

// open opens the form, if the item can be decided line by line now.
func (h lineForms) open(ctx context.Context, c *click, ref cards.ItemRef) {
	meta := cards.LinesMeta{DecideMeta: metaOf(c, ref)}
	draw := func(v approvals.CardView, _ approvals.Person) (slack.ModalViewRequest, error) {
		private := meta
		if v.Show != "" {
			// The message's text may be older than the rules that hide it now, so it is not sent to Slack again.
			private.Shown = ""
		}
		return cards.LinesModal(v, private, ""), v.DecidableByLine()
	}
	h.openModal(ctx, c, modal{draw: h.aboutItem(ref, draw), unopened: func(err error) {
		h.refusedClick(ctx, c, meta.Click(c.env.ID), err)
		if meta.FromHome {
			h.putHomeRight(ctx, c, err)
		}
	}})
}

// next and previous show another page in the same form, with all that was chosen so far.
func (h lineForms) next(ctx context.Context, c *click) { h.turn(ctx, c, 1) }

func (h lineForms) previous(ctx context.Context, c *click) { h.turn(ctx, c, -1) }

func (h lineForms) turn(ctx context.Context, c *click, by int) {
	h.ack(ctx, c.env, c.log)
	if !c.in.onView() {
		c.log.Warn("page of lines could not be read")
		return
	}
	meta, err := cards.ParseLinesMeta(c.in.View.PrivateMetadata)
	if err != nil {
		c.log.Warn("page of lines could not be read", "error", err)
		return
	}
	view, err := h.cardNow(ctx, c, cards.ItemRef{WorkItemID: meta.WorkItemID})
	if err == nil {
		err = view.DecidableByLine()
	}
	if err == nil {
		err = h.replaceView(ctx, c, h.turned(c, view, meta, by))
	}
	if err != nil {
		h.tell(ctx, c, notDone(err, c.log, words.NoAnswer))
	}
}

// turned draws the page that many pages on; where the item has changed, the form as it is now.
func (h lineForms) turned(c *click, view approvals.CardView, meta cards.LinesMeta, by int) slack.ModalViewRequest {
	typed := c.in.View.typed(cards.BlockComment, cards.ActionComment)
	if !meta.Fits(view) {
		return cards.LinesModalAnew(view, meta, typed)
	}
	meta = meta.Chosen(c.in.View.choice)
	meta.Page = max(0, meta.Page+by)
	return cards.LinesModal(view, meta, typed)
}

// choice gives what is chosen in the block of a line.
func (v *wireView) choice(block string) string { return v.chosen(block, cards.ActionChoice) }

// submitted takes the form's submission. It stays open, with all that was chosen, until the decision is stored.
func (h lineForms) submitted(ctx context.Context, c *click, meta cards.LinesMeta) {
	c.log = c.log.With("work_item_id", meta.WorkItemID)
	if h.otherOrganisation(c.in.teamIDs()...) {
		h.refuseField(ctx, c, cards.BlockComment, refusalSentence(approvals.RefusedForeign))
		h.refusedClick(ctx, c, meta.Click(c.env.ID), approvals.Refuse(approvals.RefusedForeign))
		return
	}
	comment, ok := h.decisions.commentTyped(ctx, c)
	if !ok {
		return
	}
	view, err := h.cardNow(ctx, c, cards.ItemRef{WorkItemID: meta.WorkItemID})
	switch {
	case err != nil:
		h.refused(ctx, c, meta, err)
	case !meta.Fits(view):
		h.changed(ctx, c, meta, view, comment)
	default:
		meta = meta.Chosen(c.in.View.choice)
		if missing := meta.Missing(); len(missing) > 0 {
			h.incomplete(ctx, c, meta, view, comment)
			return
		}
		h.decide(ctx, c, meta, view, comment)
	}
}

// decide stores the decision, then acks.
func (h lineForms) decide(ctx context.Context, c *click, meta cards.LinesMeta, view approvals.CardView, comment string) {
	decision := meta.Click(c.env.ID)
	decision.Comment, decision.Lines = comment, meta.Decisions(view.Item)
	receipt, err := h.decisions.commit(ctx, c, decision)
	if refusal, refused := approvals.AsRefusal(err); refused && refusal.Code.Changed() {
		h.redrawn(ctx, c, meta, refusal, comment)
		return
	}
	if err != nil {
		h.told(ctx, c, meta, err)
		return
	}
	h.ack(ctx, c.env, c.log)
	c.log.Info("decision recorded here", "decision_id", receipt.DecisionID, "repeated", receipt.Repeated, "lines", len(decision.Lines))
}

// refused says why, and has it noted, since the Decider was not asked.
func (h lineForms) refused(ctx context.Context, c *click, meta cards.LinesMeta, err error) {
	h.told(ctx, c, meta, err)
	h.refusedClick(ctx, c, meta.Click(c.env.ID), err)
}

// told says why under the field of the comment.
func (h lineForms) told(ctx context.Context, c *click, meta cards.LinesMeta, err error) {
	h.refuseField(ctx, c, cards.BlockComment, fieldError(err, c.log))
	if meta.FromHome {
		h.putHomeRight(ctx, c, err)
	}
}

// changed refuses a form that showed something else than what the item is now, and shows that.
func (h lineForms) changed(ctx context.Context, c *click, meta cards.LinesMeta, view approvals.CardView, comment string) {
	if err := view.DecidableByLine(); err != nil {
		h.refused(ctx, c, meta, err)
		return
	}
	h.refused(ctx, c, meta, approvals.Refuse(approvals.RefusedChanged))
	h.redraw(ctx, c, cards.LinesModalAnew(view, meta, comment))
}

// redrawn is changed for a form whose item changed while it was being stored.
func (h lineForms) redrawn(ctx context.Context, c *click, meta cards.LinesMeta, refusal *approvals.Refusal, comment string) {
	h.told(ctx, c, meta, refusal)
	view, err := h.cardNow(ctx, c, cards.ItemRef{WorkItemID: meta.WorkItemID})
	if err == nil && view.DecidableByLine() == nil {
		h.redraw(ctx, c, cards.LinesModalAnew(view, meta, comment))
	}
}

// incomplete names the lines without a choice: each below itself where the page has it, and all of them on the page of the first. The ack
// only has sentences, since a page of lines is more than an ack may carry: docs/slack-facts.md#acks
func (h lineForms) incomplete(ctx context.Context, c *click, meta cards.LinesMeta, view approvals.CardView, comment string) {
	missing := meta.Missing()
	wrong := map[string]sentence{}
	for _, n := range missing {
		if meta.OnPage(n) {
			wrong[meta.BlockOf(n)] = sentence{text: words.ChoiceMissing}
		}
	}
	if !meta.OnPage(missing[0]) {
		wrong[cards.BlockComment] = sentence{text: func(approvals.Language) string { return cards.LinesMissing(view, meta) }}
	}
	c.log.Info("lines without a choice", "lines", len(missing))
	h.refuseFields(ctx, c, view.Language, wrong)
	if !meta.OnPage(missing[0]) {
		h.redraw(ctx, c, cards.LinesModalMissing(view, meta, comment))
	}
}

// redraw changes the form after its submission was acked. Where that fails the form stays as it is, with the sentence of the ack.
func (h lineForms) redraw(ctx context.Context, c *click, v slack.ModalViewRequest) {
	if err := h.replaceView(ctx, c, v); err != nil {
		c.log.Warn("form could not be drawn anew", "error", err)
	}
}
