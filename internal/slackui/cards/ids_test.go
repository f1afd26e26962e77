package cards

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

func TestValuesOfControlsSurvive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ref := ItemRef{WorkItemID: rapid.StringMatching(`[0-9A-Za-z_-]{1,64}`).Draw(t, "item")}
		if rapid.Bool().Draw(t, "on a card") {
			copy(ref.CardID[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "card"))
		}
		if got, err := ParseItemRef(ref.Encode()); err != nil || got != ref {
			t.Fatalf("item: got %+v, %v, want %+v", got, err, ref)
		}
		onHome := ItemRef{WorkItemID: ref.WorkItemID,
			RequestMark: rapid.SampledFrom([]string{"", approvals.RequestMark(approvals.WorkItem{ID: "other"})}).Draw(t, "mark")}
		if got, err := ParseHomeRef(onHome.Encode()); err != nil || got != onHome {
			t.Fatalf("on the Home tab: got %+v, %v, want %+v", got, err, onHome)
		}
		menu := EncodeMenu(MenuApproveWithComment, ref)
		if choice, got, err := ParseMenu(menu, menuBlock(ref)+"-17"); err != nil || got != ref || choice != MenuApproveWithComment {
			t.Fatalf("menu: got %s %+v, %v, want %s %+v", choice, got, err, MenuApproveWithComment, ref)
		}
		if len(menu) > 75 {
			t.Fatalf("value of an option: got %d characters, want 75 at most", len(menu))
		}
		page := rapid.IntRange(0, maxPageNumber).Draw(t, "page")
		if got, err := ParseDetailsRef(DetailsRef{Page: page, Item: ref}.Encode()); err != nil || got.Page != page || got.Item != ref {
			t.Fatalf("details: got %+v, %v, want page %d of %+v", got, err, page, ref)
		}
		if got, err := ParsePageRef(PageRef{Kind: answers.ListPending, Offset: page}.Encode()); err != nil || got.Offset != page {
			t.Fatalf("page: got %+v, %v, want from %d", got, err, page)
		}
	})
}

func TestForeignValuesAreRefused(t *testing.T) {
	t.Parallel()
	bad := []string{"", ".", "a b", "../x", itemID + ".", itemID + ".short", itemID + ".!!!!", "7f.AAAAAAAAAAAAAAAAAAAAAAAA", "\u202e"}
	for _, s := range bad {
		if _, err := ParseItemRef(s); !errors.Is(err, ErrBadValue) {
			t.Errorf("item %q: got %v, want %v", s, err, ErrBadValue)
		}
		if _, _, err := ParseMenu("details."+s, "buttons-1"); !errors.Is(err, ErrBadValue) {
			t.Errorf("menu %q: got %v, want %v", s, err, ErrBadValue)
		}
		if _, err := ParseDetailsRef("1." + s); !errors.Is(err, ErrBadValue) {
			t.Errorf("details %q: got %v, want %v", s, err, ErrBadValue)
		}
		if _, err := ParseDecideMeta(`{"verdict":"deny","item":"` + s + `"}`); !errors.Is(err, ErrBadValue) {
			t.Errorf("metadata %q: got %v, want %v", s, err, ErrBadValue)
		}
	}
	for _, s := range []string{"", "pending", "pending.", "pending.-1", "pending.1000001", "other.1",
		"pending.1." + strings.Repeat("x", 81), "pending.1.\xff"} {
		if _, err := ParsePageRef(s); !errors.Is(err, ErrBadValue) {
			t.Errorf("page %q: got %v, want %v", s, err, ErrBadValue)
		}
	}
	for _, s := range []string{"", "{}", "[]", `{"item":"a","verdict":"maybe"}`, `{"item":"a","verdict":"deny"`} {
		if _, err := ParseDecideMeta(s); !errors.Is(err, ErrBadValue) {
			t.Errorf("metadata %q: got %v, want %v", s, err, ErrBadValue)
		}
	}
	forget := "forget." + (ItemRef{WorkItemID: itemID, CardID: uuid.New()}).Encode()
	if _, _, err := ParseMenu(forget, "buttons-1"); !errors.Is(err, ErrBadValue) {
		t.Errorf("unknown choice: got %v, want %v", err, ErrBadValue)
	}
}
