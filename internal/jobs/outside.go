package jobs

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// ItemReader reads one work item of IIQ.
type ItemReader interface {
	// WorkItem reads by id, with descriptions. approvals.ErrNoAnswerByID does not say whether the item is gone.
	WorkItem(ctx context.Context, id string) (approvals.WorkItem, error)
	// WorkItemListed asks the list; approvals.ErrNotListed says that it is gone.
	WorkItemListed(ctx context.Context, id string) (approvals.WorkItem, error)
}

// ContextReader reads what helps to decide an item, beside the item itself.
type ContextReader interface {
	// BeforeCard reads it once for each item, and waits for a bounded time. What comes later is kept.
	BeforeCard(ctx context.Context, workItemID string)
}

// Decider writes decisions to IIQ. It must send each write once.
type Decider interface {
	// Decide returns the completed item as IIQ answered it, and the beginning of the answer's text. The errors are those
	// of package approvals.
	Decide(ctx context.Context, w approvals.Write) (item approvals.WorkItem, text string, err error)
}

// People is the part of the identity map that the workers need.
type People interface {
	// Reach finds the Slack user to write to; a *approvals.Refusal when there is none.
	Reach(ctx context.Context, identityID string) (approvals.SlackUser, error)
	// Reverify judges a decider again from IIQ and Slack: nil, a *approvals.Refusal, or an error that means "not now". The
	// error approvals.ErrNotListed says that IIQ's list has no such identity. at is from before, by Postgres's clock.
	Reverify(ctx context.Context, identityID, slackUserID string, at time.Time) error
}

// CardSender sends and changes cards in Slack. urgent is true where somebody waits for the card.
type CardSender interface {
	// MayPost and MayUpdate wait until Slack's limits allow the call, for a bounded time; their error means that nothing
	// was sent, and may wrap approvals.RetryAfterError.
	MayPost(ctx context.Context, slackUserID string, urgent bool) error
	MayUpdate(ctx context.Context, urgent bool) error
	// Post sends a card to a person. approvals.ErrUnclear: it may have gone out.
	Post(ctx context.Context, slackUserID string, v approvals.CardView) (channel, ts string, err error)
	// Update changes a card that was posted.
	Update(ctx context.Context, channel, ts string, v approvals.CardView) error
	// Find searches the messages since then for the card of an unclear post, by the card id in the metadata.
	Find(ctx context.Context, slackUserID string, cardID uuid.UUID, since time.Time) (channel, ts string, found bool, err error)
}

// Answerer answers clicks at their response_url, which is outside the rate limits.
type Answerer interface {
	// Replace changes the message that was clicked.
	Replace(ctx context.Context, responseURL string, v approvals.CardView) error
	// Whisper shows a sentence to the clicker alone.
	Whisper(ctx context.Context, responseURL string, e approvals.ClickerNotice) error
	// Tell sends the sentence as a direct message.
	Tell(ctx context.Context, slackUserID string, e approvals.ClickerNotice, v approvals.CardView) error
}

// HomePublisher renews Home tabs.
type HomePublisher interface {
	PublishHome(ctx context.Context, slackUserID string) error
}
