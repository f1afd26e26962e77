package slackui

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/typed"
	"github.com/iiq-approvals/bot/internal/tracing"
	"github.com/iiq-approvals/bot/internal/words"
)

// several serves Approve several.
type several struct{ *core }

// errNothingTogether is for a form that would have no box.
var errNothingTogether = errors.New("nothing may be approved along with others")

// open opens the form, from one read of our tables.
func (h several) open(ctx context.Context, c *click) {
	h.openModal(ctx, c, modal{draw: func(ctx context.Context, p approvals.Person) (slack.ModalViewRequest, error) {
		offer, err := h.Several.BulkOffer(ctx, p.Identity)
		if err == nil && len(offer.Offered) == 0 {
			err = errNothingTogether
		}
		if err != nil {
			return slack.ModalViewRequest{}, err
		}
		offer.Language = h.languageOf(p)
		meta := cards.SeveralMeta{Form: uuid.New(), Opened: h.dated().UnixMilli()}
		return cards.SeveralModal(offer, meta), nil
	}})
}

// submitted stores the decisions, then acks. What follows is told by a message.
func (h several) submitted(ctx context.Context, c *click) {
	meta, err := cards.ParseSeveralMeta(c.in.View.PrivateMetadata)
	bulk := approvals.BulkClick{Form: meta.Form, Open: meta.Open(h.dated()), Person: h.clicker(c),
		Comment: c.in.View.typed(cards.BlockComment, cards.ActionComment)}
	if err == nil {
		bulk.Chosen, err = c.in.View.boxes()
	}
	switch {
	case err != nil:
		c.log.Error("submission could not be read", "error", err)
		h.refuseField(ctx, c, cards.FirstBoxes(), sentence{text: words.NothingRecorded})
		return
	case h.otherOrganisation(c.in.teamIDs()...):
		h.refusedWhole(ctx, c, bulk, approvals.Refuse(approvals.RefusedForeign))
		return
	case len(bulk.Chosen) == 0:
		h.refuseField(ctx, c, cards.FirstBoxes(), sentence{text: words.ChooseSome})
		return
	case utf8.RuneCountInString(bulk.Comment) > longestComment:
		h.refuseField(ctx, c, cards.BlockComment, sentence{text: words.CommentTooLong})
		return
	}
	h.decide(ctx, c, bulk)
}

// decide stores the bulk within 2 s of the submission's arrival, and answers it.
func (h several) decide(ctx context.Context, c *click, bulk approvals.BulkClick) {
	work, cancel := h.within(ctx, c.env, decideBudget)
	defer cancel()
	work, span := tracing.Start(work, "decide several")
	defer span.End()
	person, err := h.People.KnownPerson(work, c.in.User.ID)
	if _, refused := approvals.AsRefusal(err); refused {
		h.refusedWhole(ctx, c, bulk, err)
		return
	}
	var receipt approvals.BulkReceipt
	if err != nil {
		h.unstored(c.env, err)
	} else {
		bulk.Person = person
		receipt, err = h.Several.DecideSeveral(work, bulk)
	}
	if err != nil {
		span.Fail(err)
		block, say := cards.FirstBoxes(), notRecorded(err, c.log)
		if r, refused := approvals.AsRefusal(err); refused && r.Code == approvals.RefusedNoComment {
			block, say = cards.BlockComment, fieldError(err, c.log)
		}
		h.refuseField(ctx, c, block, say)
		return
	}
	h.closeForm(ctx, c, h.languageOf(person), sentence{text: func(l approvals.Language) string {
		return words.SeveralTaken(l, receipt.Recording)
	}})
	c.log.Info("several decisions recorded here", "bulk_id", receipt.ID, "recording", receipt.Recording, "refused", receipt.Refused,
		"repeated", receipt.Repeated)
}

// refusedWhole closes the form of somebody who may not decide anything, and notes each refusal.
func (h several) refusedWhole(ctx context.Context, c *click, bulk approvals.BulkClick, err error) {
	h.closeRefused(ctx, c, err)
	for _, chosen := range bulk.Chosen {
		h.refusedClick(ctx, c, bulk.Click(chosen), err)
	}
}

// boxes are those that were ticked, in the order of the form.
func (v *wireView) boxes() (chosen []approvals.BulkChoice, err error) {
	for n := 0; ; n++ {
		field, there := v.State.Values[cards.BoxesBlock(n)]
		if !there {
			return chosen, nil
		}
		for _, o := range field[cards.ActionBoxes].SelectedOptions {
			box, err := cards.ParseBox(o.Value)
			if err != nil {
				return nil, err
			}
			box.Shown = typed.Message(strings.TrimSpace(o.Text.Text + "\n" + o.Description.Text))
			chosen = append(chosen, box)
		}
	}
}
