package reading

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// listing are the checks of work items as lists and calls by id tell them, on items that are made for it.
func listing() []gatewaytest.Check {
	return []gatewaytest.Check{
		{Name: "an item is told whole", Writes: true, Run: checkWholeItem},
		{Name: "an item without an approval set is told without one", Writes: true, Run: checkNoSet},
		{Name: "a new item has no modified, a changed one has", Writes: true, Gateway: true, Run: checkModified},
		{Name: "filters find items by what the bot asks for", Writes: true, Run: checkItemFilters},
		{Name: "nothing that IdentityIQ keeps secret is in any answer", Writes: true, Gateway: true, Run: checkLeaks},
		{Name: "what is told beyond the vendor's plugin", Writes: true, Gateway: true, Run: checkAdditions},
		{Name: "excluded items are neither listed nor found", Writes: true, Gateway: true, Run: checkExcludedUnseen},
		{Name: "what an administrator's own filter keeps out is not seen", Writes: true, Gateway: true,
			Needs: []string{"states", "changes", "outcomes"}, Run: checkOwnFilter},
		{Name: "no element is written that the contract does not name", Writes: true, Gateway: true,
			Needs: []string{"act", "changes"}, Run: checkElements},
		{Name: "letters that XML cannot hold are blanks", Writes: true, Gateway: true, Run: checkLetters},
		{Name: "an item of 10,000 lines is told whole", Writes: true, Gateway: true, Run: checkManyLines},
	}
}

// line gives the attributes of an approval item that matter, with its values in order.
func lineOf(e gatewaytest.Element) string {
	values := []string{}
	for _, v := range e.One("Value").All("String") {
		values = append(values, v.Text)
	}
	slices.Sort(values)
	if v := e.Attr("value"); v != "" {
		values = append(values, v)
	}
	reason := ""
	for _, entry := range e.All("entry") {
		if entry.Attr("key") == "requesterComments" {
			reason = entry.Attr("value") + entry.One("String").Text
		}
	}
	shown := e.Attr("displayName") + e.Attr("displayname")
	return fmt.Sprintf("%s|%s|%s|%q|%s|%s|%s|%s", e.Attr("application"), e.Attr("operation"), e.Attr("name"), values, shown,
		e.Attr("displayValue"), e.Attr("nativeIdentity"), reason)
}

func wantedLine(l gatewaytest.Line) string {
	values := slices.Clone(l.Values)
	if l.Values == nil {
		values = []string{l.Value}
	}
	slices.Sort(values)
	return fmt.Sprintf("%s|%s|%s|%q|%s|%s|%s|%s", l.Application, l.Operation, l.Name, values, l.DisplayName, l.DisplayValue,
		l.NativeIdentity, l.Justification)
}

func checkWholeItem(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	lines := append(gatewaytest.TwoLines(), gatewaytest.Line{Application: "Ledger", Operation: "Set", Name: "note",
		Value:        "a\tb & <c> \"d\" é 👍",
		DisplayValue: "a\nb", StartDate: 1893456000000, EndDate: 1924992000000})
	i, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) {
		s.Item.Lines, s.Item.Description = lines, "For the <quarter> & more"
		s.Item.Violations = []gatewaytest.Violation{{Policy: "Separation of duties", Rule: "Pay and approve"}}
	})
	if err != nil {
		return err
	}
	seen, err := t.Both(ctx, i.ID)
	if err != nil {
		return err
	}
	for how, w := range seen {
		owner, ownerName := w.Ref("Owner")
		_, requester := w.Ref("Requester")
		found := []error{
			gatewaytest.Same("id", w.Attr("id"), i.ID), gatewaytest.Same("name", w.Attr("name"), i.Name), gatewaytest.Same("type",
				w.Attr("type"), "Approval"),
			gatewaytest.Same("created", w.Attr("created"), fmt.Sprint(i.Created)), gatewaytest.Same("request", w.Attr("identityRequestId"),
				i.Request),
			gatewaytest.Same("owner", owner, c.Owner), gatewaytest.Same("owner's name", ownerName, c.Names[c.Owner]),
			gatewaytest.Same("requester's name", requester, c.Names[c.Requester]),
			gatewaytest.Same("target", w.Attr("targetId"), c.Target), gatewaytest.Same("target's name", w.Attr("targetName"),
				c.Names[c.Target]),
			gatewaytest.Same("state", strings.TrimPrefix(w.Attr("state"), "Pending"), ""),
			gatewaytest.Same("description", w.One("Description").Text, "For the <quarter> & more"),
		}
		sent := w.All("ApprovalItem")
		if len(sent) != len(lines) {
			return fmt.Errorf("%s: got %d lines, want %d", how, len(sent), len(lines))
		}
		for n, l := range sent {
			found = append(found, gatewaytest.Same(fmt.Sprintf("line %d", n), lineOf(l), wantedLine(lines[n])),
				gatewaytest.Same("id of a line", l.Attr("id"),
					i.Lines[n].ID))
		}
		found = append(found, gatewaytest.Same("start of the last line", dateOf(sent[2], "startDate"), "1893456000000"),
			gatewaytest.Same("end of the last line", dateOf(sent[2], "endDate"), "1924992000000"), tellsViolation(w))
		if err := errors.Join(found...); err != nil {
			return fmt.Errorf("item %s: %w", how, err)
		}
	}
	return nil
}

