package acting

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// helping are the checks of what helps to decide.
func helping() []gatewaytest.Check {
	needs := []string{"context"}
	return []gatewaytest.Check{
		{Name: "the context tells what helps to decide", Gateway: true, Writes: true, Needs: needs, Run: checkContext},
		{Name: "the context leaves out what is not told", Gateway: true, Writes: true, Needs: needs, Run: checkBareContext},
		{Name: "there is no context of what is not there", Gateway: true, Writes: true, Needs: needs, Run: checkNoContext},
	}
}

// told is an object of an answer.
type told = map[string]any

// context gives the context of an item as it is answered.
func (t deeds) context(ctx context.Context, id string) (told, error) {
	r, err := t.Get(ctx, "/context/WorkItem/"+id)
	if err != nil {
		return nil, err
	}
	out := told{}
	return out, r.JSON(&out)
}

// scene is an item of a request, with all that can be told about it.
type scene struct {
	c                *gatewaytest.Cast
	item             gatewaytest.Item
	role, group, old string
	begins, ends     int64
}

// scene makes people of one manager, entries of the catalogue, and three items of one request.
func (t deeds) scene(ctx context.Context) (scene, error) {
	c, err := t.Actors(ctx)
	if err != nil {
		return scene{}, err
	}
	now := time.Now().UnixMilli()
	s := scene{c: c, role: t.Unique("Ledger Reader"), group: t.Unique("CN=GL"), old: t.Unique("CN=Old"), begins: now, ends: now + 1000}
	target, err := t.team(ctx, s)
	if err != nil {
		return s, err
	}
	g := gatewaytest.GatewayOf(t.Target)
	file := gatewaytest.Attachment{Name: "letter.pdf", Bytes: 12345}
	lines := []gatewaytest.Line{
		{Application: "IIQ", Operation: "Add", Name: "assignedRoles", Value: s.role, Attachments: []gatewaytest.Attachment{file}},
		{Application: "Active Directory", Operation: "Add", Name: "memberOf", Value: s.group, StartDate: s.begins, EndDate: s.ends,
			Attachments: []gatewaytest.Attachment{file}},
		{Application: "Active Directory", Operation: "Remove", Name: "memberOf", Value: s.old},
	}
	s.item, err = t.Item(ctx, func(i *gatewaytest.ItemSpec) { i.Target, i.Item.Lines = target, lines })
	if err != nil {
		return s, err
	}
	another := func(owner string) (gatewaytest.Item, error) {
		return t.Item(ctx, gatewaytest.OwnedBy(owner),
			func(i *gatewaytest.ItemSpec) { i.Request, i.Item.Lines = s.item.Request, lines[:1] })
	}
	before, err := another(c.Outsider)
	if err == nil {
		err = t.Fixtures.Decide(ctx, before.ID, c.Outsider, gatewaytest.Approved)
	}
	if err == nil {
		_, err = another(c.Group)
	}
	return s, errors.Join(err,
		g.Describe(ctx, gatewaytest.Catalogued{Application: "IIQ", Name: "assignedRoles", Value: s.role, Description: "Reads the ledger",
			Owner: c.Outsider, Classifications: []string{"Restricted", "Finance"}, Risk: 700}),
		g.Describe(ctx, gatewaytest.Catalogued{Application: "Active Directory", Name: "memberOf", Value: s.group,
			Description: "Writes <it>",
			Privileged:  true}),
		t.Fixtures.ChangeItem(ctx, s.item.ID, map[string]any{"assignee_id": c.Member, "comments": []told{
			{"author": "Lee.Quinn", "comment": "why <now>?", "date": s.begins}}}))
}

// team makes somebody with three colleagues of the same manager, of whom one has left. Two have the role, one the group.
func (t deeds) team(ctx context.Context, s scene) (target string, err error) {
	person := func(name, manager string, inactive bool) string {
		id, failed := t.Fixtures.AddPerson(ctx, gatewaytest.Person{Name: t.Unique(name), ManagerID: manager, Inactive: inactive})
		err = errors.Join(err, failed)
		return id
	}
	manager := person("Max.Boss", "", false)
	target = person("Tia.Team", manager, false)
	first, second, left := person("Una.Team", manager, false), person("Vic.Team", manager, false), person("Wes.Left", manager, true)
	for _, who := range []string{first, second, left, target, s.c.Outsider} {
		err = errors.Join(err, gatewaytest.GatewayOf(t.Target).Give(ctx,
			gatewaytest.Grant{Identity: who, Name: "assignedRoles", Value: s.role}))
	}
	return target, errors.Join(err, gatewaytest.GatewayOf(t.Target).Give(ctx,
		gatewaytest.Grant{Identity: first, Application: "Active Directory", Name: "memberOf", Value: s.group}))
}

