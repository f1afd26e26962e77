package slackui

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// People knows who a Slack user is in IIQ. A *approvals.Refusal says that the user may not decide anything.
type People interface {
	// KnownPerson reads the tables alone.
	KnownPerson(ctx context.Context, slackUserID string) (approvals.Person, error)
	// Person also asks Slack when its word on the user is older than maxAge, and looks unknown people up.
	Person(ctx context.Context, slackUserID string, maxAge time.Duration) (approvals.Person, error)
	UserChanged(ctx context.Context, u approvals.SlackUser) error
}

// Decider finds out by our tables alone who clicked, and commits their decision. A *approvals.Refusal, approvals.ErrUncertain, or
// any other error: nothing was recorded.
type Decider interface {
	Decide(ctx context.Context, c approvals.Click) (approvals.Receipt, error)
}

// Several reads what somebody may approve at once, and commits such approvals. The errors of DecideSeveral are those of Decider.
type Several interface {
	BulkOffer(ctx context.Context, viewer approvals.Identity) (approvals.BulkOffer, error)
	DecideSeveral(ctx context.Context, b approvals.BulkClick) (approvals.BulkReceipt, error)
}

// Reader reads from our tables. A *approvals.Refusal says that the viewer may not see the item, or that there is none.
type Reader interface {
	CardForModal(ctx context.Context, workItemID string, viewer approvals.Identity) (approvals.CardView, error)
	Pending(ctx context.Context, viewer approvals.Identity, offset, limit int) (approvals.Page, error)
	// Find is Pending with a filter, DonePage lists what the viewer decided, and HomePage is all of a Home tab.
	Find(ctx context.Context, viewer approvals.Identity, f approvals.Filter, offset, limit int) (approvals.Page, error)
	DonePage(ctx context.Context, viewer approvals.Identity, offset, limit int) (approvals.Page, error)
	HomePage(ctx context.Context, viewer approvals.Identity, offset int) (approvals.Page, error)
	ByNumber(ctx context.Context, viewer approvals.Identity, number string) (workItemID string, err error)
}

// Reviews reads the access reviews that wait for somebody from our tables.
type Reviews interface {
	PendingReviews(ctx context.Context, viewer approvals.Identity, offset, limit int) (approvals.Page, error)
}

// Sender records that a card is to be sent; workers post it.
type Sender interface {
	SendCard(ctx context.Context, person approvals.Person, workItemID string, inRun bool) error
	ShowNext(ctx context.Context, person approvals.Person, afterWorkItemID string) (found bool, err error)
}

// Personal reads and records how somebody wants to be notified. A *approvals.Refusal says that the item is not theirs,
// or not open.
type Personal interface {
	Settings(ctx context.Context, identityID string) (approvals.PersonalSettings, error)
	SaveSettings(ctx context.Context, person approvals.Person, s approvals.PersonalSettings) error
	// Snooze until the zero time ends a snooze.
	Snooze(ctx context.Context, person approvals.Person, workItemID string, until time.Time) error
	Snoozed(ctx context.Context, viewer approvals.Identity, offset, limit int) (approvals.Page, error)
}

// Languages knows the language of Slack users, matched or not.
type Languages interface {
	LanguageOfSlackUser(ctx context.Context, teamID, slackUserID string) (approvals.Language, error)
}

// HomeTabs records that somebody looks at the Home tab; workers publish it.
type HomeTabs interface {
	Opened(ctx context.Context, slackUserID string) error
}

// Dedupe takes ids of envelopes and events, across connections and replicas. first is true for one caller alone.
type Dedupe interface {
	Take(ctx context.Context, id string) (first bool, err error)
}

// Replies answers people directly; API implements it.
type Replies interface {
	Respond(ctx context.Context, responseURL string, m cards.Message, replaceOriginal bool) error
	Ephemeral(ctx context.Context, channel, user string, m cards.Message) error
	Say(ctx context.Context, userOrChannel string, m cards.Message) error
}

// Views opens and changes views; API implements it.
type Views interface {
	// OpenModalView gives the id and the hash of what is open now, for UpdateModal.
	OpenModalView(ctx context.Context, triggerID string, v slack.ModalViewRequest) (id, hash string, err error)
	UpdateModal(ctx context.Context, viewID, hash string, v slack.ModalViewRequest) error
	PublishHome(ctx context.Context, user string, v slack.HomeTabViewRequest, hash string) (newHash string, err error)
}

// Context reads what helps to decide an item, beside the item itself, from IIQ.
type Context interface {
	// Fresh asks IIQ anew. changed is true where our tables have something else now.
	Fresh(ctx context.Context, workItemID string) (changed bool, err error)
}

// Messages is told of messages that people use.
type Messages interface {
	// MessageThere is told that somebody used the message of a card, which Slack may have called gone.
	MessageThere(ctx context.Context, cardID uuid.UUID, channel, ts string) error
	// ShowAgain has the message of a card drawn anew, whatever it shows.
	ShowAgain(ctx context.Context, cardID uuid.UUID) error
}

// RouterConfig is what the router and its handlers need.
type RouterConfig struct {
	Workspace approvals.Workspace
	// Dated is the clock of what is stored, or compared with what is stored; nil: the router's own.
	Dated func() time.Time
	// ApproveComment demands a comment with an approval: Approve then opens the modal.
	ApproveComment bool
	// CommentDemands, which may be nil, gives the decisions for which IIQ's own rules demand a comment now.
	CommentDemands func() approvals.CommentDemands
	// Language is for people whose Slack profile gives none.
	Language approvals.Language
	// Reminders knows the hours of people who chose none of their own.
	Reminders looping.Reminders

	People  People
	Decider Decider
	Several Several
	// Unstored, which may be nil, is told of each click that could not be stored before the Decider was asked, with how long
	// after its arrival. The clicker was told, or is by Slack. A refusal is none.
	Unstored func(after time.Duration)
	// Calm, which may be nil, waits for a bounded time until there are few clicks in hand. What can wait comes behind it.
	Calm func(ctx context.Context)
	// Witness may be nil.
	Witness Witness
	Reader  Reader
	Sender  Sender
	Homes   HomeTabs
	// Languages may be nil: then everybody is answered in Language.
	Languages Languages
	// Reviews may be the same value as Reader.
	Reviews Reviews
	// Personal may be the same value as Sender.
	Personal Personal
	Dedupe   Dedupe
	// Messages may be nil.
	Messages Messages
	Replies  Replies
	Views    Views
	// Context may be nil: then the details show what our tables have.
	Context Context
	// Asks may be nil: then the ports above answer questions.
	Asks *Asks
	// Tracer may be nil: then nothing is traced.
	Tracer *tracing.Tracer
}