// dateOf reads a date that is an attribute, or an entry of the map.
func dateOf(e gatewaytest.Element, name string) string {
	if v := e.Attr(name); v != "" {
		return v
	}
	for _, entry := range e.All("entry") {
		if entry.Attr("key") == name {
			return entry.Attr("value") + entry.One("Date").Text
		}
	}
	return ""
}

func tellsViolation(w gatewaytest.Element) error {
	for _, entry := range w.All("entry") {
		if key := entry.Attr("key"); key == "violations" || key == "policyViolations" {
			if strings.Contains(fmt.Sprint(entry), "Separation of duties") {
				return nil
			}
		}
	}
	return errors.New("violations: got none, want Separation of duties")
}

func checkNoSet(ctx context.Context, t *gatewaytest.Target) error {
	i, err := t.Item(ctx, gatewaytest.WithoutLines)
	if err != nil {
		return err
	}
	seen, err := t.Both(ctx, i.ID)
	for how, w := range seen {
		if n := len(w.All("ApprovalItem")); n != 0 {
			return fmt.Errorf("item without an approval set, %s: got %d lines, want none", how, n)
		}
	}
	return err
}

func checkModified(ctx context.Context, t *gatewaytest.Target) error {
	i, err := t.Item(ctx)
	if err != nil {
		return err
	}
	since := fmt.Sprintf(`id=="%s" && ((modified.notNull() && modified>=DATE$%d) || (modified.isNull() && created>=DATE$%d))`,
		i.ID, i.Created, i.Created)
	for _, changed := range []bool{false, true} {
		list, err := t.Items(ctx, "filter", since)
		if err != nil {
			return err
		}
		if len(list) != 1 {
			return fmt.Errorf("items changed since the creation: got %d, want 1", len(list))
		}
		if has := list[0].Attr("modified") != ""; has != changed {
			return fmt.Errorf("modified of an item, changed %v: got %q", changed, list[0].Attr("modified"))
		}
		if err := t.Fixtures.ChangeItem(ctx, i.ID, map[string]any{"reminders": 1}); err != nil {
			return err
		}
	}
	return nil
}

func checkItemFilters(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	first, err := t.Item(ctx)
	if err != nil {
		return err
	}
	second, err := t.Item(ctx, gatewaytest.OwnedBy(c.Group))
	if err != nil {
		return err
	}
	if second.Request == "" {
		return fmt.Errorf("items with requests: %w", gatewaytest.ErrBeyond)
	}
	both := fmt.Sprintf("id.in({%q,%q})", first.ID, second.ID)
	for filter, want := range map[string][]string{
		both:                           {first.ID, second.ID},
		both + ` && type.in({"Form"})`: nil,
		both + ` && type.in({"Approval","Form"}) && (state.isNull() || state=="Pending")`: {first.ID, second.ID},
		fmt.Sprintf("(%s && id > %q)", both, min(first.ID, second.ID)):                    {max(first.ID, second.ID)},
		fmt.Sprintf("%s && name == %q", both, first.Name):                                 {first.ID},
		fmt.Sprintf("%s && owner.id == %q", both, c.Group):                                {second.ID},
		fmt.Sprintf("%s && identityRequestId == %q", both, second.Request):                {second.ID},
	} {
		list, err := t.Items(ctx, "filter", filter, "orderby", "id")
		if err != nil {
			return err
		}
		got := []string{}
		for _, w := range list {
			got = append(got, w.Attr("id"))
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			return fmt.Errorf("items by %s: got %v, want %v", filter, got, want)
		}
	}
	down, err := t.Items(ctx, "filter", both, "orderby", "-id")
	if err == nil && (len(down) != 2 || down[0].Attr("id") != max(first.ID, second.ID)) {
		err = errors.New("items with orderby=-id: got another order, want the greatest first")
	}
	return err
}

func checkAdditions(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.Item(ctx, gatewaytest.OwnedBy(c.Group))
	if err != nil {
		return err
	}
	signed, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) { s.Item.ESign = "meaning" })
	if err != nil {
		return err
	}
	for id, actionable := range map[string]string{i.ID: "true", signed.ID: "false"} {
		seen, err := t.Both(ctx, id)
		if err != nil {
			return err
		}
		for how, w := range seen {
			if err := gatewaytest.Same("actionable of an item "+how, w.Attr("actionable"), actionable); err != nil {
				return err
			}
			if id == i.ID {
				if err := gatewaytest.Same("workgroup of the owner "+how, w.One("Owner").One("Reference").Attr("workgroup"),
					"true"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func checkExcludedUnseen(ctx context.Context, t *gatewaytest.Target) error {
	app := t.Unique("Hidden App")
	i, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) {
		s.Item.Lines = append(gatewaytest.TwoLines(), gatewaytest.Line{Application: app, Operation: "Add", Name: "group", Value: "x"})
	})
	if err != nil {
		return err
	}
	seen := func() (bool, int, error) {
		list, err := t.Items(ctx, "filter", `id=="`+i.ID+`"`)
		if err != nil {
			return false, 0, err
		}
		r, err := t.Get(ctx, "/object/WorkItem/"+i.ID)
		return len(list) == 1, r.Status, err
	}
	if listed, status, err := seen(); err != nil || !listed || status != 200 {
		return errors.Join(err, fmt.Errorf("before: got listed %v, status %d, want it listed and found", listed, status))
	}
	return t.With(ctx, map[string]string{"excludeApplications": "Other, " + app}, func() error {
		listed, status, err := seen()
		if err == nil && (listed || status != 404) {
			err = fmt.Errorf("excluded: got listed %v, status %d, want it neither listed nor found", listed, status)
		}
		return err
	})
}
