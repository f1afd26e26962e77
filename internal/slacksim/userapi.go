package slacksim

import (
	"slices"
	"strings"
)

func (s *Sim) authTest(c *call) (result, error) {
	out := result{
		"url": "https://" + s.opts.TeamDomain + ".slack.com/", "team": s.opts.TeamName, "team_id": s.opts.TeamID,
		"user": s.opts.BotName, "user_id": s.opts.BotUserID, "bot_id": s.opts.BotID, "is_enterprise_install": false,
	}
	if s.opts.EnterpriseID != "" {
		out["enterprise_id"] = s.opts.EnterpriseID
	}
	if t := s.tokens[c.token]; t.kind == appToken {
		return result{"app_name": s.opts.BotName, "app_id": s.opts.AppID}, nil
	}
	return out, nil
}

func (s *Sim) apiTest(c *call) (result, error) {
	if code := c.text("error"); code != "" {
		return nil, fail(code)
	}
	return result{"args": c.shown()}, nil
}

func (s *Sim) teamInfo(*call) (result, error) {
	return result{"team": map[string]any{"id": s.opts.TeamID, "name": s.opts.TeamName, "domain": s.opts.TeamDomain}}, nil
}

func (s *Sim) withEmail(c *call) bool { return slices.Contains(c.scopes, "users:read.email") }

// usersLookupByEmail does not find deactivated users, nor those of another workspace:
// https://docs.slack.dev/reference/methods/users.lookupByEmail.
func (s *Sim) usersLookupByEmail(c *call) (result, error) {
	if err := c.needs("email"); err != nil {
		return nil, err
	}
	for _, id := range s.userOrder {
		u := s.users[id]
		if u.Email != "" && strings.EqualFold(u.Email, c.text("email")) && !u.Deleted && !u.Hidden && !u.IsStranger {
			return result{"user": s.userObject(u, true)}, nil
		}
	}
	return nil, fail("users_not_found")
}

func (s *Sim) usersInfo(c *call) (result, error) {
	if err := c.needs("user"); err != nil {
		return nil, err
	}
	u := s.users[c.text("user")]
	if u == nil {
		return nil, fail("user_not_found")
	}
	if u.Hidden {
		return nil, fail("user_not_visible")
	}
	return result{"user": s.member(c, u)}, nil
}

func (s *Sim) member(c *call, u *User) map[string]any {
	o := s.userObject(u, s.withEmail(c))
	if c.flag("include_locale") && !slices.Contains(u.Omit, "locale") {
		o["locale"] = u.Locale
	}
	return o
}

func (s *Sim) usersList(c *call) (result, error) {
	limit, err := c.whole("limit", 0)
	if err != nil {
		return nil, err
	}
	visible := make([]string, 0, len(s.userOrder))
	for _, id := range s.userOrder {
		if u := s.users[id]; !u.Hidden && !u.IsStranger {
			visible = append(visible, id)
		}
	}
	switch {
	case limit == 0 && len(visible) > s.opts.ListLimit:
		return nil, fail("limit_required")
	case limit < 0 || limit > 1000:
		return nil, fail("invalid_limit")
	case limit == 0:
		limit = len(visible)
	}
	if cursor := c.text("cursor"); cursor != "" {
		at, ok := decodeCursor(cursor, "user:")
		i := slices.Index(visible, at)
		if !ok || i < 0 {
			return nil, fail("invalid_cursor")
		}
		visible = visible[i:]
	}
	next := ""
	if len(visible) > limit {
		next = encodeCursor("user:", visible[limit])
		visible = visible[:limit]
	}
	members := make([]map[string]any, 0, len(visible))
	for _, id := range visible {
		members = append(members, s.member(c, s.users[id]))
	}
	return result{"members": members, "cache_ts": s.stamp().Unix(), "response_metadata": map[string]any{"next_cursor": next}}, nil
}

func (s *Sim) dndInfo(c *call) (result, error) {
	u := s.users[c.text("user")]
	if u == nil || u.Deleted {
		return nil, fail("user_not_found")
	}
	return result(dndObject(u)), nil
}

// dndObject is the schedule; off is start and end 1: https://docs.slack.dev/reference/methods/dnd.info.
func dndObject(u *User) map[string]any {
	if u.DND == nil || !u.DND.Enabled {
		return map[string]any{"dnd_enabled": false, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
	}
	return map[string]any{"dnd_enabled": true, "next_dnd_start_ts": u.DND.Start, "next_dnd_end_ts": u.DND.End}
}

// dndTeamInfo wants 2 to 50 users, all of whom the app can see; deactivated ones have no schedule and are left out:
// https://docs.slack.dev/reference/methods/dnd.teamInfo.
func (s *Sim) dndTeamInfo(c *call) (result, error) {
	if err := c.needs("users"); err != nil {
		return nil, err
	}
	ids := strings.Split(c.text("users"), ",")
	switch {
	case len(ids) < 2:
		return nil, fail("no_users_provided")
	case len(ids) > maxTeamInfo:
		return nil, invalidArguments("", "[ERROR] no more than 50 items allowed [json-pointer:/users]")
	}
	users := map[string]any{}
	for _, id := range ids {
		u := s.users[id]
		if u == nil || u.Hidden {
			return nil, fail("user_not_visible")
		}
		if !u.Deleted {
			users[u.ID] = dndObject(u)
		}
	}
	return result{"users": users}, nil
}

// maxTeamInfo is how many users one dnd.teamInfo may be about.
const maxTeamInfo = 50
