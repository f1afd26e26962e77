package iiq

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestIdentityRequestSummaries(t *testing.T) {
	t.Parallel()
	lines := `<ApprovalSet><ApprovalItem id="l1" state="Finished"/><ApprovalItem id="l2" state="Rejected"/></ApprovalSet>`
	attrs := `workItemId="` + itemID + `" owner="Sam.Okoye" completer="Sam Okoye" state="Finished" startDate="1" endDate="1767000000000"`
	want := approvals.IdentityRequest{ID: "r1", Name: "0000000777", Summaries: []approvals.ApprovalSummary{{
		WorkItemID: itemID, Owner: "Sam.Okoye", Completer: "Sam Okoye", State: "Finished", Ended: time.UnixMilli(1767000000000).UTC(),
		Comments: []string{"Fine\n(Sam Okoye, in Slack)"}, Written: []string{"Fine\n(Sam Okoye, in Slack)"},
		Lines: []approvals.ApprovalItem{{ID: "l1", State: "Finished"}, {ID: "l2", State: "Rejected"}},
	}}}
	comment := `comments="Fine&#10;(Sam Okoye, in Slack)"`
	nested := `<Comments><Comment author="Sam" date="1" comment="Fine&#xA;(Sam Okoye, in Slack)"/></Comments>`
	for name, inside := range map[string]string{
		"child, attribute": `<ApprovalSummaries><ApprovalSummary ` + attrs + ` ` + comment + `>` + lines +
			`</ApprovalSummary></ApprovalSummaries>`,
		"child, children": `<ApprovalSummaries><ApprovalSummary ` + attrs + `>` + nested + lines +
			`</ApprovalSummary></ApprovalSummaries>`,
		"map, attribute": inMap(`<entry key="approvalSummaries"><value><List><ApprovalSummary ` + attrs + ` ` + comment + `>` + lines + `</ApprovalSummary></List></value></entry>`),
		"map, children":  inMap(`<entry key="approvalSummaries"><value><List><ApprovalSummary ` + attrs + `>` + lines + nested + `</ApprovalSummary></List></value></entry>`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, f := clientOf(t, says(200, listXML(`<IdentityRequest id="r1" name="0000000777">`+inside+`<Items/></IdentityRequest>`)))
			got, err := c.IdentityRequest(t.Context(), "0000000777")
			if err != nil {
				t.Fatal(err)
			}
			want := want
			want.Summaries = slices.Clone(want.Summaries)
			if strings.Contains(inside, nested) {
				want.Summaries[0].Authors = []string{"Sam"}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if f.seen()[0].filter != `name == "0000000777"` {
				t.Errorf(`filter %s, want "name == \"0000000777\""`, f.seen()[0].filter)
			}
		})
	}
}

func TestIdentityRequestThatIsAnother(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"another": listXML(`<IdentityRequest id="r1" name="0000000778"/>`),
		"two":     listXML(`<IdentityRequest name="0000000777"/>`, `<IdentityRequest name="0000000777"/>`),
		"strange": listXML(`<WorkItem name="0000000777"/>`),
	} {
		c, _ := clientOf(t, says(200, body))
		if _, err := c.IdentityRequest(t.Context(), "0000000777"); !errors.Is(err, approvals.ErrIIQBroken) {
			t.Errorf("%s: %v, want %v", name, err, approvals.ErrIIQBroken)
		}
	}
}

func TestPeopleOfIdentityRequests(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, listXML(
		`<IdentityRequest name="0000000777" requesterId="`+ownerID+`" requesterDisplayName="Sam Okoye" targetDisplayName="Dana  Reyes"/>`,
		`<IdentityRequest name="0000000778" requesterId="a/b" targetId="`+itemID+`" targetClass="sailpoint.object.Bundle"/>`)))
	got, err := c.IdentityRequests(t.Context(), []string{"0000000777", "0000000778", "0000000779"})
	if err != nil {
		t.Fatal(err)
	}
	want := []approvals.IdentityRequest{
		{Name: "0000000777", Requester: approvals.Ref{ID: ownerID, Display: "Sam Okoye"}, Target: approvals.Ref{Display: "Dana Reyes"}},
		{Name: "0000000778", TargetIsThing: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s := f.seen(); len(s) != 1 || s[0].filter != `name.in({"0000000777","0000000778","0000000779"})` {
		t.Errorf("asked %+v, want one call for the three", s)
	}
	if _, err := c.IdentityRequests(t.Context(), []string{"0000000777"}); !errors.Is(err, approvals.ErrIIQBroken) {
		t.Errorf("a request that was not asked for: %v, want %v", err, approvals.ErrIIQBroken)
	}
}

func TestReviewEntities(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, `{"objects":[
	 {"id":"e1","identity":"Dana.Reyes","targetDisplayName":"Dana Reyes","summaryStatus":"Open","certification.id":"c1",
	  "certification.name":"Manager Access Review","certification.expiration":1767604800000,"certification.phase":"Active",
	  "certification.signed":null,"certification.certifiers":["Sam.Okoye","Lee.Quinn"],"completed":null,"created":"1767000000000",
	  "modified":null},
	 {"id":"e2","certification":{"id":"c1","signed":"1767000000000"},"certification.certifiers":"Sam.Okoye","completed":1767000000000},
	 {"id":"e3","certification.certifiers":{"a":1},"completed":{"a":1},"summaryStatus":7}]}`))
	got, err := c.ReviewEntities(t.Context(), time.UnixMilli(5), "e0", 3)
	if err != nil {
		t.Fatal(err)
	}
	at := time.UnixMilli(1767000000000).UTC()
	want := []ReviewEntity{
		{ID: "e1", Identity: "Dana.Reyes", Target: "Dana Reyes", Status: "Open", Created: at, Review: ReviewHead{
			ID: "c1", Name: "Manager Access Review", Phase: "Active", Due: time.UnixMilli(1767604800000).UTC(), Certifiers: []string{"Sam.Okoye", "Lee.Quinn"},
		}},
		{ID: "e2", Completed: at, Review: ReviewHead{ID: "c1", Signed: at, Certifiers: []string{"Sam.Okoye"}}},
		{ID: "e3", Status: "7", UnreadDates: []approvals.DateKind{approvals.DateEnd}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	filter := `(((modified.notNull() && modified >= DATE$5) || (modified.isNull() && created >= DATE$5)) && id > "e0")`
	if call := f.seen()[0]; withoutEnd(t, call.filter) != filter || !strings.Contains(call.query, "certification.certifiers") {
		t.Errorf(`asked %+v, want filter %v and query with "certification.certifiers"`, call, filter)
	}
	if _, err := c.ReviewEntities(t.Context(), time.Time{}, "e1", 3); !errors.Is(err, approvals.ErrIIQBroken) {
		t.Errorf("a page that does not move on: %v, want %v", err, approvals.ErrIIQBroken)
	}
}
