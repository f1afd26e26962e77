package iiqsim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestDecisionCompletes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state string
		set   iiqsim.Settings
		item  string
	}{
		{"Finished", iiqsim.Settings{}, "Finished"},
		{"Rejected", iiqsim.Settings{SummariesAs: iiqsim.SummariesAttributes, CommentsAs: iiqsim.CommentsChild}, "Rejected"},
		{"Rejected", iiqsim.Settings{DeniedFinished: true}, "Finished"},
	} {
		t.Run(fmt.Sprintf("%s as %s", c.state, c.item), func(t *testing.T) {
			t.Parallel()
			b := startWithPeople(t, iiqsim.Options{Settings: c.set})
			w := b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements})
			b.clock.advance(time.Minute)
			done := b.xml(b.decide(w.ID, "Sam.Okoye", c.state))
			if done.attr("id") != w.ID || done.attr("state") != c.item || done.attr("completer") != "Sam Okoye" ||
				done.attr("completionComments") == "" || done.attr("modified") == "" {
				t.Errorf(`completed item: %+v, want attr %v, attr %v, attr "Sam Okoye", attr other than "" and attr other than ""`,
					done.Attrs, w.ID, c.item)
			}
			if got := attrs(done.all("ApprovalItem"), "state"); !slices.Equal(got, []string{c.state, c.state, c.state}) {
				t.Errorf("lines %v, want three times %q", got, c.state)
			}
			if b.listed(w.ID) || b.get("/object/WorkItem/"+w.ID).status != 404 {
				t.Error("the item is still there")
			}
			b.checkSummary(w, c.state, "Sam Okoye")
		})
	}
}

// An IdentityIQ may name another completer, change the comment, leave decided lines alone, and tell of the end late.
func TestDecisionIsToldOtherwise(t *testing.T) {
	t.Parallel()
	const comment = "No need & no time 👍 <R&D>"
	for name, c := range map[string]struct {
		set                   iiqsim.Settings
		answer, told, comment string
	}{
		"as it is":      {iiqsim.Settings{}, "Sam Okoye", "Sam Okoye", comment},
		"another":       {iiqsim.Settings{Completer: "spadmin"}, "spadmin", "spadmin", comment},
		"nobody":        {iiqsim.Settings{Completer: iiqsim.Nobody}, "", "", comment},
		"another, once": {iiqsim.Settings{AnswerCompleter: "spadmin"}, "spadmin", "Sam Okoye", comment},
		"the comment, escaped": {iiqsim.Settings{CommentsKept: iiqsim.CommentsEscaped}, "Sam Okoye", "Sam Okoye",
			"No need &amp; no time 👍 &lt;R&amp;D&gt;"},
		"the comment, plain": {iiqsim.Settings{CommentsKept: iiqsim.CommentsPlain}, "Sam Okoye", "Sam Okoye", "No need & no time  <R&D>"},
		"the comment, cut":   {iiqsim.Settings{CommentsKept: iiqsim.CommentsCut}, "Sam Okoye", "Sam Okoye", "No need & no time 👍 "},
		"the comment, lost":  {iiqsim.Settings{CommentsKept: iiqsim.CommentsLost}, "Sam Okoye", "Sam Okoye", ""},
		"the comment, appended": {iiqsim.Settings{CommentsKept: iiqsim.CommentsAppended}, "Sam Okoye", "Sam Okoye",
			comment + " (written through the REST interface)"},
		"the comment, reencoded": {iiqsim.Settings{CommentsKept: iiqsim.CommentsReencoded}, "Sam Okoye", "Sam Okoye",
			"No need & no time \u00f0\u009f\u0091\u008d <R&D>"},
		"late":           {iiqsim.Settings{SummariesLateMillis: 60_000}, "Sam Okoye", "Sam Okoye", comment},
		"lines are kept": {iiqsim.Settings{KeepDecidedLines: true}, "Sam Okoye", "Sam Okoye", comment},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startWithPeople(t, iiqsim.Options{Settings: c.set})
			w := b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements})
			b.ok(b.UpdateItem(w.ID, func(w *iiqsim.WorkItem) { w.Lines[1].State = iiqsim.StateRejected }))
			done := b.xml(b.put("/object/WorkItem/"+w.ID, decision{b.id("Sam.Okoye"), "Finished", comment}))
			if done.attr("completer") != c.answer {
				t.Errorf("the answer names %q, want %q", done.attr("completer"), c.answer)
			}
			line := map[bool]string{true: "Rejected", false: "Finished"}[c.set.KeepDecidedLines]
			if got := attrs(done.all("ApprovalItem"), "state"); got[1] != line {
				t.Errorf("lines %v, want the second %s", got, line)
			}
			filter := `name=="` + w.IdentityRequest + `"`
			if late := c.set.SummariesLateMillis != 0; late {
				if got := len(b.xml(b.get("/object/IdentityRequest", "filter", filter)).all("ApprovalSummary")); got != 0 {
					t.Errorf("%d summaries at once, want none", got)
				}
				b.clock.advance(time.Minute)
			}
			sum := b.xml(b.get("/object/IdentityRequest", "filter", filter)).find("ApprovalSummary")
			if sum.attr("completer") != c.told || sum.attr("comments") != c.comment || sum.attr("state") != "Finished" {
				t.Errorf("summary %+v, want by %q with %q", sum.Attrs, c.told, c.comment)
			}
		})
	}
}

