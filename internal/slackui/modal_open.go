package slackui

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
	"github.com/iiq-approvals/bot/internal/words"
)

var errTooLate = errors.New("too late for a modal")

// modal is what the opening of one modal differs in from that of another.
type modal struct {
	// draw reads and draws the view for the person who clicked.
	draw func(context.Context, approvals.Person) (slack.ModalViewRequest, error)
	// unopened, which may be nil, is called with why nothing opened, after the clicker was told.
	unopened func(error)
	// opened, which may be nil, is called with the id and the hash of the view once it is open.
	opened func(id, hash string)
}

// openModal acks, finds out who clicked, draws their modal within half a second, and opens it while the trigger surely lives.
// Otherwise it says a sentence.
func (k *core) openModal(ctx context.Context, c *click, m modal) {
	k.ack(ctx, c.env, c.log)
	id, hash := "", ""
	view, err := forClicker(ctx, k, c, m.draw)
	if err == nil {
		id, hash, err = k.openView(ctx, c, view)
	}
	if err == nil {
		if m.opened != nil {
			m.opened(id, hash)
		}
		return
	}
	k.tell(ctx, c, notDone(err, c.log, words.NoForm))
	if m.unopened != nil {
		m.unopened(err)
	}
}

// forClicker finds out who clicked and reads for them, both within half a second.
func forClicker[T any](ctx context.Context, k *core, c *click, read func(context.Context, approvals.Person) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, modalBudget)
	defer cancel()
	person, err := k.People.KnownPerson(ctx, c.in.User.ID)
	if err != nil {
		var none T
		return none, err
	}
	return read(ctx, person)
}

// aboutItem draws a modal about a work item from what its card shows the clicker now.
func (k *core) aboutItem(ref cards.ItemRef, draw func(approvals.CardView, approvals.Person) (slack.ModalViewRequest, error),
) func(context.Context, approvals.Person) (slack.ModalViewRequest, error) {
	return func(ctx context.Context, person approvals.Person) (slack.ModalViewRequest, error) {
		view, err := k.Reader.CardForModal(ctx, ref.WorkItemID, person.Identity)
		if err != nil {
			return slack.ModalViewRequest{}, err
		}
		return draw(view, person)
	}
}

// openView opens a modal unless the click's trigger may have expired.
func (k *core) openView(ctx context.Context, c *click, v slack.ModalViewRequest) (id, hash string, err error) {
	if k.age(c.env) >= triggerLife {
		return "", "", errTooLate
	}
	return k.Views.OpenModalView(ctx, c.in.TriggerID, v)
}

// replaceView puts a modal in the place of the one that was clicked. One that was closed or has changed stays as it is.
func (k *core) replaceView(ctx context.Context, c *click, v slack.ModalViewRequest) error {
	return k.changeView(ctx, c.in.View.ID, c.in.View.Hash, v)
}

// changeView puts a modal in the place of one that is open. One that was closed or has changed stays as it is.
func (k *core) changeView(ctx context.Context, id, hash string, v slack.ModalViewRequest) error {
	err := k.Views.UpdateModal(ctx, id, hash, v)
	if errors.Is(err, webapi.ErrViewGone) {
		return nil
	}
	return err
}

// cardNow reads what an item's card shows the clicker now.
func (k *core) cardNow(ctx context.Context, c *click, ref cards.ItemRef) (approvals.CardView, error) {
	return forClicker(ctx, k, c, func(ctx context.Context, person approvals.Person) (approvals.CardView, error) {
		return k.Reader.CardForModal(ctx, ref.WorkItemID, person.Identity)
	})
}
