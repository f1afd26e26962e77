package gatewaytest

import (
	"context"
	"errors"
	"time"
)

// States of work items and their lines.
const (
	Approved = "Finished"
	Denied   = "Rejected"
)

// ErrBeyond says that fixtures cannot make or show what a check needs. The check is then not run to its end, and says nothing.
var ErrBeyond = errors.New("not to be had here")

// Fixtures makes what checks need in the target, and sees what IdentityIQ itself has stored. Who asks for something
// that it cannot make gets an error.
type Fixtures interface {
	// AddPerson and AddGroup give the id of the new identity. Members are ids.
	AddPerson(ctx context.Context, p Person) (string, error)
	AddGroup(ctx context.Context, name string, members ...string) (string, error)
	SetMembers(ctx context.Context, group string, members ...string) error
	// ChangePerson sets some fields of somebody, by their names in JSON; StoredPerson is what IdentityIQ has of them.
	ChangePerson(ctx context.Context, id string, fields map[string]any) error
	StoredPerson(ctx context.Context, id string) (string, error)
	AddItem(ctx context.Context, i ItemSpec) (Item, error)
	// ChangeItem sets some fields of an open item, by their names in JSON.
	ChangeItem(ctx context.Context, id string, fields map[string]any) error
	// Decide and Expire end an item in IdentityIQ itself.
	Decide(ctx context.Context, id, by, state string) error
	Expire(ctx context.Context, id string) error
	// Stored is everything that IdentityIQ has of an item, as it stands or as it ended, in a form to be compared.
	Stored(ctx context.Context, id string) (string, error)
	// AddReview and AddLine give the id of what was made; SignReview signs a review off in IdentityIQ itself.
	AddReview(ctx context.Context, r Review) (string, error)
	AddLine(ctx context.Context, l ReviewLine) (string, error)
	SignReview(ctx context.Context, id, by string) error
	// StoredReview is what IdentityIQ has of a review, Entities gives the ids of whom it is about, by their names.
	StoredReview(ctx context.Context, id string) (string, error)
	Entities(ctx context.Context, id string) (map[string]string, error)
}

// GatewayFixtures are those that only a gateway has.
type GatewayFixtures interface {
	Fixtures
	// AuditRows counts what the gateway noted.
	AuditRows(ctx context.Context) (int, error)
	// Set changes the plugin's settings; nil puts one back. Settings gives those that are set.
	Settings(ctx context.Context) (map[string]string, error)
	Set(ctx context.Context, settings map[string]*string) error
	// Hold makes another session hold an item's row.
	Hold(ctx context.Context, id string, hold time.Duration) error
	// FailEngine makes the engine throw at the next calls, FailCommit what writes the acts that are no decisions.
	FailEngine(ctx context.Context, calls int) error
	FailCommit(ctx context.Context, calls int) error
	// Describe says more about an access in IdentityIQ's catalogue, Give says who has one.
	Describe(ctx context.Context, c Catalogued) error
	Give(ctx context.Context, g Grant) error
	AddClient(ctx context.Context, c Client) error
	// AddLate makes an item with the time of now in a transaction that is committed later, when the item is there.
	AddLate(ctx context.Context, i ItemSpec, commitIn time.Duration) (Item, error)
	// TouchLate changes an open item's last change to now in a transaction that is committed later.
	TouchLate(ctx context.Context, id string, commitIn time.Duration) error
}

// Person is somebody to be made. Secret is kept where IdentityIQ keeps passwords.
type Person struct {
	Name        string `json:"name"`
	DisplayName string `json:"display_name,omitempty"`
	Email       string `json:"email,omitempty"`
	FirstName   string `json:"first_name,omitempty"`
	LastName    string `json:"last_name,omitempty"`
	Department  string `json:"department,omitempty"`
	ManagerID   string `json:"manager_id,omitempty"`
	Inactive    bool   `json:"inactive,omitempty"`
	Secret      string `json:"secret,omitempty"`
}

// ItemSpec is a work item to be made. Owner, Requester and Target are ids.
type ItemSpec struct {
	Owner     string `json:"owner"`
	Requester string `json:"requester,omitempty"`
	Target    string `json:"target,omitempty"`
	NoRequest bool   `json:"no_request,omitempty"`
	// Request joins the request of this name.
	Request string     `json:"request,omitempty"`
	Item    ItemFields `json:"item"`
}

