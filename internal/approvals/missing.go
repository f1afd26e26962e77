package approvals

import "time"

// AbsenceKind says what IIQ's answers lack.
type AbsenceKind string

// Kinds of what may be missing, as the table absences has them.
const (
	AbsentItem       AbsenceKind = "work_item"
	AbsentMember     AbsenceKind = "member"
	AbsentReview     AbsenceKind = "review"
	AbsentEntity     AbsenceKind = "entity"
	AbsentReviewItem AbsenceKind = "review_work_item"
	AbsentPerson     AbsenceKind = "identity"
)

// AbsenceKinds lists them.
func AbsenceKinds() []AbsenceKind {
	return []AbsenceKind{AbsentItem, AbsentMember, AbsentReview, AbsentEntity, AbsentReviewItem, AbsentPerson}
}

// Missing counts the things of one kind that IIQ's answers lack. Held counts those that have been missing for
// over a minute and are still not believed to be gone, because very many are missing at once or no witness was seen.
type Missing struct {
	Kind          AbsenceKind
	Missing, Held int64
	// Since is when the first of them was missing.
	Since time.Time
}
