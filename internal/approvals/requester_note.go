package approvals

// RequesterNote is what a requester is told of one of his requests.
type RequesterNote struct {
	Requester Identity
	// Language is the requester's, as far as he is bound already.
	Language Language
	Item     WorkItem
	// Target has the name that people know.
	Target PersonView
	Ended  OutcomeView
	// RequestURL is the page of the identity request; "" when there is none.
	RequestURL string
}

// NoteState is where a note to a requester stands.
type NoteState string

// The ends of an attempt: sent, nobody to send it to, or surely not sent and to be tried again.
const (
	NoteSent    NoteState = "sent"
	NoteDropped NoteState = "dropped"
	NoteWaiting NoteState = "waiting"
)
