package cards

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/query"
	"github.com/iiq-approvals/bot/internal/words/answers"
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

// Encode gives the value for a control: at most 87 characters. An option of a menu may have no room for that; see EncodeMenu.
//
// The mark takes the place of the card's id. A version that knows no marks takes it for a card that is gone.
func (r ItemRef) Encode() string {
	beside := r.RequestMark
	if r.CardID != uuid.Nil {
		beside = cardValue(r.CardID)
	}
	if beside == "" {
		return r.WorkItemID
	}
	return r.WorkItemID + "." + beside
}

// ParseItemRef reads what Encode wrote. ErrBadValue: it is anything else.
func ParseItemRef(value string) (ItemRef, error) {
	id, card, hasCard := strings.Cut(value, ".")
	if !approvals.ValidID(id) {
		return ItemRef{}, fmt.Errorf("parse work item: %w", ErrBadValue)
	}
	ref := ItemRef{WorkItemID: id}
	if !hasCard {
		return ref, nil
	}
	var err error
	ref.CardID, err = parseCard(card)
	return ref, err
}

func cardValue(id uuid.UUID) string { return base64.RawURLEncoding.EncodeToString(id[:]) }

func parseCard(s string) (id uuid.UUID, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(raw) != len(id) {
		return uuid.Nil, fmt.Errorf("parse card: %w", ErrBadValue)
	}
	return uuid.UUID(raw), nil
}

// ParseHomeRef reads what Encode wrote for a control of the Home tab. Anything else is ErrBadValue.
func ParseHomeRef(value string) (ItemRef, error) {
	ref, err := ParseItemRef(value)
	if ref.CardID != uuid.Nil {
		ref.RequestMark, ref.CardID = cardValue(ref.CardID), uuid.Nil
	}
	return ref, err
}

// longestOption is how many characters Slack's own types allow for an option's value: docs/slack-facts.md#block-kit
const longestOption = 75

// EncodeMenu gives the value for an option of the More menu. Where an id is so long that the card has no room beside it, the block
// of the menu names the card; see menuBlock.
func EncodeMenu(c MenuChoice, r ItemRef) string {
	return string(c) + "." + r.menuValue()
}

// menuValue is what all options of a menu say of the item.
func (r ItemRef) menuValue() string {
	if r.roomInMenu() {
		return r.Encode()
	}
	return r.WorkItemID
}

// roomInMenu reports whether the longest choice, the item and the card fit into an option.
func (r ItemRef) roomInMenu() bool {
	longest := max(len(MenuDetails), len(MenuApproveWithComment), len(MenuLines), len(MenuSnooze))
	return longest+len(".")+len(r.Encode()) <= longestOption
}

// cardInBlock stands before the card's id in the id of a block. What else stands in such an id follows a dot.
const cardInBlock = "buttons:"

// menuBlock names the block of an item's buttons, with the card in the name where the menu has no room for it.
func menuBlock(r ItemRef) string {
	if r.roomInMenu() || r.CardID == uuid.Nil {
		return strings.TrimSuffix(cardInBlock, ":")
	}
	return cardInBlock + cardValue(r.CardID)
}

// ParseMenu reads the value of a chosen option of the More menu, and the card from the id of the menu's block where the value has
// none. Anything unknown is ErrBadValue.
func ParseMenu(value, block string) (MenuChoice, ItemRef, error) {
	choice, rest, _ := strings.Cut(value, ".")
	c := MenuChoice(choice)
	if !slices.Contains([]MenuChoice{MenuDetails, MenuApproveWithComment, MenuLines, MenuSnooze}, c) {
		return "", ItemRef{}, fmt.Errorf("parse menu choice: %w", ErrBadValue)
	}
	ref, err := ParseItemRef(rest)
	if named, ok := strings.CutPrefix(block, cardInBlock); ok && err == nil && ref.CardID == uuid.Nil {
		// The version of the card stands behind its id.
		ref.CardID, err = parseCard(named[:min(len(named), len(cardValue(uuid.Nil)))])
	}
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
	Kind   answers.ListKind
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
	if !answers.ListKind(kind).Known() {
		return PageRef{}, fmt.Errorf("parse list: %w", ErrBadValue)
	}
	n, err := parsePageNumber(offset)
	return PageRef{Kind: answers.ListKind(kind), Offset: n, Text: text}, err
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
