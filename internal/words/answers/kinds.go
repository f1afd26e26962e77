package answers

// ListKind says which list an answer shows.
type ListKind string

// The lists that can be asked for.
const (
	ListPending ListKind = "pending"
	ListOverdue ListKind = "overdue"
	ListSnoozed ListKind = "snoozed"
	ListReviews ListKind = "reviews"
	// ListRequests has access requests alone, ListDone what the asker decided.
	ListRequests ListKind = "requests"
	ListDone     ListKind = "done"
)

func (k ListKind) Known() bool {
	switch k {
	case ListPending, ListOverdue, ListSnoozed, ListReviews, ListRequests, ListDone:
		return true
	}
	return false
}
