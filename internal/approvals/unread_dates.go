package approvals

// DateKind names a date that IIQ gives and that could not be read. The words are stored.
type DateKind string

// The dates of an item, of its lines and comments, and of an access review.
const (
	DateComment  DateKind = "comment"
	DateCreated  DateKind = "created"
	DateDue      DateKind = "due"
	DateEnd      DateKind = "end"
	DateModified DateKind = "modified"
	DateSigned   DateKind = "signed"
	DateStart    DateKind = "start"
)

// DateKinds lists them all.
func DateKinds() []DateKind {
	return []DateKind{DateComment, DateCreated, DateDue, DateEnd, DateModified, DateSigned, DateStart}
}

// dueUnread keeps of the dates that could not be read the due date alone.
func dueUnread(all []DateKind) []DateKind {
	for _, d := range all {
		if d == DateDue {
			return []DateKind{DateDue}
		}
	}
	return nil
}
