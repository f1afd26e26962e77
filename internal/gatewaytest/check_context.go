package gatewaytest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// helping are the checks of what helps to decide.
func helping() []Check {
	needs := []string{"context"}
	return []Check{
		{Name: "the context tells what helps to decide", Gateway: true, Writes: true, Needs: needs, Run: checkContext},
		{Name: "the context leaves out what is not told", Gateway: true, Writes: true, Needs: needs, Run: checkBareContext},
		{Name: "there is no context of what is not there", Gateway: true, Writes: true, Needs: needs, Run: checkNoContext},
	}
}

// told is an object of an answer.
type told = map[string]any

// context gives the context of an item as it is answered.
func (t *Target) context(ctx context.Context, id string) (told, error) {
	r, err := t.get(ctx, "/context/WorkItem/"+id)
	if err != nil {
		return nil, err
	}
	out := told{}
	return out, r.json(&out)
}

// scene is an item of a request, with all that can be told about it.
type scene struct {
	c                *cast
	item             Item
	role, group, old string
	begins, ends     int64
}

// scene makes people of one manager, entries of the catalogue, and three items of one request.
func (t *Target) scene(ctx context.Context) (scene, error) {
	c, err := t.actors(ctx)
	if err != nil {
		return scene{}, err
	}
	now := time.Now().UnixMilli()
	s := scene{c: c, role: t.unique("Ledger Reader"), group: t.unique("CN=GL"), old: t.unique("CN=Old"), begins: now, ends: now + 1000}
	target, err := t.team(ctx, s)
	if err != nil {
		return s, err
	}
	g := gatewayOf(t)
	file := Attachment{Name: "letter.pdf", Bytes: 12345}
	lines := []Line{
		{Application: "IIQ", Operation: "Add", Name: "assignedRoles", Value: s.role, Attachments: []Attachment{file}},
		{Application: "Active Directory", Operation: "Add", Name: "memberOf", Value: s.group, StartDate: s.begins, EndDate: s.ends,
			Attachments: []Attachment{file}},
		{Application: "Active Directory", Operation: "Remove", Name: "memberOf", Value: s.old},
	}
	s.item, err = t.item(ctx, func(i *ItemSpec) { i.Target, i.Item.Lines = target, lines })
	if err != nil {
		return s, err
	}
	another := func(owner string) (Item, error) {
		return t.item(ctx, ownedBy(owner), func(i *ItemSpec) { i.Request, i.Item.Lines = s.item.Request, lines[:1] })
	}
	before, err := another(c.outsider)
	if err == nil {
		err = t.Fixtures.Decide(ctx, before.ID, c.outsider, approved)
	}
	if err == nil {
		_, err = another(c.group)
	}
	return s, errors.Join(err,
		g.Describe(ctx, Catalogued{Application: "IIQ", Name: "assignedRoles", Value: s.role, Description: "Reads the ledger",
			Owner: c.outsider, Classifications: []string{"Restricted", "Finance"}, Risk: 700}),
		g.Describe(ctx, Catalogued{Application: "Active Directory", Name: "memberOf", Value: s.group, Description: "Writes <it>",
			Privileged: true}),
		t.Fixtures.ChangeItem(ctx, s.item.ID, map[string]any{"assignee_id": c.member, "comments": []told{
			{"author": "Lee.Quinn", "comment": "why <now>?", "date": s.begins}}}))
}

// team makes somebody with three colleagues of the same manager, of whom one has left. Two have the role, one the group.
func (t *Target) team(ctx context.Context, s scene) (target string, err error) {
	person := func(name, manager string, inactive bool) string {
		id, failed := t.Fixtures.AddPerson(ctx, Person{Name: t.unique(name), ManagerID: manager, Inactive: inactive})
		err = errors.Join(err, failed)
		return id
	}
	manager := person("Max.Boss", "", false)
	target = person("Tia.Team", manager, false)
	first, second, left := person("Una.Team", manager, false), person("Vic.Team", manager, false), person("Wes.Left", manager, true)
	for _, who := range []string{first, second, left, target, s.c.outsider} {
		err = errors.Join(err, gatewayOf(t).Give(ctx, Grant{Identity: who, Name: "assignedRoles", Value: s.role}))
	}
	return target, errors.Join(err, gatewayOf(t).Give(ctx,
		Grant{Identity: first, Application: "Active Directory", Name: "memberOf", Value: s.group}))
}

