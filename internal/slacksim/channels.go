package slacksim

import (
	"fmt"
	"slices"
	"strings"
)

type channel struct {
	id, name string
	// kind is im, public or private.
	kind     string
	user     string
	members  map[string]bool
	archived bool
	messages []*message
	byTS     map[string]*message
}

// AddChannel makes a channel with these members; the app is one of them if its bot user's id is given.
// Private channels are those whose name ends in "-private". It returns the channel's id.
func (s *Sim) AddChannel(name string, members ...string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.channels) >= maxChannels {
		return "", fmt.Errorf("add channel: more than %d channels", maxChannels)
	}
	for _, m := range members {
		if s.users[m] == nil {
			return "", fmt.Errorf("add channel: member %s: %w", m, ErrNoUser)
		}
	}
	c := s.makeChannel("C", "public", members...)
	c.name = strings.TrimPrefix(name, "#")
	if strings.HasSuffix(c.name, "-private") {
		c.kind = "private"
	}
	return c.id, nil
}

func (s *Sim) makeChannel(prefix, kind string, members ...string) *channel {
	c := &channel{id: s.newID(prefix), kind: kind, members: map[string]bool{}, byTS: map[string]*message{}}
	for _, m := range members {
		c.members[m] = true
	}
	s.channels[c.id] = c
	s.note(Notice{Kind: "channel", Channel: c.id})
	return c
}

// Archive closes a channel for writing.
func (s *Sim) Archive(channelID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channelID]
	if c == nil {
		return fmt.Errorf("archive %s: %w", channelID, ErrNotSeen)
	}
	c.archived = true
	return nil
}

// BotUserID is the app's own user.
func (s *Sim) BotUserID() string { return s.opts.BotUserID }

// DM gives the id of the direct messages between a user and the app, and makes them if they have none.
func (s *Sim) DM(user string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[user] == nil {
		return "", fmt.Errorf("direct messages of %s: %w", user, ErrNoUser)
	}
	return s.dm(user).id, nil
}

func (s *Sim) dm(user string) *channel {
	if id, ok := s.dms[user]; ok {
		return s.channels[id]
	}
	c := s.makeChannel("D", "im", user, s.opts.BotUserID)
	c.user, c.name = user, "directmessage"
	s.dms[user] = c.id
	return c
}

// writable tells why the app may not write to a user, "" if it may.
func (s *Sim) writable(id string) string {
	u := s.users[id]
	switch {
	case u == nil, u.NoDM, u.IsStranger, u.Deleted:
		return "channel_not_found"
	case u.IsBot:
		return "cannot_dm_bot"
	case !s.switches.MessagesTab:
		return "messages_tab_disabled"
	}
	return ""
}

// target finds where a message is to go: https://docs.slack.dev/reference/methods/chat.postMessage#channels.
func (s *Sim) target(name string) (*channel, error) {
	if u := s.users[name]; u != nil || strings.HasPrefix(name, "U") || strings.HasPrefix(name, "W") {
		if code := s.writable(name); code != "" {
			return nil, fail(code)
		}
		return s.dm(name), nil
	}
	c := s.channels[name]
	if c == nil {
		c = s.channelNamed(strings.TrimPrefix(name, "#"))
	}
	if c == nil {
		return nil, fail("channel_not_found")
	}
	return c, s.mayWrite(c)
}

func (s *Sim) mayWrite(c *channel) error {
	if c.kind == "im" {
		if code := s.writable(c.user); code != "" {
			return fail(code)
		}
		return nil
	}
	switch {
	case c.archived:
		return fail("is_archived")
	case c.members[s.opts.BotUserID]:
		return nil
	case c.kind == "private":
		return fail("channel_not_found")
	case slices.Contains(s.opts.Scopes, "chat:write.public"):
		return nil
	}
	return fail("not_in_channel")
}

func (s *Sim) channelNamed(name string) *channel {
	for _, c := range s.channels {
		if c.kind != "im" && c.name == name && name != "" {
			return c
		}
	}
	return nil
}

func (s *Sim) channelName(id string) string {
	if c := s.channels[id]; c != nil {
		return c.name
	}
	return id
}
