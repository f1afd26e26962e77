package db

// The words that a row says of itself, and that nothing but the row means. Words that the rules speak of, such as verdicts,
// outcomes and the states of decisions, are in internal/approvals.

// CardState is how far a card has come.
type CardState string

// A card is new, or waits in the queue of its approver, until the end of a round; it is then posted, or cannot be.
const (
	CardNew         CardState = "new"
	CardHeld        CardState = "held"
	CardWaiting     CardState = "waiting"
	CardPosted      CardState = "posted"
	CardUnreachable CardState = "unreachable"
	CardEnded       CardState = "ended"
)

// ItemState says whether a work item can still be decided.
type ItemState string

// A closed item is opened again where IdentityIQ shows it open.
const (
	ItemOpen   ItemState = "open"
	ItemClosed ItemState = "closed"
)

// ReviewState is how far an access review has come.
type ReviewState string

// Nobody hears of a staged review.
const (
	ReviewStaged ReviewState = "staged"
	ReviewOpen   ReviewState = "open"
	ReviewEnded  ReviewState = "ended"
)

// Via says why somebody is an approver: they own the item themselves, or are in the workgroup that does.
type Via string

// Reviewers of an access review are its owners in this sense.
const (
	ViaOwner     Via = "owner"
	ViaWorkgroup Via = "workgroup"
)

// LinkedHow says how a Slack user was linked to an identity.
type LinkedHow string

// By their e-mail address, or by an operator.
const (
	LinkedByEmail LinkedHow = "email"
	LinkedByHand  LinkedHow = "hand"
)

// LossFound says how it was found that the database had lost something.
type LossFound string

// By a process that had seen more, or by an operator who put a backup back.
const (
	LossSeen      LossFound = "seen"
	LossByCommand LossFound = "command"
)

// RefusalSide is the side of a failed match.
type RefusalSide string

// A Slack user who asked, or an identity that should get a message.
const (
	SideSlack RefusalSide = "slack"
	SideIIQ   RefusalSide = "iiq"
)