// ItemFields are the fields of a work item itself.
type ItemFields struct {
	Type        string `json:"type,omitempty"`
	Description string `json:"description,omitempty"`
	// TargetName names the target where ItemSpec has no id of one. Created is in epoch milliseconds; 0 is now.
	TargetName string      `json:"target_name,omitempty"`
	Created    int64       `json:"created,omitempty"`
	ESign      string      `json:"esign,omitempty"`
	Lines      []Line      `json:"lines,omitempty"`
	Violations []Violation `json:"violations,omitempty"`
	Secret     string      `json:"secret,omitempty"`
}

// Line is an approval item. Dates are epoch milliseconds.
type Line struct {
	ID             string   `json:"id,omitempty"`
	Application    string   `json:"application,omitempty"`
	Operation      string   `json:"operation,omitempty"`
	Name           string   `json:"name,omitempty"`
	Value          string   `json:"value,omitempty"`
	Values         []string `json:"values,omitempty"`
	DisplayName    string   `json:"display_name,omitempty"`
	DisplayValue   string   `json:"display_value,omitempty"`
	NativeIdentity string   `json:"native_identity,omitempty"`
	State          string   `json:"state,omitempty"`
	Justification  string   `json:"justification,omitempty"`
	StartDate      int64    `json:"start_date,omitempty"`
	EndDate        int64    `json:"end_date,omitempty"`

	Attachments []Attachment `json:"attachments,omitempty"`
}

// Attachment is a file that was sent along with a line.
type Attachment struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes,omitempty"`
}

// Catalogued is what the catalogue says of an access. Owner is an id; the application of a role is IIQ.
type Catalogued struct {
	Application     string   `json:"application"`
	Name            string   `json:"name"`
	Value           string   `json:"value"`
	Description     string   `json:"description,omitempty"`
	Owner           string   `json:"owner,omitempty"`
	Classifications []string `json:"classifications,omitempty"`
	Privileged      bool     `json:"privileged,omitempty"`
	Risk            int      `json:"risk,omitempty"`
}

// Grant is an access that somebody has. A role has no application.
type Grant struct {
	Identity    string `json:"identity"`
	Application string `json:"application,omitempty"`
	Name        string `json:"name"`
	Value       string `json:"value"`
}

// Violation is a policy violation that a request would cause.
type Violation struct {
	Policy string `json:"policy"`
	Rule   string `json:"rule,omitempty"`
}

// Item is a work item that was made.
type Item struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Request string `json:"identity_request"`
	Created int64  `json:"created"`
	Lines   []Line `json:"lines"`
}

// Review is an access review to be made. Reviewers and Targets are ids.
type Review struct {
	Name      string   `json:"name"`
	Reviewers []string `json:"reviewers"`
	Targets   []string `json:"targets"`
	Phase     string   `json:"phase,omitempty"`
	// DueInMillis is how long after its start the review is due.
	DueInMillis int64 `json:"due_in_ms,omitempty"`
	// ESign demands an electronic signature, RevokesAtOnce carries revocations out when they are decided, Next has the review
	// after the first sign-off, and NoCertifiers names nobody, so that the first reviewer has it by its work item.
	ESign         string `json:"esign,omitempty"`
	RevokesAtOnce bool   `json:"revokes_at_once,omitempty"`
	Next          string `json:"next,omitempty"`
	NoCertifiers  bool   `json:"no_certifiers,omitempty"`
}

// ReviewLine is a line of a review to be made. Entity is an id.
type ReviewLine struct {
	Entity      string `json:"entity"`
	Type        string `json:"type,omitempty"`
	Application string `json:"application,omitempty"`
	Attribute   string `json:"attribute,omitempty"`
	Value       string `json:"value,omitempty"`
	Status      string `json:"status,omitempty"`
	Decision    string `json:"decision,omitempty"`
	CarriedOut  bool   `json:"carried_out,omitempty"`
}

// Client is another OAuth client, with the name of its account and its rights.
type Client struct {
	ID     string   `json:"id"`
	Secret string   `json:"secret"`
	Name   string   `json:"name"`
	Rights []string `json:"rights"`
}
