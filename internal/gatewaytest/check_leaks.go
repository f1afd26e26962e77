package gatewaytest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// checkLeaks plants words where IdentityIQ keeps passwords and plans, asks every call, and looks for them.
func checkLeaks(ctx context.Context, t *Target) error {
	word := "planted" + randomHex(8)
	name := t.unique("Sonja.Secret")
	person, err := t.Fixtures.AddPerson(ctx, Person{Name: name, DisplayName: name, Email: name + "@example.com", Secret: word})
	if err != nil {
		return err
	}
	i, err := t.item(ctx, ownedBy(person), func(s *ItemSpec) { s.Item.Secret, s.Requester = word, person })
	if err != nil {
		return err
	}
	calls := []call{
		{method: http.MethodGet, path: "/object/WorkItem", query: query("filter", `id=="`+i.ID+`"`)},
		{method: http.MethodGet, path: "/object/WorkItem/" + i.ID},
		{method: http.MethodGet, path: "/object/IdentityRequest", query: query("filter", `name=="`+i.Request+`"`)},
		{method: http.MethodGet, path: "/table/Identity", query: query("filter", `id=="`+person+`"`, "attributes",
			"id,name,email,displayName")},
		{method: http.MethodGet, path: "/table/Identity", query: query("filter", `password=="`+word+`"`)},
		{method: http.MethodGet, path: "/object/WorkItem/" + person},
		{method: http.MethodGet, path: "/context/WorkItem/" + i.ID},
		{method: http.MethodGet, path: "/context/WorkItem/" + person},
		{method: http.MethodGet, path: "/object/IdentityRequest/" + i.ID},
		{method: http.MethodPut, path: "/object/WorkItem/" + i.ID, body: decision(person, "Maybe", "")},
		{method: http.MethodPut, path: "/object/WorkItem/" + i.ID, body: decision(person, approved, "")},
		{method: http.MethodPut, path: "/object/WorkItem/" + i.ID, body: decision(t.people.outsider, approved, "")},
	}
	for _, c := range calls {
		r, err := t.send(ctx, c)
		if err != nil {
			return err
		}
		asked := strings.Contains(c.query.Encode(), word)
		if strings.Contains(string(r.body), word) || strings.Contains(fmt.Sprint(r.header), word) && !asked {
			return fmt.Errorf("%s: got an answer with a word that IdentityIQ keeps secret, want none", r.what)
		}
	}
	return quotesNothing(ctx, t, i)
}

// quotesNothing looks whether refusals repeat what was sent, such as a comment, which would then stand in a log.
func quotesNothing(ctx context.Context, t *Target, i Item) error {
	word := "said" + randomHex(8)
	for _, body := range []any{
		decision(t.people.outsider, approved, word), decision(t.people.owner, word, word), `{"approver":"` + word, decision(word,
			approved, word),
		map[string]any{"approver": 7, "state": word, "comment": word},
	} {
		r, err := t.decide(ctx, i.ID, body)
		if err != nil {
			return err
		}
		if r.status < 400 || strings.Contains(string(r.body), word) {
			return fmt.Errorf("%s: got status %d, quoting the body: %v, want a refusal that does not", r.what, r.status,
				strings.Contains(string(r.body), word))
		}
	}
	return nil
}
