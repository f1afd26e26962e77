package store_test

import (
	"context"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// A click where no card stands, such as on the Home tab, brings along what was shown there.
func TestWhatHasChangedSinceTheHomeTabShowedItIsNotDecidedUnread(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	ctx := context.Background()
	o.see(request("i1", "sam"))
	shown := func() string {
		page, err := o.Home(ctx, person("sam").Identity)
		o.must(err)
		return page.Rows[0].RequestMark
	}
	before := shown()
	grown := request("i1", "sam")
	grown.Lines = append(grown.Lines, approvals.ApprovalItem{ID: "l2", Operation: "Add", Application: "SAP", Value: "Ledger administrator"})
	o.see(grown)
	click := approvals.Click{ID: "e1", Person: person("sam"), WorkItemID: "i1", RequestMark: before, Verdict: approvals.Approve}
	_, err := o.Decide(ctx, click)
	wantRefusal(t, err, approvals.RefusedChanged)
	click.ID, click.RequestMark = "e2", shown()
	_, err = o.Decide(ctx, click)
	o.must(err)
}

func TestAClickThatDoesNotSayWhatWasShownIsBelieved(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	_, err := o.Decide(context.Background(), approvals.Click{ID: "e1", Person: person("sam"), WorkItemID: "i1", Verdict: approvals.Approve})
	o.must(err)
}