// checkSummary looks for an item's approval summary where both published guesses put it.
func (b *bench) checkSummary(w iiqsim.WorkItem, state, completer string) {
	b.t.Helper()
	q := b.xml(b.get("/object/IdentityRequest", "filter", `name=="`+w.IdentityRequest+`"`)).find("IdentityRequest")
	sum := q.find("ApprovalSummary")
	comment := sum.attr("comments") + sum.find("Comment").attr("comment")
	if sum.attr("workItemId") != w.ID || sum.attr("state") != state || sum.attr("completer") != completer || sum.attr("endDate") == "" {
		b.t.Errorf(`summary %+v, want attr %v, attr %v, attr %v and attr other than ""`, sum.Attrs, w.ID, state, completer)
	}
	if completer != "" && !strings.Contains(comment, "in Slack") {
		b.t.Errorf("comment %q, want one with \"in Slack\"", comment)
	}
	if q.attr("executionStatus") != "Completed" {
		b.t.Errorf(`request %+v, want attr "Completed"`, q.Attrs)
	}
}

func TestDecisionRefused(t *testing.T) {
	t.Parallel()
	type call struct{ method, path, kind, body string }
	body := func(approver, state string) string {
		return fmt.Sprintf(`{"approver":%q,"state":%q,"comment":"c"}`, approver, state)
	}
	for name, c := range map[string]struct {
		want   int
		reason string
		call   func(b *bench, w iiqsim.WorkItem, sam string) call
	}{
		"unknown state":      {400, "unknown state", func(_ *bench, w iiqsim.WorkItem, sam string) call { return call{body: body(sam, "Approved")} }},
		"no state":           {400, "unknown state", func(_ *bench, w iiqsim.WorkItem, sam string) call { return call{body: `{"approver":"` + sam + `"}`} }},
		"unknown approver":   {400, "unknown approver", func(*bench, iiqsim.WorkItem, string) call { return call{body: body("nobody", "Finished")} }},
		"approver by name":   {400, "unknown approver", func(*bench, iiqsim.WorkItem, string) call { return call{body: body("Sam.Okoye", "Finished")} }},
		"workgroup approver": {400, "workgroup", func(b *bench, _ iiqsim.WorkItem, _ string) call { return call{body: body(b.id("Desk"), "Finished")} }},
		"inactive approver": {400, "inactive", func(b *bench, _ iiqsim.WorkItem, sam string) call {
			b.ok(b.SetInactive("Sam.Okoye", true))
			return call{body: body(sam, "Finished")}
		}},
		"unknown item": {404, "not found", func(_ *bench, _ iiqsim.WorkItem, sam string) call {
			return call{path: "/object/WorkItem/none", body: body(sam, "Finished")}
		}},
		"gone": {404, "not found", func(b *bench, w iiqsim.WorkItem, sam string) call {
			b.ok(b.Deny(w.ID, "Sam.Okoye", ""))
			return call{body: body(sam, "Finished")}
		}},
		"archived": {409, "already completed", func(b *bench, w iiqsim.WorkItem, sam string) call {
			b.ok(b.SetSettings(iiqsim.Settings{Archive: iiqsim.ArchiveByID}))
			b.ok(b.Expire(w.ID))
			return call{body: body(sam, "Finished")}
		}},
		"still listed": {409, "already completed", func(b *bench, w iiqsim.WorkItem, sam string) call {
			b.ok(b.SetSettings(iiqsim.Settings{Archive: iiqsim.ArchiveListed}))
			b.ok(b.Cancel(w.ID))
			return call{body: body(sam, "Finished")}
		}},
		"a form": {400, "type Form", func(b *bench, _ iiqsim.WorkItem, sam string) call {
			return call{path: "/object/WorkItem/" + b.item(iiqsim.ItemSpec{Template: "Form"}).ID, body: body(sam, "Finished")}
		}},
		"electronic signature": {400, "signature", func(b *bench, _ iiqsim.WorkItem, sam string) call {
			return call{path: "/object/WorkItem/" + b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateESign}).ID, body: body(sam, "Finished")}
		}},
		"POST": {405, "POST", func(_ *bench, _ iiqsim.WorkItem, sam string) call {
			return call{method: "POST", body: body(sam, "Finished")}
		}},
		"no JSON type": {415, "content type", func(_ *bench, _ iiqsim.WorkItem, sam string) call {
			return call{kind: "text/plain", body: body(sam, "Finished")}
		}},
		"broken JSON":   {400, "cannot be read", func(*bench, iiqsim.WorkItem, string) call { return call{body: `{"approver":`} }},
		"unknown field": {400, "cannot be read", func(*bench, iiqsim.WorkItem, string) call { return call{body: `{"approver":"x","status":"Finished"}`} }},
		"two bodies":    {400, "follows", func(_ *bench, _ iiqsim.WorkItem, sam string) call { return call{body: body(sam, "Finished") + "{}"} }},
		"over 1 MB": {413, "1 MB", func(_ *bench, _ iiqsim.WorkItem, sam string) call {
			return call{body: `{"approver":"` + sam + `","state":"Finished","comment":"` + strings.Repeat("x", 1<<20) + `"}`}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startWithPeople(t, iiqsim.Options{})
			w := b.item(iiqsim.ItemSpec{})
			got := c.call(b, w, b.id("Sam.Okoye"))
			method, path := "PUT", "/object/WorkItem/"+w.ID
			if got.method != "" {
				method = got.method
			}
			if got.path != "" {
				path = got.path
			}
			req := b.authed(method, plugin+path, got.body)
			if got.kind != "" {
				req.Header.Set("Content-Type", got.kind)
			}
			a := b.send(req)
			ledger := b.Ledger()
			last := ledger[len(ledger)-1]
			if a.status != c.want || last.Status != c.want || last.Accepted || !strings.Contains(last.Reason, c.reason) {
				t.Errorf("answer %d %s, ledger %+v, want status %v, Status %v, Accepted false and Reason with %v",
					a.status, a.body, last, c.want, c.want, c.reason)
			}
		})
	}
}