// shown is how somebody of the cast is told.
func shown(c *gatewaytest.Cast, id string) told {
	return told{"id": id, "name": c.Names[id], "displayName": "Display of " + c.Names[id]}
}

func checkContext(ctx context.Context, t *gatewaytest.Target) error {
	s, err := on(t).scene(ctx)
	if err != nil {
		return err
	}
	// Peers may take their time here, on a slow machine too.
	return t.With(ctx, map[string]string{"peersTimeout": "10000"}, func() error {
		return t.LeavesAlone(ctx, s.item, func() error {
			got, err := on(t).context(ctx, s.item.ID)
			if err != nil {
				return err
			}
			return s.compare(ctx, t, got)
		})
	})
}

func (s scene) compare(ctx context.Context, t *gatewaytest.Target, got told) error {
	tag, err := t.Tag(ctx, s.item.ID)
	if err != nil {
		return err
	}
	c, lines := s.c, s.item.Lines
	group := told{"id": c.Group, "name": c.Names[c.Group], "workgroup": true, "displayName": c.Names[c.Group]}
	found := []error{
		gatewaytest.SameJSON("id", got["id"], s.item.ID), gatewaytest.SameJSON("tag", got["tag"], tag),
		gatewaytest.SameJSON("lines", got["lines"], []told{
			{"id": lines[0].ID, "description": "Reads the ledger", "owner": shown(c, c.Outsider), "risk": told{"score": 700},
				"classifications": []string{"Restricted", "Finance"}, "peers": told{"scope": "manager", "have": 2, "of": 2}},
			{"id": lines[1].ID, "description": "Writes <it>", "privileged": true, "peers": told{"scope": "manager", "have": 1, "of": 2},
				"start": s.begins, "end": s.ends},
			{"id": lines[2].ID},
		}),
		gatewaytest.SameJSON("waiting", got["waiting"], []told{{"owner": group}}),
		gatewaytest.SameJSON("comments", got["comments"], []told{{"author": "Lee.Quinn", "text": "why <now>?", "at": s.begins}}),
		gatewaytest.SameJSON("attachments", got["attachments"], []told{{"name": "letter.pdf", "bytes": 12345}}),
		gatewaytest.SameJSON("assignee", got["assignee"], shown(c, c.Member)),
	}
	chain, _ := got["chain"].([]any)
	if len(chain) != 1 {
		return errors.Join(append(found, gatewaytest.Same("earlier decisions", len(chain), 1))...)
	}
	link, _ := chain[0].(told)
	completer, _ := link["completer"].(string)
	at, _ := link["at"].(float64)
	return errors.Join(append(found, gatewaytest.SameJSON("who had it before", link["owner"], shown(c, c.Outsider)),
		gatewaytest.SameJSON("their decision", link["state"], gatewaytest.Approved), gatewaytest.SameJSON("their comment", link["comment"],
			"in IdentityIQ"),
		gatewaytest.Same("their name is told", strings.Contains(completer, c.Names[c.Outsider]),
			true), gatewaytest.Same("the time is told", at > 0, true))...)
}

// checkBareContext wants nothing said of what IdentityIQ does not tell: an empty owner would be taken for nobody.
func checkBareContext(ctx context.Context, t *gatewaytest.Target) error {
	_, i, err := t.CastAndItem(ctx, gatewaytest.WithoutRequest)
	if err != nil {
		return err
	}
	tag, err := t.Tag(ctx, i.ID)
	if err != nil {
		return err
	}
	return t.With(ctx, map[string]string{"peersTimeout": "0"}, func() error {
		got, err := on(t).context(ctx, i.ID)
		if err != nil {
			return err
		}
		return gatewaytest.SameJSON("a context of little", got, told{"id": i.ID, "tag": tag, "lines": []told{{"id": i.Lines[0].ID},
			{"id": i.Lines[1].ID}}})
	})
}

func checkNoContext(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	refused := func(id string, status int, word string) error {
		r, err := t.Get(ctx, "/context/WorkItem/"+id)
		if err == nil {
			_, err = r.Refused(status, word)
		}
		return err
	}
	return errors.Join(
		refused("1", http.StatusBadRequest, "bad_id"), refused(strings.Repeat("z", 32), http.StatusBadRequest, "bad_id"),
		refused(gatewaytest.AbsentID(), http.StatusNotFound, "gone"), refused(c.Owner, http.StatusNotFound, "gone"),
		t.With(ctx, map[string]string{"excludeApplications": "Active Directory"}, func() error {
			return refused(i.ID, http.StatusNotFound, "gone")
		}))
}
