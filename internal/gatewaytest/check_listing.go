package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// listing are the checks of work items as lists and calls by id tell them, on items that are made for it.
func listing() []Check {
	return []Check{
		{Name: "an item is told whole", Writes: true, Run: checkWholeItem},
		{Name: "an item without an approval set is told without one", Writes: true, Run: checkNoSet},
		{Name: "a new item has no modified, a changed one has", Writes: true, Gateway: true, Run: checkModified},
		{Name: "filters find items by what the bot asks for", Writes: true, Run: checkItemFilters},
		{Name: "nothing that IdentityIQ keeps secret is in any answer", Writes: true, Gateway: true, Run: checkLeaks},
		{Name: "what is told beyond the vendor's plugin", Writes: true, Gateway: true, Run: checkAdditions},
		{Name: "excluded items are neither listed nor found", Writes: true, Gateway: true, Run: checkExcludedUnseen},
	}
}

// line gives the attributes of an approval item that matter, with its values in order.
func lineOf(e element) string {
	values := []string{}
	for _, v := range e.one("Value").all("String") {
		values = append(values, v.Text)
	}
	slices.Sort(values)
	if v := e.attr("value"); v != "" {
		values = append(values, v)
	}
	reason := ""
	for _, entry := range e.all("entry") {
		if entry.attr("key") == "requesterComments" {
			reason = entry.attr("value") + entry.one("String").Text
		}
	}
	shown := e.attr("displayName") + e.attr("displayname")
	return fmt.Sprintf("%s|%s|%s|%q|%s|%s|%s|%s", e.attr("application"), e.attr("operation"), e.attr("name"), values, shown,
		e.attr("displayValue"), e.attr("nativeIdentity"), reason)
}

func wantedLine(l Line) string {
	values := slices.Clone(l.Values)
	if l.Values == nil {
		values = []string{l.Value}
	}
	slices.Sort(values)
	return fmt.Sprintf("%s|%s|%s|%q|%s|%s|%s|%s", l.Application, l.Operation, l.Name, values, l.DisplayName, l.DisplayValue,
		l.NativeIdentity, l.Justification)
}

// both gives the item from the list and by its id.
func (t *Target) both(ctx context.Context, id string) (map[string]element, error) {
	list, err := t.items(ctx, "filter", `id=="`+id+`"`)
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, fmt.Errorf("list filtered by id: got %d items, want 1", len(list))
	}
	r, err := t.get(ctx, "/object/WorkItem/"+id)
	if err != nil {
		return nil, err
	}
	one, err := r.document("WorkItem")
	return map[string]element{"listed": list[0], "by id": one}, err
}

func checkWholeItem(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	lines := append(twoLines(), Line{Application: "Ledger", Operation: "Set", Name: "note", Value: "a\tb & <c> \"d\" é 👍",
		DisplayValue: "a\nb", StartDate: 1893456000000, EndDate: 1924992000000})
	i, err := t.item(ctx, func(s *ItemSpec) {
		s.Item.Lines, s.Item.Description = lines, "For the <quarter> & more"
		s.Item.Violations = []Violation{{Policy: "Separation of duties", Rule: "Pay and approve"}}
	})
	if err != nil {
		return err
	}
	seen, err := t.both(ctx, i.ID)
	if err != nil {
		return err
	}
	for how, w := range seen {
		owner, ownerName := w.ref("Owner")
		_, requester := w.ref("Requester")
		found := []error{
			same("id", w.attr("id"), i.ID), same("name", w.attr("name"), i.Name), same("type", w.attr("type"), "Approval"),
			same("created", w.attr("created"), fmt.Sprint(i.Created)), same("request", w.attr("identityRequestId"), i.Request),
			same("owner", owner, c.owner), same("owner's name", ownerName, c.names[c.owner]),
			same("requester's name", requester, c.names[c.requester]),
			same("target", w.attr("targetId"), c.target), same("target's name", w.attr("targetName"), c.names[c.target]),
			same("state", strings.TrimPrefix(w.attr("state"), "Pending"), ""),
			same("description", w.one("Description").Text, "For the <quarter> & more"),
		}
		sent := w.all("ApprovalItem")
		if len(sent) != len(lines) {
			return fmt.Errorf("%s: got %d lines, want %d", how, len(sent), len(lines))
		}
		for n, l := range sent {
			found = append(found, same(fmt.Sprintf("line %d", n), lineOf(l), wantedLine(lines[n])), same("id of a line", l.attr("id"),
				i.Lines[n].ID))
		}
		found = append(found, same("start of the last line", dateOf(sent[2], "startDate"), "1893456000000"),
			same("end of the last line", dateOf(sent[2], "endDate"), "1924992000000"), tellsViolation(w))
		if err := errors.Join(found...); err != nil {
			return fmt.Errorf("item %s: %w", how, err)
		}
	}
	return nil
}

// dateOf reads a date that is an attribute, or an entry of the map.
func dateOf(e element, name string) string {
	if v := e.attr(name); v != "" {
		return v
	}
	for _, entry := range e.all("entry") {
		if entry.attr("key") == name {
			return entry.attr("value") + entry.one("Date").Text
		}
	}
	return ""
}

