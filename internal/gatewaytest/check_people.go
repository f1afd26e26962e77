package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// people are the checks of identities and workgroups that make some.
func people() []Check {
	return []Check{
		{Name: "identities are found by what the bot asks for", Writes: true, Run: checkFoundPeople},
		{Name: "members of nested groups are found, once, in spite of a circle", Writes: true, Run: checkNestedMembers},
		{Name: "members come expanded: people only, active only", Gateway: true, Writes: true, Needs: []string{"members.nested"},
			Run: checkExpandedMembers},
		{Name: "a person is no workgroup", Gateway: true, Writes: true, Run: checkNoWorkgroup},
		{Name: "reviews are told by their entities", Writes: true, Run: checkReviewEntities},
	}
}

func checkIdentityTable(ctx context.Context, t *Target) error {
	columns := append([]string{"id", "name", "email"}, t.Columns...)
	r, err := t.get(ctx, "/table/Identity", "attributes", joinColumns(columns), "limit", "3", "orderby", "id")
	if err != nil {
		return err
	}
	rows, err := r.table()
	if err != nil {
		return err
	}
	if len(rows) > 3 {
		return fmt.Errorf("identities with limit=3: got %d", len(rows))
	}
	last := ""
	for _, row := range rows {
		id, _ := row["id"].(string)
		if id <= last {
			return fmt.Errorf("identities with orderby=id: got %q after %q", id, last)
		}
		last = id
	}
	return hasColumns(r, rows, columns)
}

func checkSomeGroup(ctx context.Context, t *Target) error {
	r, err := t.get(ctx, "/table/Identity", "attributes", "id,name,workgroup", "limit", "1", "filter", "workgroup == true")
	if err != nil {
		return err
	}
	rows, err := r.table()
	if err != nil || len(rows) == 0 {
		return err
	}
	if rows[0]["workgroup"] != true {
		return fmt.Errorf("identities with workgroup == true: got %v, want workgroups only", rows[0]["workgroup"])
	}
	id, _ := rows[0]["id"].(string)
	_, err = t.members(ctx, id)
	return err
}

// groupMember is a member as any of the known shapes tells it.
type groupMember struct {
	id, name  string
	workgroup bool
}

// members gives the members of a workgroup as they are listed.
func (t *Target) members(ctx context.Context, group string) ([]groupMember, error) {
	r, err := t.get(ctx, "/object/workgroup/"+group+"/members")
	if err != nil {
		return nil, err
	}
	var out []groupMember
	if strings.HasPrefix(strings.TrimSpace(string(r.body)), "<") {
		list, err := r.list("Identity")
		for _, m := range list {
			out = append(out, groupMember{m.attr("id"), m.attr("name"), m.attr("workgroup") == "true"})
		}
		return out, err
	}
	rows, err := r.table()
	for _, row := range rows {
		id, _ := row["id"].(string)
		name, _ := row["name"].(string)
		out = append(out, groupMember{id, name, row["workgroup"] == true})
	}
	return out, err
}

// checkNestedMembers goes through the groups as the bot does, since only the gateway expands them itself.
func checkNestedMembers(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	groups, seen, found := []string{c.group}, map[string]bool{}, []string{}
	for len(groups) > 0 {
		id := groups[0]
		groups = groups[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		members, err := t.members(ctx, id)
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.id == c.inner || m.id == c.group || m.workgroup {
				groups = append(groups, m.id)
			} else if m.id != c.left {
				found = append(found, m.id)
			}
		}
	}
	slices.Sort(found)
	return same("people of a nested group", fmt.Sprint(slices.Compact(found)), fmt.Sprint([]string{c.member}))
}

func checkExpandedMembers(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	second, err := t.Fixtures.AddGroup(ctx, t.unique("Twice"), c.member, c.inner, c.owner)
	if err != nil {
		return err
	}
	for group, want := range map[string][]string{c.group: {c.member}, second: {c.member, c.owner}} {
		members, err := t.members(ctx, group)
		if err != nil {
			return err
		}
		var got []string
		for _, m := range members {
			if m.workgroup || m.name != c.names[m.id] {
				return fmt.Errorf("members: got %+v, want people with their names only", m)
			}
			got = append(got, m.id)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			return fmt.Errorf("members: got %v, want %v", got, want)
		}
	}
	r, err := t.get(ctx, "/object/workgroup/"+c.group+"/members")
	if err == nil && !strings.Contains(strings.ReplaceAll(string(r.body), " ", ""), `"nested":true`) {
		err = r.wrong(`"nested":true`)
	}
	return err
}

