package iiqsim

// Phases of a certification. A staged one is not out yet.
const (
	PhaseStaged = "Staged"
	PhaseActive = "Active"
	PhaseEnd    = "End"
)

// States of a certification entity (its summaryStatus): docs/iiq-wire.md#access-reviews
const (
	EntityOpen          = "Open"
	EntityComplete      = "Complete"
	EntityDelegated     = "Delegated"
	EntityWaitingReview = "WaitingReview"
	EntityReturned      = "Returned"
	EntityChallenged    = "Challenged"
)

// Certification is one reviewer's access review. Times are epoch milliseconds, 0 for absent.
type Certification struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Type       string `json:"type,omitempty"`
	Phase      string `json:"phase"`
	Expiration int64  `json:"expiration,omitempty"`
	Signed     int64  `json:"signed,omitempty"`
	Created    int64  `json:"created"`
	Modified   int64  `json:"modified,omitempty"`
	// Certifiers are identity names. Empty: the owner of the work item of type Certification reviews.
	Certifiers []string `json:"certifiers,omitempty"`
	// CertifiersAsText sends them as one string instead of a list.
	CertifiersAsText bool   `json:"certifiers_as_text,omitempty"`
	WorkItemID       string `json:"work_item_id,omitempty"`
	// ESign is the mark of an electronic signature that the sign-off demands. RevokesAtOnce carries revocations out when they
	// are decided. Next has the review after the first sign-off, by name. SignedBy is who signed last, by name.
	ESign         string `json:"esign,omitempty"`
	RevokesAtOnce bool   `json:"revokes_at_once,omitempty"`
	Next          string `json:"next,omitempty"`
	SignedBy      string `json:"signed_by,omitempty"`

	entities []*CertificationEntity
	lines    []*ReviewLine
}

// CertificationEntity is one person, account or role inside a certification.
type CertificationEntity struct {
	ID            string `json:"id"`
	Identity      string `json:"identity"`
	TargetShown   string `json:"target_shown,omitempty"`
	SummaryStatus string `json:"summary_status"`
	// Kind is Identity, AccountGroup, BusinessRole and others; Application and Account are told where there are any.
	Kind        string `json:"kind,omitempty"`
	Application string `json:"application,omitempty"`
	Account     string `json:"account,omitempty"`
	Decision    string `json:"decision,omitempty"`
	Comments    string `json:"comments,omitempty"`
	Completer   string `json:"completer,omitempty"`
	Created     int64  `json:"created"`
	Modified    int64  `json:"modified,omitempty"`
	Completed   int64  `json:"completed,omitempty"`

	parent *Certification
}

func (e *CertificationEntity) rowID() string   { return e.ID }
func (e *CertificationEntity) rowName() string { return "" }
func (e *CertificationEntity) rowStamp() int64 { return max(e.Created, e.Modified) }
