package doctor

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
)

const (
	// mostLookedUp bounds how many unmatched approvers are looked up in Slack.
	mostLookedUp = 40
	// mostOpen bounds how many of IIQ's open items are read where the tables have none.
	mostOpen = 100
)

// cover counts which approvers of open items can be reached, and why the others cannot.
type cover struct {
	reached, later int
	why            map[string]int
	who            map[string]string
}

func (c *cover) no(why, name string) {
	c.why[why]++
	if c.who[why] == "" {
		c.who[why] = name
	}
}

// mapping says how many approvers of open items can be reached in Slack. It binds nobody, since only the bot does
// that.
func (p *patient) mapping(ctx context.Context, db *database, ws *workspace, d *source) {
	const check = "mapping"
	if db == nil || !db.schema || ws == nil || d == nil {
		return
	}
	approvers, err := p.approversOfTables(ctx, db)
	from := "the tables"
	if err == nil && len(approvers) == 0 {
		approvers, err = p.approversOfIIQ(ctx, d)
		from = fmt.Sprintf("the first %d open items of IdentityIQ", mostOpen)
	}
	var c cover
	if err == nil {
		c, err = p.coverOf(ctx, db, ws, d, approvers)
	}
	if err != nil && slices.ContainsFunc(p.found, func(f Finding) bool { return f.Result == Fail }) {
		p.look(check, "approvers can be looked at when the checks above are ok")
		return
	}
	if err != nil {
		p.fail(check, "run this again, and see the logs of Slack and IdentityIQ", "approvers cannot be looked at: %s", lastWords(err))
		return
	}
	p.tellCover(check, from, len(approvers), c)
}

func (p *patient) tellCover(check, from string, all int, c cover) {
	if all == 0 {
		p.look(check, "nobody has an open item: run this again when somebody has")
		return
	}
	told := fmt.Sprintf("%d of %d approvers of open items can be reached (by %s)", c.reached, all, from)
	if c.later > 0 {
		told += fmt.Sprintf("; %d more were not looked for here", c.later)
	}
	if len(c.why) == 0 {
		p.ok(check, "%s", told)
		return
	}
	var reasons []string
	for _, why := range slices.Sorted(maps.Keys(c.why)) {
		reasons = append(reasons, fmt.Sprintf("%d (as %s): %s", c.why[why], c.who[why], why))
	}
	p.warn(check, "bot identity show NAME tells more; bot identity link matches by hand", "%s; not reached: %s", told, strings.Join(reasons, "; "))
}

// approversOfTables reads who has an open item, from the bot's own tables.
func (p *patient) approversOfTables(ctx context.Context, db *database) ([]string, error) {
	rows, err := db.pool.Query(ctx, "SELECT DISTINCT identity_id FROM work_item_approvers WHERE active AND open ORDER BY 1")
	if err != nil {
		return nil, fmt.Errorf("read approvers: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// approversOfIIQ reads who owns open items; for a workgroup, its direct members.
func (p *patient) approversOfIIQ(ctx context.Context, d *source) ([]string, error) {
	items, err := d.client.OpenWorkItemsAfter(ctx, "", mostOpen)
	if err != nil {
		return nil, err
	}
	owners, approvers := map[string]bool{}, map[string]bool{}
	for _, w := range items {
		if p.Policy.Shown(w.Type) {
			owners[w.Owner.ID] = true
		}
	}
	for id := range owners {
		members, err := d.client.Members(ctx, id)
		if err != nil || len(members) == 0 {
			approvers[id] = true
			continue
		}
		for _, m := range members {
			approvers[m.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(approvers)), nil
}

// coverOf sorts approvers by whether they are matched, were refused, or would be matched now.
func (p *patient) coverOf(ctx context.Context, db *database, ws *workspace, d *source, approvers []string) (cover, error) {
	c := cover{why: map[string]int{}, who: map[string]string{}}
	known, err := standings(ctx, db, approvers)
	if err != nil {
		return c, err
	}
	asked := 0
	for _, id := range approvers {
		s := known[id]
		switch {
		case s.linked && s.why == "":
			c.reached++
			continue
		case s.why != "":
			c.no(p.Refused(approvals.RefusalCode(s.why)), s.name)
			continue
		case asked == mostLookedUp:
			c.later++
			continue
		}
		asked++
		name, err := p.wouldReach(ctx, ws, d, id)
		if r, refused := approvals.AsRefusal(err); refused {
			c.no(p.Refused(r.Code), name)
		} else if err != nil {
			return c, err
		} else {
			c.reached++
		}
	}
	return c, nil
}

// standing is what the tables say about an approver.
type standing struct {
	linked    bool
	why, name string
}

func standings(ctx context.Context, db *database, ids []string) (map[string]standing, error) {
	rows, err := db.pool.Query(ctx, `SELECT a.id, l.identity_id IS NOT NULL,
			coalesce(CASE WHEN u.deleted THEN 'deactivated' WHEN u.guest THEN 'guest' WHEN u.stranger THEN 'foreign'
				WHEN i.inactive THEN 'inactive' END, r.why, ''), coalesce(i.name, a.id)
		FROM unnest(string_to_array($1, ',')) AS a (id)
		LEFT JOIN identities i ON i.id = a.id
		LEFT JOIN identity_links l ON l.identity_id = a.id AND (l.until IS NULL OR l.until > now())
		LEFT JOIN slack_users u ON u.team_id = l.team_id AND u.id = l.slack_user_id
		LEFT JOIN identity_refusals r ON r.side = 'iiq' AND r.who = a.id`, strings.Join(ids, ","))
	if err != nil {
		return nil, fmt.Errorf("read matches: %w", err)
	}
	known := map[string]standing{}
	var id string
	var s standing
	_, err = pgx.ForEachRow(rows, []any{&id, &s.linked, &s.why, &s.name}, func() error {
		known[id] = s
		return nil
	})
	return known, err
}

// wouldReach looks a person up as the bot would, and stores nothing.
func (p *patient) wouldReach(ctx context.Context, ws *workspace, d *source, id string) (name string, err error) {
	i, err := d.client.IdentityByID(ctx, id)
	switch {
	case errors.Is(err, approvals.ErrNotListed):
		return id, approvals.Refuse(approvals.RefusedNoIdentity)
	case err != nil:
		return id, err
	case !i.Active():
		return i.Name, approvals.Refuse(approvals.RefusedInactive)
	case strings.TrimSpace(i.Email) == "":
		return i.Name, approvals.Refuse(approvals.RefusedNoEmail)
	}
	same, err := d.client.IdentitiesByEmail(ctx, i.Email)
	if err != nil && !errors.Is(err, approvals.ErrNoEmailSearch) {
		return i.Name, err
	}
	same = slices.DeleteFunc(same, func(o approvals.Identity) bool { return !o.Active() })
	if len(same) > 1 {
		return i.Name, approvals.Refuse(approvals.RefusedAmbiguous)
	}
	u, err := ws.directory.UserByEmail(ctx, i.Email)
	if errors.Is(err, identitymap.ErrNoSuchUser) {
		return i.Name, approvals.Refuse(approvals.RefusedNotInSlack)
	}
	if err != nil {
		return i.Name, err
	}
	return i.Name, ws.here.Standing(u)
}
