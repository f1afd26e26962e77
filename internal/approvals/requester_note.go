package approvals

// RequesterNote is what a requester is told about one of their requests.
type RequesterNote struct {
	Requester Identity
	// Language is the requester's, if they are bound already.
	Language Language
	Item     WorkItem
	// Target has the display name.
	Target PersonView
	Ended  OutcomeView
	// RequestURL is the page of the identity request; "" when there is none.
	RequestURL string
}

// NoteState is how far a note to a requester has come.
type NoteState string

// The ends of an attempt: sent, nobody to send to, or surely not sent and to be tried again.
const (
	NoteSent    NoteState = "sent"
	NoteDropped NoteState = "dropped"
	NoteWaiting NoteState = "waiting"
)