func checkNoWorkgroup(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	for _, id := range []string{c.owner, i.ID} {
		r, err := t.get(ctx, "/object/workgroup/"+id+"/members")
		if err != nil {
			return err
		}
		if _, err := r.refused(http.StatusNotFound, "no_workgroup"); err != nil {
			return err
		}
	}
	return nil
}

// found gives the ids that a table of identities answers a filter with.
func (t *Target) found(ctx context.Context, filter string) ([]string, error) {
	r, err := t.get(ctx, "/table/Identity", "attributes", "id,name,email,inactive,workgroup", "limit", "100", "filter", filter)
	if err != nil {
		return nil, err
	}
	rows, err := r.table()
	ids := []string{}
	for _, row := range rows {
		id, _ := row["id"].(string)
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, err
}

func checkFoundPeople(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	owner, gone, group := c.names[c.owner], c.names[c.inactive], c.names[c.group]
	all := fmt.Sprintf("name.in({%q,%q,%q})", owner, gone, group)
	for _, one := range []struct {
		filter string
		want   []string
	}{
		{fmt.Sprintf("name == %q", owner), []string{c.owner}},
		{fmt.Sprintf("email i== %q", strings.ToUpper(owner)+"@EXAMPLE.com"), []string{c.owner}},
		{fmt.Sprintf("id == %q", c.inactive), []string{c.inactive}},
		{all, []string{c.owner, c.inactive, c.group}},
		{"( " + all + " && inactive == false && workgroup == false )", []string{c.owner}},
		{"( " + all + " && inactive == true )", []string{c.inactive}},
		{"( " + all + " && workgroup == true )", []string{c.group}},
		{fmt.Sprintf("(%s && !(name == %q))", all, owner), []string{c.inactive, c.group}},
		{fmt.Sprintf("(%s && !name.isNull() && name.startsWith(%q))", all, owner[:9]), []string{c.owner}},
		{fmt.Sprintf("(%s && (modified >= DATE$4102444800000 || created >= DATE$4102444800000))", all), nil},
		{fmt.Sprintf("(%s && created >= DATE$1000000000000)", all), []string{c.owner, c.inactive, c.group}},
	} {
		got, err := t.found(ctx, one.filter)
		if err != nil {
			return fmt.Errorf("filter %s: %w", one.filter, err)
		}
		slices.Sort(one.want)
		if !slices.Equal(got, one.want) {
			return fmt.Errorf("identities by %s: got %v, want %v", one.filter, got, one.want)
		}
	}
	return nil
}

func checkReviewEntities(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	name := t.unique("Review")
	if _, err := t.Fixtures.AddReview(ctx, Review{Name: name, Reviewers: []string{c.owner}, Targets: []string{c.target,
		c.requester}}); err != nil {
		return err
	}
	columns := []string{"id", "identity", "targetDisplayName", "summaryStatus", "completed", "created", "modified", "certification.id",
		"certification.name", "certification.expiration", "certification.phase", "certification.signed", "certification.certifiers"}
	r, err := t.get(ctx, "/table/CertificationEntity", "attributes", joinColumns(columns), "orderby", "id",
		"filter", fmt.Sprintf("certification.name == %q && certification.signed.isNull()", name))
	if err != nil {
		return err
	}
	rows, err := r.table()
	if err != nil {
		return err
	}
	if err := hasColumns(r, rows, columns); err != nil {
		return err
	}
	var got []string
	for _, row := range rows {
		who, _ := row["identity"].(string)
		got = append(got, who)
		if certifiers := fmt.Sprint(row["certification.certifiers"]); !strings.Contains(certifiers, c.names[c.owner]) {
			return fmt.Errorf("reviewers: got %s, want %s", certifiers, c.names[c.owner])
		}
		if err := errors.Join(same("status", row["summaryStatus"], any("Open")), same("phase", row["certification.phase"], any("Active")),
			same("signed", row["certification.signed"], nil), same("name", row["certification.name"], any(name))); err != nil {
			return err
		}
	}
	want := []string{c.names[c.target], c.names[c.requester]}
	slices.Sort(got)
	slices.Sort(want)
	return same("people of the review", fmt.Sprint(got), fmt.Sprint(want))
}
