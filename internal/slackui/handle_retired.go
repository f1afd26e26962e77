package slackui

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// Controls that version 0.1.0 put on cards of access reviews, and into its form for one entity. Such messages and
// forms still exist in Slack. A click on one is answered with the sentence that access reviews are decided in
// IdentityIQ.
const (
	actionDecideHere     = "decide_here"
	actionEntityNext     = "entity_next"
	actionEntityPrevious = "entity_previous"
	actionEntityVerdict  = "entity_verdict"
	// actionEntityLink is a link to the review's page, which Slack opens by itself.
	actionEntityLink = "entity_link"

	callbackEntity = "entity"
)

// entityMeta is what the form of 0.1.0 carries in private_metadata.
type entityMeta struct {
	ReviewID string    `json:"review"`
	EntityID string    `json:"entity"`
	CardID   uuid.UUID `json:"card"`
}

// retiredForm reads the metadata of the form that was used; the zero value where it cannot be read.
func retiredForm(c *click) entityMeta {
	var m entityMeta
	if c.in.View == nil || json.Unmarshal([]byte(c.in.View.PrivateMetadata), &m) != nil || !approvals.ValidID(m.ReviewID) {
		return entityMeta{}
	}
	return m
}

// retired answers the controls of 0.1.0.
type retired struct{ *core }

// button answers Decide here on a card.
func (h retired) button(ctx context.Context, c *click) {
	ref, ok := h.itemClicked(ctx, c)
	if !ok {
		return
	}
	h.ack(ctx, c.env, c.log)
	language, url := h.reviewsThere(ctx, c, ref)
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellBudget)
	defer cancel()
	if err := h.whisper(bounded, c, cards.ReviewsThereMessage(language, url)); err != nil {
		c.log.Warn("sentence could not be told", "error", err)
	}
}

// whisper says something to the clicker alone: by the response URL, else by a direct message.
func (h retired) whisper(ctx context.Context, c *click, m cards.Message) error {
	if c.in.ResponseURL != "" {
		first, cancel := context.WithTimeout(ctx, tellBudget/2)
		err := h.Replies.Respond(first, c.in.ResponseURL, m, false)
		cancel()
		if err == nil {
			return nil
		}
	}
	return h.Replies.Say(ctx, c.in.User.ID, m)
}

// turn answers Next and Previous in the form: the sentence takes the form's place.
func (h retired) turn(ctx context.Context, c *click) {
	h.ack(ctx, c.env, c.log)
	if !c.in.onView() {
		return
	}
	meta := retiredForm(c)
	language, url := h.reviewsThere(ctx, c, cards.ItemRef{WorkItemID: meta.ReviewID, CardID: meta.CardID})
	if err := h.replaceView(ctx, c, cards.ReviewsThereModal(language, url)); err != nil {
		c.log.Warn("sentence could not be told", "error", err)
	}
}

// submitted answers the form. It stores nothing; only the audit log notes the attempt to decide.
func (h retired) submitted(ctx context.Context, c *click) {
	meta, code := retiredForm(c), approvals.RefusedType
	if h.otherOrganisation(c.in.teamIDs()...) {
		code = approvals.RefusedForeign
		h.closeForm(ctx, c, h.language(ctx, c.in.User.ID), refusalSentence(code))
	} else {
		language, url := h.reviewsThere(ctx, c, cards.ItemRef{WorkItemID: meta.ReviewID, CardID: meta.CardID})
		h.closeWith(ctx, c, cards.ReviewsThereModal(language, url))
	}
	if decision := meta.decision(c); decision.WorkItemID != "" && decision.Verdict != "" {
		h.refusedClick(ctx, c, decision, approvals.Refuse(code))
	}
}

// decision is the decision that the form asks for.
func (m entityMeta) decision(c *click) approvals.Click {
	w := approvals.Click{ID: c.env.ID, WorkItemID: m.ReviewID, CardID: m.CardID,
		Verdict: approvals.Verdict(c.in.View.chosen("verdict-"+m.EntityID, actionEntityVerdict))}
	if w.Verdict != approvals.Approve && w.Verdict != approvals.Deny {
		w.Verdict = ""
	}
	w.Comment = c.in.View.typed(cards.BlockComment+"-"+m.EntityID, cards.ActionComment)
	return w
}

// retiredBudget bounds the time for reading a review's link, since Slack wants its ack within 3 s.
const retiredBudget = 1500 * time.Millisecond

// reviewsThere reads the language of the answer, and the link to the review if the clicker reviews it; "" without one
// in time.
func (h retired) reviewsThere(ctx context.Context, c *click, ref cards.ItemRef) (language approvals.Language, url string) {
	ctx, cancel := h.within(ctx, c.env, retiredBudget)
	defer cancel()
	language = h.language(ctx, c.in.User.ID)
	if ref.WorkItemID == "" {
		return language, ""
	}
	view, err := h.cardNow(ctx, c, ref)
	if err != nil {
		c.log.Info("the link to an access review could not be read", "error", err)
		return language, ""
	}
	return language, view.WorkItemURL
}
