package audit

import (
	"encoding/json"
	"time"
)

// Kind says what an entry is about.
type Kind string

// The kinds of entries. docs/audit.md says which parts each has.
const (
	// DecisionClicked: a click was stored as a decision, which is now on its way to IIQ.
	DecisionClicked Kind = "decision.clicked"
	// DecisionRecorded: IIQ has the decision.
	DecisionRecorded Kind = "decision.recorded"
	// DecisionRefused: a stored decision did not take effect, because it was refused before the write or by IIQ, or came
	// too late.
	DecisionRefused Kind = "decision.refused"
	// DecisionGivenUp: IIQ did not take the decision in time.
	DecisionGivenUp Kind = "decision.given_up"
	// DecisionCorrected: an earlier entry says otherwise how a decision ended than IIQ says now.
	DecisionCorrected Kind = "decision.corrected"
	// ClickRefused: somebody tried to decide and was refused at once; nothing was stored.
	ClickRefused Kind = "click.refused"
	// LinkMade and LinkUndone: a Slack user is linked to an identity from now on, or is linked no longer.
	LinkMade   Kind = "link.made"
	LinkUndone Kind = "link.undone"
	// CommandRun: an administrator ran a command that changes something.
	CommandRun Kind = "command.run"
	// Checkpoint: retention is about to remove the oldest rows. Postgres writes it.
	Checkpoint Kind = "checkpoint"
	// exportEnd is the last row of an export and is not in the log.
	exportEnd Kind = "export.end"
)

// Entry is one event. It leaves out the parts that its kind does not use.
type Entry struct {
	Kind       Kind   `json:"-"`
	DecisionID string `json:"decision_id,omitempty"`
	// ClickID is the id of the Socket Mode envelope that the click came in.
	ClickID  string    `json:"click_id,omitempty"`
	Who      *Who      `json:"who,omitempty"`
	Operator *Operator `json:"operator,omitempty"`
	Item     *Item     `json:"item,omitempty"`
	// Verdict is approve, deny, or VerdictMixed, for which the lines have a verdict each.
	Verdict  string         `json:"verdict,omitempty"`
	Comment  string         `json:"comment,omitempty"`
	Clicked  time.Time      `json:"clicked_at,omitzero"`
	Shown    *Shown         `json:"shown,omitempty"`
	Bulk     *Bulk          `json:"bulk,omitempty"`
	Write    *Write         `json:"write,omitempty"`
	Answer   *Answer        `json:"answer,omitempty"`
	Refusal  *Refusal       `json:"refusal,omitempty"`
	Corrects *Correction    `json:"corrects,omitempty"`
	Link     *Link          `json:"link,omitempty"`
	Command  *Command       `json:"command,omitempty"`
	Removed  *RemovedBefore `json:"checkpoint,omitempty"`
}

// Who is the person of the entry, on both sides, and how the two were linked.
type Who struct {
	SlackTeamID  string    `json:"slack_team_id,omitempty"`
	SlackUserID  string    `json:"slack_user_id,omitempty"`
	SlackName    string    `json:"slack_name,omitempty"`
	IdentityID   string    `json:"identity_id,omitempty"`
	IdentityName string    `json:"identity_name,omitempty"`
	DisplayName  string    `json:"display_name,omitempty"`
	Email        string    `json:"email,omitempty"`
	LinkedHow    string    `json:"linked_how,omitempty"`
	LinkedAt     time.Time `json:"linked_at,omitzero"`
}

// Operator is who ran a command.
type Operator struct {
	// User is the account of the process's user id, "" where the machine has none of that id. UID is the id itself, as text. Both,
	// and Host, are the operating system's word; nothing of them is taken from the environment.
	User string `json:"user,omitempty"`
	UID  string `json:"uid,omitempty"`
	Host string `json:"host,omitempty"`
	// DatabaseUser is the role that logged in, as Postgres knows it. Append fills it in.
	DatabaseUser string `json:"database_user,omitempty"`
	// Claimed is whom the environment names beside that, such as SUDO_USER=olga. Whoever starts the process can set it.
	Claimed string `json:"claimed,omitempty"`
}

// Item is the work item as our tables had it.
type Item struct {
	ID      string `json:"id"`
	Number  string `json:"number,omitempty"`
	Type    string `json:"type,omitempty"`
	Round   int32  `json:"round,omitempty"`
	Request string `json:"request,omitempty"`
	// Review is the access review of an entity. The type is then CertificationEntity, and lines are what IIQ said about
	// the entity.
	Review        *Ref     `json:"review,omitempty"`
	Owner         *Ref     `json:"owner,omitempty"`
	Requester     *Ref     `json:"requester,omitempty"`
	Target        *Ref     `json:"target,omitempty"`
	Lines         []Line   `json:"lines,omitempty"`
	LinesTotal    int      `json:"lines_total,omitempty"`
	Justification string   `json:"justification,omitempty"`
	Violations    []string `json:"violations,omitempty"`
}

