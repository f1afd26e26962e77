package slackui

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

var errTooLate = errors.New("too late for a modal")

// more serves the menu of a card: the details, an approval with a comment, or later.
func (r *Router) more(ctx context.Context, c *click) {
	value := ""
	if c.act.SelectedOption != nil {
		value = c.act.SelectedOption.Value
	}
	choice, ref, err := ParseMenu(value)
	if err != nil {
		c.log.Warn("unknown choice of the menu", "error", err)
		r.ack(ctx, c.env, c.log)
		return
	}
	c.log = c.log.With("work_item_id", ref.WorkItemID)
	switch choice {
	case MenuApproveWithComment:
		r.openDecide(ctx, c, ref, approvals.Approve)
	case MenuSnooze:
		r.openSnooze(ctx, c, ref)
	default:
		r.openDetails(ctx, c, ref)
	}
}

// openDecide opens the modal with the comment, if the item is still open.
func (r *Router) openDecide(ctx context.Context, c *click, ref ItemRef, verdict approvals.Verdict) {
	meta := DecideMeta{
		WorkItemID: ref.WorkItemID, CardID: ref.CardID, Verdict: verdict, ChannelID: c.in.channel(),
		MessageTS: c.in.Container.MessageTS, ResponseURL: c.in.ResponseURL, FromHome: c.in.onHome(),
		Shown: c.in.Message.Text,
	}
	c.refused = func(err error) {
		r.refusedClick(ctx, c, meta.wish(c.env.ID), err)
		if meta.FromHome {
			r.putHomeRight(ctx, c, err)
		}
	}
	r.openModal(ctx, c, ref, func(v approvals.CardView) (slack.ModalViewRequest, error) {
		if err := undecidable(v); err != nil {
			return slack.ModalViewRequest{}, err
		}
		private := meta
		if v.Show != "" {
			// What the message said may be from before the rules hid it, and Slack is told nothing of that again.
			private.Shown = ""
		}
		return DecideModal(v, verdict, private), nil
	})
}

func (r *Router) openDetails(ctx context.Context, c *click, ref ItemRef) {
	r.openModal(ctx, c, ref, func(v approvals.CardView) (slack.ModalViewRequest, error) { return DetailsModal(v, 0), nil })
}

// openModal acks, reads once within half a second, and opens the modal while its trigger surely lives; else a sentence.
func (r *Router) openModal(ctx context.Context, c *click, ref ItemRef,
	draw func(approvals.CardView) (slack.ModalViewRequest, error)) {
	r.openForm(ctx, c, func(ctx context.Context) (slack.ModalViewRequest, error) {
		view, err := r.cardNow(ctx, c, ref)
		if err != nil {
			return slack.ModalViewRequest{}, err
		}
		return draw(view)
	})
}

func (r *Router) openForm(ctx context.Context, c *click, read func(context.Context) (slack.ModalViewRequest, error)) {
	r.ack(ctx, c.env, c.log)
	modal, err := read(ctx)
	if err == nil && r.age(c.env) >= triggerLife {
		err = errTooLate
	}
	if err == nil {
		err = r.Views.OpenModal(ctx, c.in.TriggerID, modal)
	}
	if err != nil {
		r.tell(ctx, c, notDone(err, c.log, words.NoForm))
		if c.refused != nil {
			c.refused(err)
		}
	}
}

func (r *Router) cardNow(ctx context.Context, c *click, ref ItemRef) (approvals.CardView, error) {
	ctx, cancel := context.WithTimeout(ctx, modalBudget)
	defer cancel()
	person, err := r.People.KnownPerson(ctx, c.in.User.ID)
	if err != nil {
		return approvals.CardView{}, err
	}
	return r.Reader.CardForModal(ctx, ref.WorkItemID, person.Identity)
}

// turnDetails shows another page of the details in the same modal.
func (r *Router) turnDetails(ctx context.Context, c *click) {
	r.ack(ctx, c.env, c.log)
	ref, err := ParseDetailsRef(c.act.Value)
	if err != nil || !c.in.onView() {
		c.log.Warn("page of details could not be read", "error", err)
		return
	}
	view, err := r.cardNow(ctx, c, ref.Item)
	if err == nil {
		err = r.Views.UpdateModal(ctx, c.in.View.ID, c.in.View.Hash, DetailsModal(view, ref.Page))
	}
	if err != nil && !errors.Is(err, ErrViewGone) {
		r.tell(ctx, c, notDone(err, c.log, words.NoAnswer))
	}
}

// undecidable says why no decision can be taken on what the card shows now; nil when one can.
func undecidable(v approvals.CardView) error {
	switch v.Phase {
	case approvals.PhaseOpen, approvals.PhaseNotRecorded:
		return nil
	case approvals.PhaseLinkOnly:
		return approvals.Refuse(linkOnlyCode(v.LinkOnly))
	case approvals.PhaseHidden:
		return approvals.Refuse(approvals.RefusedRules)
	case approvals.PhaseRecording:
		return &approvals.Refusal{Code: approvals.RefusedBeingRecorded, By: decider(v), Mine: v.Mine()}
	case approvals.PhaseForwarded:
		return &approvals.Refusal{Code: approvals.RefusedForwarded, By: v.ForwardedTo}
	case approvals.PhaseNotYours:
		return approvals.Refuse(approvals.RefusedNotYours)
	}
	return endedRefusal(v)
}

func linkOnlyCode(why approvals.LinkOnlyReason) approvals.RefusalCode {
	switch why {
	case approvals.LinkOnlySignature:
		return approvals.RefusedSignature
	case approvals.LinkOnlyType:
		return approvals.RefusedType
	case approvals.LinkOnlyNotWhole:
		return approvals.RefusedNotWhole
	case approvals.LinkOnlyRules:
		return approvals.RefusedRules
	}
	return approvals.RefusedSelf
}

func decider(v approvals.CardView) string {
	if v.Decision == nil {
		return ""
	}
	return v.Decision.DeciderName
}

func endedRefusal(v approvals.CardView) error {
	switch v.Ended.Outcome {
	case approvals.OutcomeExpired:
		return approvals.Refuse(approvals.RefusedExpired)
	case approvals.OutcomeCanceled:
		return approvals.Refuse(approvals.RefusedCanceled)
	case approvals.OutcomeApproved, approvals.OutcomeDenied, approvals.OutcomeMixed:
		return &approvals.Refusal{
			Code: approvals.RefusedAlreadyDecided, By: v.Ended.By, Mine: v.Mine(), Outcome: v.Ended.Outcome, At: v.Ended.At,
		}
	}
	return approvals.Refuse(approvals.RefusedClosed)
}
