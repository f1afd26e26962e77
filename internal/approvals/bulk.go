package approvals

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// A bulk is several approvals that one person gives by one form. Each is a decision like any other, judged by the same rules; what is
// riskier than usual wants a click of its own and is not offered.

// BulkClick is the submission of such a form.
type BulkClick struct {
	// Form identifies the form that was opened. What it decides is stored once, however often it is delivered.
	Form   uuid.UUID
	Person Person
	Chosen []BulkChoice
	// Comment goes with each of the decisions.
	Comment string
	// Open is how long the form was open.
	Open time.Duration
}

// BulkChoice is a box that was ticked.
type BulkChoice struct {
	WorkItemID string
	// Mark is the OfferMark of what the form showed, or the beginning of it.
	Mark string
	// Shown is the text of the box, as Slack sent it along.
	Shown string
}

// BulkID identifies the bulk that this submission makes: the same choice in the same form is one bulk.
func (b BulkClick) BulkID() uuid.UUID {
	ids := make([]string, len(b.Chosen))
	for i, c := range b.Chosen {
		ids[i] = c.WorkItemID
	}
	slices.Sort(ids)
	return uuid.NewSHA1(b.Form, []byte(strings.Join(ids, "\n")))
}

// Click is the click that a box stands for. Its id is the same in every submission of the form, so that no item is decided twice by it.
func (b BulkClick) Click(c BulkChoice) Click {
	return Click{ID: b.Form.String() + "/" + c.WorkItemID, Person: b.Person, WorkItemID: c.WorkItemID, Verdict: Approve, Comment: b.Comment,
		Shown: c.Shown, Bulk: &BulkPart{ID: b.BulkID(), Of: len(b.Chosen), Open: b.Open, Mark: c.Mark}}
}

// BulkPart says of a click that it is one of several.
type BulkPart struct {
	ID uuid.UUID
	// Of is how many items were chosen.
	Of   int
	Open time.Duration
	// Mark is as in BulkChoice.
	Mark string
}

// BulkReceipt says that a bulk is committed.
type BulkReceipt struct {
	ID uuid.UUID
	// Recording counts the decisions on their way to IIQ, Refused the items that were refused at once.
	Recording, Refused int
	// Repeated is true when this very bulk was committed before.
	Repeated bool
}

// BulkOffer is what the form of a bulk shows.
type BulkOffer struct {
	Viewer Identity
	// Language is the viewer's.
	Language Language
	// Offered are the items that have a box, the most urgent first.
	Offered []Row
	// Left are those that have none, the most urgent first.
	Left []RefusedRow
	// CommentDemanded says that the settings or IIQ demand a comment, CommentByIIQ that it is IIQ.
	CommentDemanded, CommentByIIQ bool
	Now                           time.Time
}

// RefusedRow is an item, and why it is not decided.
type RefusedRow struct {
	Row Row
	Why *Refusal
}

// BulkView is what the message on a bulk shows.
type BulkView struct {
	ID uuid.UUID
	// Language is the reader's.
	Language Language
	// Recorded, Refused and Waiting count the items that were chosen. Nobody knows yet how the last will end.
	Recorded, Refused, Waiting int
	// Failed are those of the refused that may be named.
	Failed []RefusedRow
}

// Ended reports whether all of the bulk has an end.
func (v BulkView) Ended() bool { return v.Waiting == 0 }

// OfferMark identifies what a form showed of an item, and the facts that were known, in 22 characters (letters, digits, - and _).
// asked is the item's DigestUnder, facts its FactsDigest.
func OfferMark(asked, facts []byte) string {
	h := sha256.New()
	_, _ = h.Write(asked)
	_, _ = h.Write(facts)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:markLength])
}

// LeastOfferMark is how many characters of an OfferMark a box has at least: no two states of an item share them by chance.
const LeastOfferMark = 10

// shows reports whether a box with this mark showed the item as it is now.
func (s Standing) shows(mark string) bool {
	now := OfferMark(DigestUnder(s.Item, s.Exposure), FactsDigest(s.Item))
	return len(mark) >= LeastOfferMark && strings.HasPrefix(now, mark)
}

// judge refuses a decision that the rules, the settings or the item itself forbid; nil means that nothing does.
func (p Policy) judge(a Ask, s Standing) *Refusal {
	several := a.Several || a.Purpose == ToOffer
	if several && p.BulkMax == 0 {
		return &Refusal{Code: RefusedBulkOff}
	}
	r := p.JudgeUnder(s.Exposure, s.Item, a.Who, a.Verdict, a.Comment)
	if !several || r != nil && r.Code != RefusedNoComment {
		return r
	}
	if own := p.wantsOwnClick(s, a.Who); own != nil {
		return own
	}
	if a.Purpose == ToOffer {
		// The comment is still to be written.
		return nil
	}
	return r
}

// wantsOwnClick says why an item that may be decided here is not decided along with others; nil where it may be.
func (p Policy) wantsOwnClick(s Standing, who Identity) *Refusal {
	w, demands := s.Item, s.Exposure.Demands
	switch w.PartyTo(who) {
	case PartySelf:
		return &Refusal{Code: RefusedBulkOwn}
	case PartyUnknown:
		return &Refusal{Code: RefusedBulkUnknown}
	}
	switch {
	case len(w.Violations) > 0:
		return &Refusal{Code: RefusedBulkViolation}
	case w.privileged(), s.Privileged:
		return &Refusal{Code: RefusedBulkPrivileged}
	case demands.Confirmation, demands.Comment, demands.Lines, demands.Single:
		return &Refusal{Code: RefusedBulkRules}
	}
	return nil
}