func (c *cast) shown(id string) told {
	return told{"id": id, "name": c.names[id], "displayName": "Display of " + c.names[id]}
}

func checkContext(ctx context.Context, t *Target) error {
	s, err := t.scene(ctx)
	if err != nil {
		return err
	}
	// Peers may take their time here, on a slow machine too.
	return t.with(ctx, map[string]string{"peersTimeout": "10000"}, func() error {
		return t.leavesAlone(ctx, s.item, func() error {
			got, err := t.context(ctx, s.item.ID)
			if err != nil {
				return err
			}
			return s.compare(ctx, t, got)
		})
	})
}

func (s scene) compare(ctx context.Context, t *Target, got told) error {
	tag, err := t.tag(ctx, s.item.ID)
	if err != nil {
		return err
	}
	c, lines := s.c, s.item.Lines
	group := told{"id": c.group, "name": c.names[c.group], "workgroup": true, "displayName": c.names[c.group]}
	found := []error{
		sameJSON("id", got["id"], s.item.ID), sameJSON("tag", got["tag"], tag),
		sameJSON("lines", got["lines"], []told{
			{"id": lines[0].ID, "description": "Reads the ledger", "owner": c.shown(c.outsider), "risk": told{"score": 700},
				"classifications": []string{"Restricted", "Finance"}, "peers": told{"scope": "manager", "have": 2, "of": 2}},
			{"id": lines[1].ID, "description": "Writes <it>", "privileged": true, "peers": told{"scope": "manager", "have": 1, "of": 2},
				"start": s.begins, "end": s.ends},
			{"id": lines[2].ID},
		}),
		sameJSON("waiting", got["waiting"], []told{{"owner": group}}),
		sameJSON("comments", got["comments"], []told{{"author": "Lee.Quinn", "text": "why <now>?", "at": s.begins}}),
		sameJSON("attachments", got["attachments"], []told{{"name": "letter.pdf", "bytes": 12345}}),
		sameJSON("assignee", got["assignee"], c.shown(c.member)),
	}
	chain, _ := got["chain"].([]any)
	if len(chain) != 1 {
		return errors.Join(append(found, same("earlier decisions", len(chain), 1))...)
	}
	link, _ := chain[0].(told)
	completer, _ := link["completer"].(string)
	at, _ := link["at"].(float64)
	return errors.Join(append(found, sameJSON("who had it before", link["owner"], c.shown(c.outsider)),
		sameJSON("their decision", link["state"], approved), sameJSON("their comment", link["comment"], "in IdentityIQ"),
		same("their name is told", strings.Contains(completer, c.names[c.outsider]), true), same("the time is told", at > 0, true))...)
}

// checkBareContext wants nothing said of what IdentityIQ does not tell: an empty owner would be taken for nobody.
func checkBareContext(ctx context.Context, t *Target) error {
	_, i, err := t.castAndItem(ctx, withoutRequest)
	if err != nil {
		return err
	}
	tag, err := t.tag(ctx, i.ID)
	if err != nil {
		return err
	}
	return t.with(ctx, map[string]string{"peersTimeout": "0"}, func() error {
		got, err := t.context(ctx, i.ID)
		if err != nil {
			return err
		}
		return sameJSON("a context of little", got, told{"id": i.ID, "tag": tag, "lines": []told{{"id": i.Lines[0].ID},
			{"id": i.Lines[1].ID}}})
	})
}

func checkNoContext(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	refused := func(id string, status int, word string) error {
		r, err := t.get(ctx, "/context/WorkItem/"+id)
		if err == nil {
			_, err = r.refused(status, word)
		}
		return err
	}
	return errors.Join(
		refused("1", http.StatusBadRequest, "bad_id"), refused(strings.Repeat("z", 32), http.StatusBadRequest, "bad_id"),
		refused(absentID(), http.StatusNotFound, "gone"), refused(c.owner, http.StatusNotFound, "gone"),
		t.with(ctx, map[string]string{"excludeApplications": "Active Directory"}, func() error {
			return refused(i.ID, http.StatusNotFound, "gone")
		}))
}
