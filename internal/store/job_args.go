package store

import (
	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Queues, in the order of how long somebody may wait for them. Each has workers of its own.
const (
	QueueDecisions   = "decisions"
	QueueInteractive = "interactive"
	// Posts and updates have limits of their own in Slack, and neither must wait for the other's.
	QueuePosts   = "posts"
	QueueUpdates = "updates"
	// QueueHomes is for Home tabs: however many are opened, a card that was clicked does not wait for them.
	QueueHomes = "homes"
	// Reminders ask Slack for each person's schedule first, which is slow work for many.
	QueueReminders = "reminders"
)

// SubmitDecision asks a worker to bring a decision to IIQ. No job of this or the next kind is unique: one that died with
// its process must never stand in the way of the next, and of two that run the claim lets one act.
type SubmitDecision struct {
	DecisionID uuid.UUID `json:"decision_id"`
	Attempt    int32     `json:"attempt"`
}

// Kind is River's name for the job.
func (SubmitDecision) Kind() string { return "submit_decision" }

// ShowCard asks a worker to post a card, or to bring a posted one to what it should tell.
type ShowCard struct {
	CardID uuid.UUID `json:"card_id"`
	// Want is the version that is to be shown at least.
	Want    int64 `json:"want"`
	Attempt int32 `json:"attempt"`
}

// Kind is River's name for the job.
func (ShowCard) Kind() string { return "show_card" }

// TellClicker asks a worker to tell the clicker, in a message that only he sees, how his decision ended.
type TellClicker struct {
	DecisionID uuid.UUID `json:"decision_id"`
	Attempt    int32     `json:"attempt"`
}

// Kind is River's name for the job.
func (TellClicker) Kind() string { return "tell_clicker" }

// PublishHome asks a worker to renew somebody's Home tab.
type PublishHome struct {
	SlackUserID string `json:"slack_user_id"`
	// Cause tells one renewal from the next, so that none is swallowed as a repetition.
	Cause string `json:"cause"`
}

// Kind is River's name for the job.
func (PublishHome) Kind() string { return "publish_home" }

// RemindPerson asks a worker to send the reminder that was marked under this number. It is tried once: whoever marked it
// rather loses it than sends it twice.
type RemindPerson struct {
	IdentityID string `json:"identity_id"`
	Seq        int64  `json:"seq"`
}

// Kind is River's name for the job.
func (RemindPerson) Kind() string { return "remind_person" }

// once: every try is a job of its own and the rows say what is left to do, so River itself tries it once.
func once(queue string) *river.InsertOpts {
	return &river.InsertOpts{Queue: queue, MaxAttempts: 1}
}

// messageTries: what no row keeps is tried a few times by River itself, and then given up.
const messageTries = 5

func (t *Tx) submit(id uuid.UUID, attempt int32) {
	t.enqueue(SubmitDecision{DecisionID: id, Attempt: attempt}, once(QueueDecisions))
}

// queueFor: a card that somebody looks at right now goes before all others.
func queueFor(state string, urgent bool) string {
	switch {
	case urgent:
		return QueueInteractive
	case state == "posted":
		return QueueUpdates
	}
	return QueuePosts
}

func (t *Tx) show(id uuid.UUID, want int64, attempt int32, queue string) {
	t.enqueue(ShowCard{CardID: id, Want: want, Attempt: attempt}, once(queue))
}

func (t *Tx) tell(id uuid.UUID, attempt int32) {
	t.enqueue(TellClicker{DecisionID: id, Attempt: attempt}, once(QueueInteractive))
}

func (t *Tx) remind(identityID string, seq int64) {
	t.enqueue(RemindPerson{IdentityID: identityID, Seq: seq}, once(QueueReminders))
}

func (t *Tx) fold(f approvals.FoldReminder) {
	t.enqueue(f, &river.InsertOpts{Queue: QueueUpdates, Priority: 4, MaxAttempts: messageTries})
}

func (t *Tx) home(slackUserID, cause string) {
	t.enqueue(PublishHome{SlackUserID: slackUserID, Cause: cause}, &river.InsertOpts{Queue: QueueHomes, MaxAttempts: messageTries})
}