func TestPostDecidesWhereConfigured(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{ActionMethods: []string{"POST"}}})
	w := b.item(iiqsim.ItemSpec{})
	body := `{"approver":"` + b.id("Sam.Okoye") + `","state":"Finished","comment":""}`
	if got := b.send(b.authed("PUT", plugin+"/object/WorkItem/"+w.ID, body)).status; got != 405 {
		t.Errorf("PUT: %d, want 405", got)
	}
	if got := b.send(b.authed("POST", plugin+"/object/WorkItem/"+w.ID, body)).status; got != 200 {
		t.Errorf("POST: %d, want 200", got)
	}
}

// IdentityIQ takes the word of the caller; the ledger knows better.
func TestLedgerKnowsAuthority(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	b.must(b.AddWorkgroup("Inner", "Inner", "Lee.Quinn"))
	b.must(b.AddWorkgroup("Outer", "Outer", "Inner"))
	b.ok(b.AddMember("Inner", "Outer")) // a circle
	for _, c := range []struct {
		owner, by string
		want      bool
	}{
		{"Sam.Okoye", "Sam.Okoye", true},
		{"Sam.Okoye", "Ada.Mensah", false},
		{"Desk", "Ada.Mensah", true},
		{"Desk", "Sam.Okoye", false},
		{"Outer", "Lee.Quinn", true},
		{"Outer", "Ada.Mensah", false},
	} {
		w := b.item(iiqsim.ItemSpec{Owner: c.owner})
		if got, err := b.HasAuthority(w.ID, c.by); err != nil || got != c.want {
			t.Errorf("%s on an item of %s beforehand: %v, %v, want %v", c.by, c.owner, got, err, c.want)
		}
		if a := b.decide(w.ID, c.by, "Finished"); a.status != 200 {
			t.Fatalf("%+v: %d %s, want 200", c, a.status, a.body)
		}
		ledger := b.Ledger()
		if last := ledger[len(ledger)-1]; !last.Accepted || last.Authority != c.want || last.Number != w.Name || last.State != "Finished" {
			t.Errorf(`%s on an item of %s: %+v, want Accepted true, Authority %v, Number %v and State "Finished"`,
				c.by, c.owner, last, c.want, w.Name)
		}
	}
	w := b.item(iiqsim.ItemSpec{})
	b.ok(b.Forward(w.ID, "Ada.Mensah"))
	b.decide(w.ID, "Sam.Okoye", "Finished")
	b.decide(w.ID, "Ada.Mensah", "Finished")
	ledger := b.Ledger()
	before, after := ledger[len(ledger)-2], ledger[len(ledger)-1]
	if before.Authority || before.Duplicate || !after.Duplicate || after.Accepted {
		t.Errorf("after a forward: %+v, %+v, want Authority false, Duplicate false, Duplicate true and Accepted false", before, after)
	}
	if _, err := b.HasAuthority(w.ID, "Ada.Mensah"); err == nil {
		t.Error("authority over a closed item")
	}
}

