package tx

import (
	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// Queues, the most urgent first. Each has workers of its own.
const (
	QueueDecisions   = "decisions"
	QueueInteractive = "interactive"
	// Slack limits posts and updates separately, so neither must wait for the other's limit.
	QueuePosts   = "posts"
	QueueUpdates = "updates"
	// QueueHomes is for Home tabs. A card that was clicked does not wait for them, however many are opened.
	QueueHomes = "homes"
	// QueueBulks is for the messages on bulks. The release before them does not work it.
	QueueBulks = "bulks"
	// Reminders ask Slack for each person's schedule first, which is slow work for many.
	QueueReminders = "reminders"
)

// SubmitDecision asks a worker to bring a decision to IIQ. No job of this or the next kind is unique, so that a job
// that died with its process never blocks the next. Of two jobs that run at once, the claim lets one act.
type SubmitDecision struct {
	DecisionID uuid.UUID `json:"decision_id"`
	Attempt    int32     `json:"attempt"`
}

// Kind is River's name for the job.
func (SubmitDecision) Kind() string { return "submit_decision" }

// ShowCard asks a worker to post a card, or to bring a posted one to what it should tell.
type ShowCard struct {
	CardID uuid.UUID `json:"card_id"`
	// Want is the lowest version that is to be shown.
	Want    int64 `json:"want"`
	Attempt int32 `json:"attempt"`
}

// Kind is River's name for the job.
func (ShowCard) Kind() string { return "show_card" }

// TellClicker asks a worker to tell the clicker, in a message that they alone see, how their decision ended.
type TellClicker struct {
	DecisionID uuid.UUID `json:"decision_id"`
	Attempt    int32     `json:"attempt"`
}

// Kind is River's name for the job.
func (TellClicker) Kind() string { return "tell_clicker" }

// TellBulk asks a worker to bring the message on a bulk to what it should tell.
type TellBulk struct {
	BulkID  uuid.UUID `json:"bulk_id"`
	Attempt int32     `json:"attempt"`
}

// Kind is River's name for the job.
func (TellBulk) Kind() string { return "tell_bulk" }

// PublishHome asks a worker to renew somebody's Home tab.
type PublishHome struct {
	SlackUserID string `json:"slack_user_id"`
	// Cause makes each renewal distinct, so that River does not drop one as a repetition.
	Cause string `json:"cause"`
}

// Kind is River's name for the job.
func (PublishHome) Kind() string { return "publish_home" }

// RemindPerson asks a worker to send the reminder that was marked under this number. It is tried once: a lost reminder
// is better than two.
type RemindPerson struct {
	IdentityID string `json:"identity_id"`
	Seq        int64  `json:"seq"`
}

// Kind is River's name for the job.
func (RemindPerson) Kind() string { return "remind_person" }

// once makes River try a job once. The rows say what is left to do, so every try is a job of its own.
func once(queue string) *river.InsertOpts {
	return &river.InsertOpts{Queue: queue, MaxAttempts: 1}
}

// messageTries is how often River itself tries a job that no row keeps.
const messageTries = 5

// Submit has a worker bring a decision to IIQ.
func (t *Tx) Submit(id uuid.UUID, attempt int32) {
	t.Enqueue(SubmitDecision{DecisionID: id, Attempt: attempt}, once(QueueDecisions))
}

// QueueFor puts a card that somebody looks at right now before all others.
func QueueFor(state db.CardState, urgent bool) string {
	switch {
	case urgent:
		return QueueInteractive
	case state == db.CardPosted:
		return QueueUpdates
	}
	return QueuePosts
}

// Show has a worker of the queue bring a card to what it should tell, at least to the version want. A card that somebody looks at
// right now is handed over besides.
func (t *Tx) Show(id uuid.UUID, want int64, attempt int32, queue string) {
	job := ShowCard{CardID: id, Want: want, Attempt: attempt}
	t.Enqueue(job, once(queue))
	if queue == QueueInteractive {
		t.handed = append(t.handed, func(to HandOver) { to.Show(job) })
	}
}

// Tell has a worker tell the clicker how their decision ended.
func (t *Tx) Tell(id uuid.UUID, attempt int32) {
	t.Enqueue(TellClicker{DecisionID: id, Attempt: attempt}, once(QueueInteractive))
}

// TellOfBulk has a worker bring the message on a bulk to what it should tell.
func (t *Tx) TellOfBulk(id uuid.UUID, attempt int32) {
	t.Enqueue(TellBulk{BulkID: id, Attempt: attempt}, once(QueueBulks))
}

// Remind has a worker send the reminder that was marked under this number.
func (t *Tx) Remind(identityID string, seq int64) {
	t.Enqueue(RemindPerson{IdentityID: identityID, Seq: seq}, once(QueueReminders))
}

// Fold has a worker take the buttons out of a reminder, or its items.
func (t *Tx) Fold(f approvals.FoldReminder) {
	t.Enqueue(f, &river.InsertOpts{Queue: QueueUpdates, Priority: 4, MaxAttempts: messageTries})
}

// Home has a worker renew somebody's Home tab. cause makes each renewal distinct.
func (t *Tx) Home(slackUserID, cause string) {
	t.Enqueue(PublishHome{SlackUserID: slackUserID, Cause: cause}, &river.InsertOpts{Queue: QueueHomes, MaxAttempts: messageTries})
}
