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

// people are the checks of identities and workgroups that make some.
func people() []gatewaytest.Check {
	return []gatewaytest.Check{
		{Name: "identities are found by what the bot asks for", Writes: true, Run: checkFoundPeople},
		{Name: "members of nested groups are found, once, in spite of a circle", Writes: true, Run: checkNestedMembers},
		{Name: "members come expanded: people only, active only", Gateway: true, Writes: true, Needs: []string{"members.nested"},
			Run: checkExpandedMembers},
		{Name: "a person is no workgroup", Gateway: true, Writes: true, Run: checkNoWorkgroup},
		{Name: "reviews are told by their entities", Writes: true, Run: checkReviewEntities},
	}
}

func checkIdentityTable(ctx context.Context, t *gatewaytest.Target) error {
	columns := append([]string{"id", "name", "email"}, t.Columns...)
	r, err := t.Get(ctx, "/table/Identity", "attributes", joinColumns(columns), "limit", "3", "orderby", "id")
	if err != nil {
		return err
	}
	rows, err := r.Table()
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

func checkSomeGroup(ctx context.Context, t *gatewaytest.Target) error {
	r, err := t.Get(ctx, "/table/Identity", "attributes", "id,name,workgroup", "limit", "1", "filter", "workgroup == true")
	if err != nil {
		return err
	}
	rows, err := r.Table()
	if err != nil || len(rows) == 0 {
		return err
	}
	if rows[0]["workgroup"] != true {
		return fmt.Errorf("identities with workgroup == true: got %v, want workgroups only", rows[0]["workgroup"])
	}
	id, _ := rows[0]["id"].(string)
	_, err = tablesOf(t).members(ctx, id)
	return err
}

// groupMember is a member as any of the known shapes tells it.
type groupMember struct {
	id, name  string
	workgroup bool
}

// members gives the members of a workgroup as they are listed.
func (t tables) members(ctx context.Context, group string) ([]groupMember, error) {
	r, err := t.Get(ctx, "/object/workgroup/"+group+"/members")
	if err != nil {
		return nil, err
	}
	var out []groupMember
	if strings.HasPrefix(strings.TrimSpace(string(r.Body)), "<") {
		list, err := r.List("Identity")
		for _, m := range list {
			out = append(out, groupMember{m.Attr("id"), m.Attr("name"), m.Attr("workgroup") == "true"})
		}
		return out, err
	}
	rows, err := r.Table()
	for _, row := range rows {
		id, _ := row["id"].(string)
		name, _ := row["name"].(string)
		out = append(out, groupMember{id, name, row["workgroup"] == true})
	}
	return out, err
}

// checkNestedMembers goes through the groups as the bot does, since only the gateway expands them itself.
func checkNestedMembers(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	groups, seen, found := []string{c.Group}, map[string]bool{}, []string{}
	for len(groups) > 0 {
		id := groups[0]
		groups = groups[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		members, err := tablesOf(t).members(ctx, id)
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.id == c.Inner || m.id == c.Group || m.workgroup {
				groups = append(groups, m.id)
			} else if m.id != c.Left {
				found = append(found, m.id)
			}
		}
	}
	slices.Sort(found)
	return gatewaytest.Same("people of a nested group", fmt.Sprint(slices.Compact(found)), fmt.Sprint([]string{c.Member}))
}

func checkExpandedMembers(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	second, err := t.Fixtures.AddGroup(ctx, t.Unique("Twice"), c.Member, c.Inner, c.Owner)
	if err != nil {
		return err
	}
	for group, want := range map[string][]string{c.Group: {c.Member}, second: {c.Member, c.Owner}} {
		members, err := tablesOf(t).members(ctx, group)
		if err != nil {
			return err
		}
		var got []string
		for _, m := range members {
			if m.workgroup || m.name != c.Names[m.id] {
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
	r, err := t.Get(ctx, "/object/workgroup/"+c.Group+"/members")
	if err == nil && !strings.Contains(strings.ReplaceAll(string(r.Body), " ", ""), `"nested":true`) {
		err = r.Wrong(`"nested":true`)
	}
	return err
}

func checkNoWorkgroup(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	for _, id := range []string{c.Owner, i.ID} {
		r, err := t.Get(ctx, "/object/workgroup/"+id+"/members")
		if err != nil {
			return err
		}
		if _, err := r.Refused(http.StatusNotFound, "no_workgroup"); err != nil {
			return err
		}
	}
	return nil
}

// found gives the ids that a table of identities answers a filter with.
func (t tables) found(ctx context.Context, filter string) ([]string, error) {
	r, err := t.Get(ctx, "/table/Identity", "attributes", "id,name,email,inactive,workgroup", "limit", "100", "filter", filter)
	if err != nil {
		return nil, err
	}
	rows, err := r.Table()
	ids := []string{}
	for _, row := range rows {
		id, _ := row["id"].(string)
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, err
}

func checkFoundPeople(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	owner, gone, group := c.Names[c.Owner], c.Names[c.Inactive], c.Names[c.Group]
	all := fmt.Sprintf("name.in({%q,%q,%q})", owner, gone, group)
	for _, one := range []struct {
		filter string
		want   []string
	}{
		{fmt.Sprintf("name == %q", owner), []string{c.Owner}},
		{fmt.Sprintf("email i== %q", strings.ToUpper(owner)+"@EXAMPLE.com"), []string{c.Owner}},
		{fmt.Sprintf("id == %q", c.Inactive), []string{c.Inactive}},
		{all, []string{c.Owner, c.Inactive, c.Group}},
		{"( " + all + " && inactive == false && workgroup == false )", []string{c.Owner}},
		{"( " + all + " && inactive == true )", []string{c.Inactive}},
		{"( " + all + " && workgroup == true )", []string{c.Group}},
		{fmt.Sprintf("(%s && !(name == %q))", all, owner), []string{c.Inactive, c.Group}},
		{fmt.Sprintf("(%s && !name.isNull() && name.startsWith(%q))", all, owner[:len(owner)-1]), []string{c.Owner}},
		{fmt.Sprintf("(%s && (modified >= DATE$4102444800000 || created >= DATE$4102444800000))", all), nil},
		{fmt.Sprintf("(%s && created >= DATE$1000000000000)", all), []string{c.Owner, c.Inactive, c.Group}},
	} {
		got, err := tablesOf(t).found(ctx, one.filter)
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

func checkReviewEntities(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	name := t.Unique("Review")
	if _, err := t.Fixtures.AddReview(ctx, gatewaytest.Review{Name: name, Reviewers: []string{c.Owner}, Targets: []string{c.Target,
		c.Requester}}); err != nil {
		return err
	}
	columns := []string{"id", "identity", "targetDisplayName", "summaryStatus", "completed", "created", "modified", "certification.id",
		"certification.name", "certification.expiration", "certification.phase", "certification.signed", "certification.certifiers"}
	r, err := t.Get(ctx, "/table/CertificationEntity", "attributes", joinColumns(columns), "orderby", "id",
		"filter", fmt.Sprintf("certification.name == %q && certification.signed.isNull()", name))
	if err != nil {
		return err
	}
	rows, err := r.Table()
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
		if certifiers := fmt.Sprint(row["certification.certifiers"]); !strings.Contains(certifiers, c.Names[c.Owner]) {
			return fmt.Errorf("reviewers: got %s, want %s", certifiers, c.Names[c.Owner])
		}
		if err := errors.Join(gatewaytest.Same("status", row["summaryStatus"], any("Open")),
			gatewaytest.Same("phase", row["certification.phase"], any("Active")),
			gatewaytest.Same("signed", row["certification.signed"], nil), gatewaytest.Same("name", row["certification.name"],
				any(name))); err != nil {
			return err
		}
	}
	want := []string{c.Names[c.Target], c.Names[c.Requester]}
	slices.Sort(got)
	slices.Sort(want)
	return gatewaytest.Same("people of the review", fmt.Sprint(got), fmt.Sprint(want))
}
