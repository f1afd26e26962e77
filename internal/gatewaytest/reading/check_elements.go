package reading

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// written are all elements that a gateway may write, each with its attributes. Whatever else IdentityIQ keeps in an object, plans with
// passwords among it, stays there. docs/iiq-wire.md#work-items, docs/iiq-wire.md#identity-requests
func written() map[string]string {
	return map[string]string{
		"List": "", "String": "", "Attributes": "", "Map": "", "value": "", "Description": "", "Comments": "", "ApprovalSet": "",
		"Value": "", "Owner": "", "Requester": "", "Assignee": "", "OwnerHistory": "", "ApprovalSummaries": "", "Items": "",
		"WorkItem": "id name type state level created modified expiration wakeUpDate handler identityRequestId certification targetClass " +
			"targetId targetName reminders escalationCount completer completionComments tag actionable",
		"ApprovalItem": "id application operation name nativeIdentity displayName displayValue state approver startDate endDate value " +
			"privileged description owner classification",
		"entry": "key value", "Comment": "author date comment", "Reference": "class id name displayName workgroup", "Unknown": "what",
		"PolicyViolation": "policyName constraintName description",
		"IdentityRequest": "id name type state priority created modified requesterId requesterDisplayName targetId targetDisplayName " +
			"targetClass completionStatus executionStatus",
		"ApprovalSummary":     "workItemId workItemType owner completer state startDate endDate comments",
		"IdentityRequestItem": "application operation name value nativeIdentity",
	}
}

// keys are all entries of maps that a gateway may write.
func keys() []string {
	return []string{"approvalSet", "electronicSignature", "identityDisplayName", "identityName", "policyViolations", "violations",
		"requesterComments", "policyName", "ruleName", "constraintName", "description"}
}

// strange gives what an answer has beyond all that may be written.
func strange(e gatewaytest.Element) error {
	attributes, known := written()[e.XMLName.Local]
	if !known {
		return fmt.Errorf("got the element %s, want none that the contract does not name", e.XMLName.Local)
	}
	var found []error
	for _, a := range e.Attrs {
		if !slices.Contains(strings.Fields(attributes), a.Name.Local) {
			found = append(found, fmt.Errorf("got the attribute %s of %s, want none that the contract does not name", a.Name.Local,
				e.XMLName.Local))
		}
	}
	if e.XMLName.Local == "entry" && !slices.Contains(keys(), e.Attr("key")) {
		found = append(found, fmt.Errorf("got the entry %s of a map, want none that the contract does not name", e.Attr("key")))
	}
	for _, c := range e.Children {
		found = append(found, strange(c))
	}
	return errors.Join(found...)
}

// checkElements reads an item that has all that the contract names, and much that it does not, by each call that writes XML.
func checkElements(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) {
		s.Item.Description, s.Item.Secret, s.Item.ESign = "Quarter close", "kept"+gatewaytest.RandomHex(8), "false"
		s.Item.Violations = []gatewaytest.Violation{{Policy: "Separation of duties", Rule: "Pay and approve"}}
	})
	if err != nil {
		return err
	}
	err = t.Fixtures.ChangeItem(ctx, i.ID, map[string]any{"reminders": 2, "comments": []map[string]any{{"author": "x", "comment": "y"}}})
	if err != nil {
		return err
	}
	byRequest := gatewaytest.Query("filter", `name=="`+i.Request+`"`)
	for _, call := range []struct {
		root string
		gatewaytest.Call
	}{
		{"List", gatewaytest.Call{Method: http.MethodGet, Path: "/object/WorkItem", Query: gatewaytest.Query("filter", `id=="`+i.ID+`"`)}},
		{"WorkItem", gatewaytest.Call{Method: http.MethodGet, Path: "/object/WorkItem/" + i.ID}},
		{"List", gatewaytest.Call{Method: http.MethodGet, Path: "/changes/WorkItem"}},
		{"WorkItem", gatewaytest.Call{Method: http.MethodPut, Path: "/object/WorkItem/" + i.ID,
			Body: gatewaytest.Decision(c.Owner, gatewaytest.Denied, "no")}},
		{"List", gatewaytest.Call{Method: http.MethodGet, Path: "/object/IdentityRequest", Query: byRequest}},
	} {
		r, err := t.Send(ctx, call.Call)
		if err != nil {
			return err
		}
		e, err := r.Document(call.root)
		if err == nil {
			err = strange(e)
		}
		if err != nil {
			return fmt.Errorf("%s %s: %w", call.Method, call.Path, err)
		}
	}
	return nil
}

// checkLetters writes what XML 1.0 cannot hold into an item. One such letter would make the whole page unreadable.
func checkLetters(ctx context.Context, t *gatewaytest.Target) error {
	i, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) {
		s.Item.Description = "a\x01b\uFFFEc"
		s.Item.Lines[0].Value = "x\x02y\uFFFF"
	})
	if err != nil {
		return err
	}
	seen, err := t.Both(ctx, i.ID)
	if err != nil {
		return err
	}
	for how, w := range seen {
		err := errors.Join(gatewaytest.Same("description", w.One("Description").Text, "a b c"),
			gatewaytest.Same("value", w.One("ApprovalItem").Attr("value"), "x y "))
		if err != nil {
			return fmt.Errorf("an item %s: %w", how, err)
		}
	}
	return nil
}

// checkManyLines reads an item with as many lines as a request hardly has.
func checkManyLines(ctx context.Context, t *gatewaytest.Target) error {
	const many = 10_000
	i, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) {
		s.Item.Lines = make([]gatewaytest.Line, many)
		for n := range s.Item.Lines {
			s.Item.Lines[n] = gatewaytest.Line{Application: "Ledger", Operation: "Add", Name: "group", Value: fmt.Sprint("Group ", n)}
		}
	})
	if err != nil {
		return err
	}
	r, err := t.Get(ctx, "/object/WorkItem/"+i.ID)
	if err != nil {
		return err
	}
	w, err := r.Document("WorkItem")
	if err != nil {
		return err
	}
	lines := w.All("ApprovalItem")
	if len(lines) != many {
		return fmt.Errorf("an item of %d lines: got %d, want all", many, len(lines))
	}
	return gatewaytest.Same("the last line", lines[many-1].Attr("value"), fmt.Sprint("Group ", many-1))
}