func TestFirstDecisionCanEndTheOthers(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	one := b.item(iiqsim.ItemSpec{AnyEnds: true})
	two := b.item(iiqsim.ItemSpec{Owner: "Ada.Mensah", Request: one.IdentityRequest})
	other := b.item(iiqsim.ItemSpec{})
	b.decide(one.ID, "Sam.Okoye", "Rejected")
	if b.listed(two.ID) || !b.listed(other.ID) {
		t.Error("the wrong items went")
	}
	q, err := b.Request(one.IdentityRequest)
	if err != nil || len(q.Summaries) != 1 || q.State != "End" {
		t.Errorf(`request %+v, %v, want a length of 1 and State "End"`, q, err)
	}
}

func TestRequestWaitsForItsLastItem(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	one := b.item(iiqsim.ItemSpec{})
	two := b.item(iiqsim.ItemSpec{Owner: "Ada.Mensah", Request: one.IdentityRequest})
	b.decide(one.ID, "Sam.Okoye", "Finished")
	if q, _ := b.Request(one.IdentityRequest); q.State != "Approve" || !b.listed(two.ID) {
		t.Errorf("after the first: %+v, want the state Approve, and the second still listed", q)
	}
	b.decide(two.ID, "Ada.Mensah", "Finished")
	if q, _ := b.Request(one.IdentityRequest); q.State != "End" || len(q.Summaries) != 2 {
		t.Errorf(`after the second: %+v, want State "End" and a length of 2`, q)
	}
}
