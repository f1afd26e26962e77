package slacksim

import (
	"encoding/base64"
	"slices"
	"strings"
)

func (s *Sim) conversationsOpen(c *call) (result, error) {
	if id := c.text("channel"); id != "" {
		return s.reopen(c, id)
	}
	users := strings.FieldsFunc(c.text("users"), func(r rune) bool { return r == ',' || r == ' ' })
	switch {
	case len(users) == 0:
		return nil, fail("users_list_not_supplied")
	case len(users) > 8:
		return nil, fail("too_many_users")
	case len(users) > 1:
		if err := c.scope("mpim:write"); err != nil {
			return nil, err
		}
		return nil, fail("invalid_user_combination")
	}
	if err := c.scope("im:write"); err != nil {
		return nil, err
	}
	if code := s.openable(users[0]); code != "" {
		return nil, fail(code)
	}
	_, had := s.dms[users[0]]
	return s.opened(c, s.dm(users[0]), had), nil
}

func (s *Sim) openable(id string) string {
	u := s.users[id]
	switch {
	case u == nil || u.NoDM:
		return "user_not_found"
	case u.Hidden || u.IsStranger:
		return "user_not_visible"
	case u.Deleted:
		return "user_disabled"
	case u.IsBot:
		return "cannot_dm_bot"
	}
	return ""
}

func (s *Sim) reopen(c *call, id string) (result, error) {
	if err := c.scope("im:write"); err != nil {
		return nil, err
	}
	ch := s.channels[id]
	if ch == nil || ch.kind != "im" {
		return nil, fail("channel_not_found")
	}
	return s.opened(c, ch, true), nil
}

func (s *Sim) opened(c *call, ch *channel, had bool) result {
	if c.flag("return_im") {
		return result{"channel": s.conversation(ch), "no_op": had, "already_open": had}
	}
	return result{"channel": map[string]any{"id": ch.id}}
}

func (s *Sim) conversation(ch *channel) map[string]any {
	o := map[string]any{
		"id": ch.id, "created": int64(1700000000), "is_archived": ch.archived, "is_im": ch.kind == "im",
		"is_channel": ch.kind == "public", "is_private": ch.kind != "public", "is_mpim": false, "context_team_id": s.opts.TeamID,
	}
	if ch.kind == "im" {
		o["user"], o["is_open"] = ch.user, true
	} else {
		o["name"], o["is_member"], o["num_members"] = ch.name, ch.members[s.opts.BotUserID], len(ch.members)
	}
	return o
}

// readable finds the conversation of a read method and asks for the scope that its kind needs.
func (s *Sim) readable(c *call, action string) (*channel, error) {
	if err := c.needs("channel"); err != nil {
		return nil, err
	}
	ch := s.channels[c.text("channel")]
	if ch == nil {
		return nil, fail("channel_not_found")
	}
	if err := c.scope(kindScope(ch.kind, action)); err != nil {
		return nil, err
	}
	if ch.kind != "public" && !ch.members[s.opts.BotUserID] {
		return nil, fail("channel_not_found")
	}
	if action == "history" && !ch.members[s.opts.BotUserID] {
		return nil, fail("not_in_channel")
	}
	return ch, nil
}

func (s *Sim) conversationsInfo(c *call) (result, error) {
	ch, err := s.readable(c, "read")
	if err != nil {
		return nil, err
	}
	return result{"channel": s.conversation(ch)}, nil
}

// cutPage cuts a list of messages by limit and cursor; the cursor names the first message of the next page.
func (s *Sim) cutPage(c *call, list []*message) (result, error) {
	limit, err := c.whole("limit", 100)
	if err != nil {
		return nil, err
	}
	if limit < 1 || limit > 999 {
		return nil, fail("invalid_limit")
	}
	if cursor := c.text("cursor"); cursor != "" {
		at, ok := decodeCursor(cursor, "next_ts:")
		i := slices.IndexFunc(list, func(m *message) bool { return m.TS == at })
		if !ok || i < 0 {
			return nil, fail("invalid_cursor")
		}
		list = list[i:]
	}
	out := result{"has_more": len(list) > limit}
	if len(list) > limit {
		out["response_metadata"] = map[string]any{"next_cursor": encodeCursor("next_ts:", list[limit].TS)}
		list = list[:limit]
	}
	objects := make([]map[string]any, 0, len(list))
	for _, m := range list {
		objects = append(objects, s.object(m, c.flag("include_all_metadata")))
	}
	out["messages"] = objects
	return out, nil
}

func encodeCursor(kind, at string) string {
	return base64.StdEncoding.EncodeToString([]byte(kind + at))
}

func decodeCursor(cursor, kind string) (string, bool) {
	raw, err := base64.StdEncoding.DecodeString(cursor)
	if err != nil {
		return "", false
	}
	return strings.CutPrefix(string(raw), kind)
}

// within tells whether a timestamp lies between oldest and latest; the ends count only if inclusive.
func within(c *call, ts string) bool {
	oldest, latest := padTS(c.text("oldest")), padTS(c.text("latest"))
	ts = padTS(ts)
	if c.flag("inclusive") {
		return (oldest == "" || ts >= oldest) && (latest == "" || ts <= latest)
	}
	return (oldest == "" || ts > oldest) && (latest == "" || ts < latest)
}

// padTS writes a timestamp so that it sorts as text.
func padTS(ts string) string {
	if ts == "" {
		return ""
	}
	seconds, rest, _ := strings.Cut(ts, ".")
	return strings.Repeat("0", max(0, 12-len(seconds))) + seconds + "." + (rest + "000000")[:6]
}

func (s *Sim) conversationsHistory(c *call) (result, error) {
	ch, err := s.readable(c, "history")
	if err != nil {
		return nil, err
	}
	var list []*message
	for _, m := range slices.Backward(ch.messages) {
		if !m.Deleted && (m.ThreadTS == "" || m.ThreadTS == m.TS) && within(c, m.TS) {
			list = append(list, m)
		}
	}
	return s.cutPage(c, list)
}

func (s *Sim) conversationsReplies(c *call) (result, error) {
	if err := c.needs("channel", "ts"); err != nil {
		return nil, err
	}
	ch, err := s.readable(c, "history")
	if err != nil {
		return nil, err
	}
	root := ch.find(c.text("ts"))
	if root == nil {
		return nil, fail("thread_not_found")
	}
	list := []*message{root}
	for _, m := range ch.messages {
		if !m.Deleted && m != root && m.ThreadTS == root.TS && within(c, m.TS) {
			list = append(list, m)
		}
	}
	return s.cutPage(c, list)
}
