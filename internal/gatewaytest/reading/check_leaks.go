package reading

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// checkLeaks plants words where IdentityIQ keeps passwords and plans, asks every call, and looks for them.
func checkLeaks(ctx context.Context, t *gatewaytest.Target) error {
	word := "planted" + gatewaytest.RandomHex(8)
	name := t.Unique("Sonja.Secret")
	person, err := t.Fixtures.AddPerson(ctx, gatewaytest.Person{Name: name, DisplayName: name, Email: name + "@example.com", Secret: word})
	if err != nil {
		return err
	}
	i, err := t.Item(ctx, gatewaytest.OwnedBy(person), func(s *gatewaytest.ItemSpec) { s.Item.Secret, s.Requester = word, person })
	if err != nil {
		return err
	}
	calls := []gatewaytest.Call{
		{Method: http.MethodGet, Path: "/object/WorkItem", Query: gatewaytest.Query("filter", `id=="`+i.ID+`"`)},
		{Method: http.MethodGet, Path: "/object/WorkItem/" + i.ID},
		{Method: http.MethodGet, Path: "/object/IdentityRequest", Query: gatewaytest.Query("filter", `name=="`+i.Request+`"`)},
		{Method: http.MethodGet, Path: "/table/Identity", Query: gatewaytest.Query("filter", `id=="`+person+`"`, "attributes",
			"id,name,email,displayName")},
		{Method: http.MethodGet, Path: "/table/Identity", Query: gatewaytest.Query("filter", `password=="`+word+`"`)},
		{Method: http.MethodGet, Path: "/object/WorkItem/" + person},
		{Method: http.MethodGet, Path: "/context/WorkItem/" + i.ID},
		{Method: http.MethodGet, Path: "/context/WorkItem/" + person},
		{Method: http.MethodGet, Path: "/object/IdentityRequest/" + i.ID},
		{Method: http.MethodPut, Path: "/object/WorkItem/" + i.ID, Body: gatewaytest.Decision(person, "Maybe", "")},
		{Method: http.MethodPut, Path: "/object/WorkItem/" + i.ID, Body: gatewaytest.Decision(person, gatewaytest.Approved, "")},
		{Method: http.MethodPut, Path: "/object/WorkItem/" + i.ID,
			Body: gatewaytest.Decision(t.People().Outsider, gatewaytest.Approved, "")},
	}
	for _, c := range calls {
		r, err := t.Send(ctx, c)
		if err != nil {
			return err
		}
		asked := strings.Contains(c.Query.Encode(), word)
		if strings.Contains(string(r.Body), word) || strings.Contains(fmt.Sprint(r.Header), word) && !asked {
			return fmt.Errorf("%s: got an answer with a word that IdentityIQ keeps secret, want none", r.What)
		}
	}
	return quotesNothing(ctx, t, i)
}

// quotesNothing looks whether refusals repeat what was sent, such as a comment, which would then stand in a log.
func quotesNothing(ctx context.Context, t *gatewaytest.Target, i gatewaytest.Item) error {
	word := "said" + gatewaytest.RandomHex(8)
	for _, body := range []any{
		gatewaytest.Decision(t.People().Outsider, gatewaytest.Approved, word), gatewaytest.Decision(t.People().Owner, word, word),
		`{"approver":"` + word, gatewaytest.Decision(word, gatewaytest.Approved, word),
		map[string]any{"approver": 7, "state": word, "comment": word},
	} {
		r, err := t.Decide(ctx, i.ID, body)
		if err != nil {
			return err
		}
		if r.Status < 400 || strings.Contains(string(r.Body), word) {
			return fmt.Errorf("%s: got status %d, quoting the body: %v, want a refusal that does not", r.What, r.Status,
				strings.Contains(string(r.Body), word))
		}
	}
	return nil
}