// Ref names an object of IIQ.
type Ref struct {
	ID      string `json:"id,omitempty"`
	Name    string `json:"name,omitempty"`
	Display string `json:"display,omitempty"`
}

// Line is one approval item, that is one requested change.
type Line struct {
	Operation    string `json:"operation,omitempty"`
	Application  string `json:"application,omitempty"`
	Name         string `json:"name,omitempty"`
	Value        string `json:"value,omitempty"`
	DisplayValue string `json:"display_value,omitempty"`
	// Decided is the state that the line had before the decision: it was decided by somebody else. Finished or Rejected.
	Decided string `json:"decided,omitempty"`
	// Verdict is approve or deny where the item was decided line by line, and Comment is what was said of this line alone.
	Verdict string `json:"verdict,omitempty"`
	Comment string `json:"comment,omitempty"`
}

// VerdictMixed is the verdict of a decision that approves some lines and denies others.
const VerdictMixed = "mixed"

// Shown is what the approver saw: the card by its id and version, and the message's text as Slack sent it with the
// click.
type Shown struct {
	CardID string `json:"card_id,omitempty"`
	// Phase is what the card said at the click, by the item's state.
	Phase string `json:"phase,omitempty"`
	// Show is how much of the item the rules on sensitive content let cards show at the click: masked, notice or none;
	// left out where all was shown. Demands is what they required for a decision: comment, confirmation, iiq.
	Show    string   `json:"show,omitempty"`
	Demands []string `json:"demands,omitempty"`
	// Posted is when the card was first posted, by Postgres's clock.
	Posted time.Time `json:"posted_at,omitzero"`
	// Version is what Slack had confirmed for the card, Current what it should have shown at that time.
	Version int64 `json:"version,omitempty"`
	Current int64 `json:"current,omitempty"`
	// Hash is the hash of the message as it was sent, in hexadecimal; ContentHash that of the item's content.
	Hash        string `json:"hash,omitempty"`
	ContentHash string `json:"content_hash,omitempty"`
	Text        string `json:"text,omitempty"`
}

// Bulk says that the decision is one of several that one form made.
type Bulk struct {
	ID string `json:"id"`
	// Of is how many items were chosen, Seconds how long the form was open.
	Of      int `json:"of"`
	Seconds int `json:"seconds"`
}

// Write is what was sent to IIQ for a decision.
type Write struct {
	ApproverID string `json:"approver_id,omitempty"`
	// State is "" where the lines said it one by one.
	State   string `json:"state,omitempty"`
	Comment string `json:"comment,omitempty"`
	// SentAt is when it was first sent; zero when it never was.
	SentAt  time.Time `json:"sent_at,omitzero"`
	Attempt int32     `json:"attempt,omitempty"`
}

// Answer is IIQ's answer.
type Answer struct {
	// Found is true where the answer to the write was lost and IIQ was read back instead.
	Found     bool      `json:"found,omitempty"`
	State     string    `json:"state,omitempty"`
	Completer string    `json:"completer,omitempty"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	// Approved and Denied count the lines where not all of them were decided alike.
	Approved int `json:"approved,omitempty"`
	Denied   int `json:"denied,omitempty"`
	// Text is the beginning of the answer itself.
	Text string `json:"text,omitempty"`
}

// Refusal is why a decision was refused.
type Refusal struct {
	Code    string    `json:"code"`
	By      string    `json:"by,omitempty"`
	Outcome string    `json:"outcome,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Reason  string    `json:"reason,omitempty"`
}

// Correction names the entry that an entry corrects.
type Correction struct {
	// Seq and Kind are of the corrected entry; Seq is 0 where the log does not have it any more.
	Seq  int64  `json:"seq,omitempty"`
	Kind string `json:"kind,omitempty"`
	// Booked is what the decision counts as from now on: recorded or refused.
	Booked string `json:"booked"`
}

// Link is how a link was made or ended.
type Link struct {
	How    string    `json:"how,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Until  time.Time `json:"until,omitzero"`
	// Since is when an undone link was made.
	Since time.Time `json:"since,omitzero"`
	// Replaced is true for a link that another one replaced.
	Replaced bool `json:"replaced,omitempty"`
}

// Command is what an administrator ran, and its result.
type Command struct {
	Name   string `json:"name"`
	Result string `json:"result,omitempty"`
}

// RemovedBefore is the removal that a checkpoint announces.
type RemovedBefore struct {
	From     int64  `json:"removed_from"`
	To       int64  `json:"removed_to"`
	LastHash string `json:"last_hash"`
	Before   string `json:"before"`
}

// ParseEntry reads the payload of a row. A field that this version does not know is ignored.
func ParseEntry(kind Kind, payload []byte) (Entry, error) {
	e := Entry{}
	if err := json.Unmarshal(payload, &e); err != nil {
		return e, errBadPayload
	}
	e.Kind = kind
	return e, nil
}