func tellsViolation(w element) error {
	for _, entry := range w.all("entry") {
		if key := entry.attr("key"); key == "violations" || key == "policyViolations" {
			if strings.Contains(fmt.Sprint(entry), "Separation of duties") {
				return nil
			}
		}
	}
	return errors.New("violations: got none, want Separation of duties")
}

func checkNoSet(ctx context.Context, t *Target) error {
	i, err := t.item(ctx, withoutLines)
	if err != nil {
		return err
	}
	seen, err := t.both(ctx, i.ID)
	for how, w := range seen {
		if n := len(w.all("ApprovalItem")); n != 0 {
			return fmt.Errorf("item without an approval set, %s: got %d lines, want none", how, n)
		}
	}
	return err
}

func checkModified(ctx context.Context, t *Target) error {
	i, err := t.item(ctx)
	if err != nil {
		return err
	}
	since := fmt.Sprintf(`id=="%s" && ((modified.notNull() && modified>=DATE$%d) || (modified.isNull() && created>=DATE$%d))`,
		i.ID, i.Created, i.Created)
	for _, changed := range []bool{false, true} {
		list, err := t.items(ctx, "filter", since)
		if err != nil {
			return err
		}
		if len(list) != 1 {
			return fmt.Errorf("items changed since the creation: got %d, want 1", len(list))
		}
		if has := list[0].attr("modified") != ""; has != changed {
			return fmt.Errorf("modified of an item, changed %v: got %q", changed, list[0].attr("modified"))
		}
		if err := t.Fixtures.ChangeItem(ctx, i.ID, map[string]any{"reminders": 1}); err != nil {
			return err
		}
	}
	return nil
}

func checkItemFilters(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	first, err := t.item(ctx)
	if err != nil {
		return err
	}
	second, err := t.item(ctx, ownedBy(c.group))
	if err != nil {
		return err
	}
	both := fmt.Sprintf("id.in({%q,%q})", first.ID, second.ID)
	for filter, want := range map[string][]string{
		both:                           {first.ID, second.ID},
		both + ` && type.in({"Form"})`: nil,
		both + ` && type.in({"Approval","Form"}) && (state.isNull() || state=="Pending")`: {first.ID, second.ID},
		fmt.Sprintf("(%s && id > %q)", both, min(first.ID, second.ID)):                    {max(first.ID, second.ID)},
		fmt.Sprintf("%s && name == %q", both, first.Name):                                 {first.ID},
		fmt.Sprintf("%s && owner.id == %q", both, c.group):                                {second.ID},
		fmt.Sprintf("%s && identityRequestId == %q", both, second.Request):                {second.ID},
	} {
		list, err := t.items(ctx, "filter", filter, "orderby", "id")
		if err != nil {
			return err
		}
		got := []string{}
		for _, w := range list {
			got = append(got, w.attr("id"))
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			return fmt.Errorf("items by %s: got %v, want %v", filter, got, want)
		}
	}
	down, err := t.items(ctx, "filter", both, "orderby", "-id")
	if err == nil && (len(down) != 2 || down[0].attr("id") != max(first.ID, second.ID)) {
		err = errors.New("items with orderby=-id: got another order, want the greatest first")
	}
	return err
}

func checkAdditions(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.item(ctx, ownedBy(c.group))
	if err != nil {
		return err
	}
	signed, err := t.item(ctx, func(s *ItemSpec) { s.Item.ESign = "meaning" })
	if err != nil {
		return err
	}
	for id, actionable := range map[string]string{i.ID: "true", signed.ID: "false"} {
		seen, err := t.both(ctx, id)
		if err != nil {
			return err
		}
		for how, w := range seen {
			if err := same("actionable of an item "+how, w.attr("actionable"), actionable); err != nil {
				return err
			}
			if id == i.ID {
				if err := same("workgroup of the owner "+how, w.one("Owner").one("Reference").attr("workgroup"), "true"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func checkExcludedUnseen(ctx context.Context, t *Target) error {
	app := t.unique("Hidden App")
	i, err := t.item(ctx, func(s *ItemSpec) {
		s.Item.Lines = append(twoLines(), Line{Application: app, Operation: "Add", Name: "group", Value: "x"})
	})
	if err != nil {
		return err
	}
	seen := func() (bool, int, error) {
		list, err := t.items(ctx, "filter", `id=="`+i.ID+`"`)
		if err != nil {
			return false, 0, err
		}
		r, err := t.get(ctx, "/object/WorkItem/"+i.ID)
		return len(list) == 1, r.status, err
	}
	if listed, status, err := seen(); err != nil || !listed || status != 200 {
		return errors.Join(err, fmt.Errorf("before: got listed %v, status %d, want it listed and found", listed, status))
	}
	return t.with(ctx, map[string]string{"excludeApplications": "Other, " + app}, func() error {
		listed, status, err := seen()
		if err == nil && (listed || status != 404) {
			err = fmt.Errorf("excluded: got listed %v, status %d, want it neither listed nor found", listed, status)
		}
		return err
	})
}
