package iiq

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

func TestBadItemsDoNotSpoilThePage(t *testing.T) {
	t.Parallel()
	good := hexOf(9)
	tooComplex := `<WorkItem id="` + hexOf(6) + `" type="Approval">` + strings.Repeat("<a/>", 100_001) + `</WorkItem>`
	c, _ := clientOf(t, says(200, listXML(
		`<WorkItem type="Approval"/>`,
		`<WorkItem id="../../etc" type="Approval"/>`,
		`<WorkItem id="`+strings.Repeat("a", 65)+`" name="0000000017" type="Approval"/>`,
		`<WorkItem id="`+hexOf(3)+`" type="Approval"/>`,
		`<WorkItem id="`+hexOf(5)+`"><Owner><Reference id="`+ownerID+`"/></Owner></WorkItem>`,
		tooComplex, itemXML(good))))
	page, err := c.WorkItems(t.Context(), WorkItemQuery{})
	if err != nil {
		t.Fatal(err)
	}
	want := []RejectedItem{
		{Why: "no usable id"}, {Why: "no usable id"}, {Number: "17", Why: "no usable id: it has 65 characters, and 64 are read"},
		{ID: hexOf(3), Why: "open, and no owner with an id"}, {ID: hexOf(5), Why: "no type"},
		{ID: hexOf(6), Why: "too many elements in one object"},
	}
	if diff := cmp.Diff(want, page.Rejected, cmpopts.IgnoreUnexported(RejectedItem{})); diff != "" {
		t.Error(diff)
	}
	if len(page.Items) != 1 || page.Items[0].ID != good || page.Count() != 7 || page.LastID != good {
		t.Errorf("page: %d items, count %d, last %s, want a length of 1, ID %v, Count 7 and LastID %v",
			len(page.Items), page.Count(), page.LastID, good, good)
	}
}

// TestAnItemTooLargeByIDIsLookedForInTheList: the list may be larger, so a decision on it need not wait for ever.
func TestAnItemTooLargeByIDIsLookedForInTheList(t *testing.T) {
	t.Parallel()
	c, _ := clientOf(t, says(200, xmlHead+item("", inMap(`<entry key="log"><value>`+strings.Repeat("<String>more</String>", transport.SingleBodyLimit/20)+`</value></entry>`))))
	_, err := c.WorkItem(t.Context(), itemID)
	if got := fmt.Sprint(err); !strings.Contains(got, approvals.ErrNoAnswerByID.Error()) {
		t.Errorf("got %v, want one with %v", err, approvals.ErrNoAnswerByID)
	}
}

// TestOneWordPerItemThatIsNotWhole: the log names the item and what is missing, once, and none of its content.
func TestOneWordPerItemThatIsNotWhole(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(200, listXML(item("", inMap(`<entry key="approvalSet" value="QUOTED"/>`)))))
	c, log := newTestClient(t, f.URL+"/iiq")
	for range 3 {
		if _, err := c.WorkItems(t.Context(), WorkItemQuery{}); err != nil {
			t.Fatal(err)
		}
	}
	text := log.String()
	if strings.Count(text, "cannot be read whole") != 1 || !strings.Contains(text, itemID) || !strings.Contains(text, "approval_set") || strings.Contains(text, "QUOTED") {
		t.Errorf("the log says:\n%s", text)
	}
}
