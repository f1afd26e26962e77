package cards

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/query"
	"github.com/iiq-approvals/bot/internal/words"
)

// ErrBadValue says that a control carried a value that this package did not make.
var ErrBadValue = errors.New("value of a control is not ours")

// ItemRef says which work item a control is about, and on which card it is (zero where it is on none).
type ItemRef struct {
	WorkItemID string
	CardID     uuid.UUID
	// RequestMark is the approvals.RequestMark of what the Home tab shows beside the control; "" on a card. See Marks, which
	// version 0.1.0 does not know.
	RequestMark string
}

func refOf(v approvals.CardView) ItemRef {
	return ItemRef{WorkItemID: v.Item.ID, CardID: v.CardID}
}

// Encode gives the value for a control: at most 63 characters for an id of 40, so that it fits the 75 of an option
// (https://docs.slack.dev/reference/block-kit/composition-objects/option-object) with a MenuChoice before it.
//
// The mark takes the place of the card's id. A version that knows no marks takes it for a card that is gone.
func (r ItemRef) Encode() string {
	beside := r.RequestMark
	if r.CardID != uuid.Nil {
		beside = base64.RawURLEncoding.EncodeToString(r.CardID[:])
	}
	if beside == "" {
		return r.WorkItemID
	}
	return r.WorkItemID + "." + beside
}

// WorkItemIDForm matches the ids of work items.
var WorkItemIDForm = regexp.MustCompile(`^[0-9A-Za-z_-]{1,40}$`)

// ParseItemRef reads what Encode wrote. ErrBadValue: it is anything else.
func ParseItemRef(value string) (ItemRef, error) {
	id, card, hasCard := strings.Cut(value, ".")
	if !WorkItemIDForm.MatchString(id) {
		return ItemRef{}, fmt.Errorf("parse work item: %w", ErrBadValue)
	}
	ref := ItemRef{WorkItemID: id}
	if !hasCard {
		return ref, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(card)
	if err != nil || len(raw) != len(ref.CardID) {
		return ItemRef{}, fmt.Errorf("parse card: %w", ErrBadValue)
	}
	copy(ref.CardID[:], raw)
	return ref, nil
}

// ParseHomeRef reads what Encode wrote for a control of the Home tab. Anything else is ErrBadValue.
func ParseHomeRef(value string) (ItemRef, error) {
	ref, err := ParseItemRef(value)
	if ref.CardID != uuid.Nil {
		ref.RequestMark, ref.CardID = base64.RawURLEncoding.EncodeToString(ref.CardID[:]), uuid.Nil
	}
	return ref, err
}

// EncodeMenu gives the value for an option of the More menu.
func EncodeMenu(c MenuChoice, r ItemRef) string { return string(c) + "." + r.Encode() }

// ParseMenu reads the value of a chosen option of the More menu. Anything unknown is ErrBadValue.
func ParseMenu(value string) (MenuChoice, ItemRef, error) {
	choice, rest, _ := strings.Cut(value, ".")
	c := MenuChoice(choice)
	if c != MenuDetails && c != MenuApproveWithComment && c != MenuSnooze {
		return "", ItemRef{}, fmt.Errorf("parse menu choice: %w", ErrBadValue)
	}
	ref, err := ParseItemRef(rest)
	return c, ref, err
}

const maxPageNumber = 1_000_000

func parsePageNumber(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > maxPageNumber {
		return 0, fmt.Errorf("parse page: %w", ErrBadValue)
	}
	return n, nil
}

// PageRef says which part of which list a paging button asks for.
type PageRef struct {
	Kind   words.ListKind
	Offset int
	// Text keeps only entries with these words in them; "" keeps all. At most 80 characters.
	Text string
}

// Encode gives the value for a paging button: at most 100 characters.
func (r PageRef) Encode() string {
	value := string(r.Kind) + "." + strconv.Itoa(r.Offset)
	if r.Text != "" {
		value += "." + r.Text
	}
	return value
}

// ParsePageRef reads what Encode wrote; an offset is 0 to 1,000,000. Anything else is ErrBadValue.
func ParsePageRef(value string) (PageRef, error) {
	kind, rest, _ := strings.Cut(value, ".")
	offset, text, _ := strings.Cut(rest, ".")
	if utf8.RuneCountInString(text) > query.LongestSearch || !utf8.ValidString(text) {
		return PageRef{}, fmt.Errorf("parse search: %w", ErrBadValue)
	}
	if !words.ListKind(kind).Known() {
		return PageRef{}, fmt.Errorf("parse list: %w", ErrBadValue)
	}
	n, err := parsePageNumber(offset)
	return PageRef{Kind: words.ListKind(kind), Offset: n, Text: text}, err
}

// DetailsRef says which page of an item's details a paging button asks for.
type DetailsRef struct {
	Page int
	Item ItemRef
}

// Encode gives the value for a paging button of the details.
func (r DetailsRef) Encode() string { return strconv.Itoa(r.Page) + "." + r.Item.Encode() }

// ParseDetailsRef reads what Encode wrote. Anything else is ErrBadValue.
func ParseDetailsRef(value string) (DetailsRef, error) {
	page, rest, _ := strings.Cut(value, ".")
	n, err := parsePageNumber(page)
	if err != nil {
		return DetailsRef{}, err
	}
	item, err := ParseItemRef(rest)
	return DetailsRef{Page: n, Item: item}, err
}
