package slacksim

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

func (s *Sim) chatPostMessage(c *call) (result, error) {
	if err := c.needs("channel"); err != nil {
		return nil, err
	}
	ct, err := s.readContent(c)
	if err != nil {
		return nil, err
	}
	if ct.empty() {
		return nil, fail("no_text")
	}
	ch, err := s.target(c.text("channel"))
	if err != nil {
		return nil, err
	}
	thread := c.text("thread_ts")
	if thread != "" && ch.find(thread) == nil {
		return nil, fail("thread_not_found")
	}
	if err := s.channelLimited(ch); err != nil {
		return nil, err
	}
	c.warnings = ct.warnings
	m := s.post(ch, ct, thread, "chat.postMessage")
	return result{"channel": ch.id, "ts": m.TS, "message": s.object(m, true)}, nil
}

// post puts a message of the app into a channel.
func (s *Sim) post(ch *channel, ct content, thread, via string) *message {
	m := &message{Message: Message{
		Channel: ch.id, TS: s.nextTS(), ThreadTS: thread, User: s.opts.BotUserID, BotID: s.opts.BotID,
		Attachments: ct.attachments, Unfurl: ct.unfurl,
	}}
	v := ct.update(Version{At: s.stamp()}, via)
	m.show(v)
	ch.add(m)
	s.echo(ch, m, "")
	s.note(Notice{Kind: "message_posted", Channel: ch.id, TS: m.TS, User: ch.user, Method: via})
	return m
}

// change gives a message of the app a new version.
func (s *Sim) change(ch *channel, m *message, ct content, via string) {
	v := ct.update(m.Version, via)
	v.At = s.stamp()
	if ct.attachments != nil {
		m.Attachments = ct.attachments
	}
	m.show(v)
	s.echo(ch, m, "message_changed")
	s.note(Notice{Kind: "message_updated", Channel: m.Channel, TS: m.TS, User: ch.user, Method: via})
}

func (s *Sim) remove(ch *channel, m *message, via string) {
	m.Deleted = true
	s.echo(ch, m, "message_deleted")
	s.note(Notice{Kind: "message_deleted", Channel: m.Channel, TS: m.TS, User: ch.user, Method: via})
}

func (s *Sim) chatUpdate(c *call) (result, error) {
	if err := c.needs("channel", "ts"); err != nil {
		return nil, err
	}
	ct, err := s.readContent(c)
	if err != nil {
		return nil, err
	}
	if !ct.hasText && ct.blocks == nil && ct.attachments == nil && ct.metadata == nil {
		return nil, fail("no_text")
	}
	if utf8.RuneCountInString(ct.text) > maxUpdateText {
		return nil, fail("msg_too_long")
	}
	ch, m, err := s.own(c, "cant_update_message")
	if err != nil {
		return nil, err
	}
	if ct.hasText && ct.empty() && m.Attachments == nil && (m.Blocks == nil || ct.blocks != nil) {
		return nil, fail("no_text")
	}
	c.warnings = ct.warnings
	s.change(ch, m, ct, "chat.update")
	return result{"channel": ch.id, "ts": m.TS, "text": m.Text, "message": s.object(m, true)}, nil
}

// own finds a message of the app. Ephemeral messages are not found.
func (s *Sim) own(c *call, foreign string) (*channel, *message, error) {
	ch := s.channels[c.text("channel")]
	if ch == nil || (ch.kind == "private" && !ch.members[s.opts.BotUserID]) {
		return nil, nil, fail("channel_not_found")
	}
	m := ch.find(c.text("ts"))
	switch {
	case m == nil:
		return nil, nil, fail("message_not_found")
	case m.BotID != s.opts.BotID:
		return nil, nil, fail(foreign)
	case ch.archived:
		return nil, nil, fail("is_archived")
	}
	return ch, m, nil
}

func (s *Sim) chatDelete(c *call) (result, error) {
	if err := c.needs("channel", "ts"); err != nil {
		return nil, err
	}
	ch, m, err := s.own(c, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	s.remove(ch, m, "chat.delete")
	return result{"channel": ch.id, "ts": m.TS}, nil
}

func (s *Sim) chatPostEphemeral(c *call) (result, error) {
	if err := c.needs("channel", "user"); err != nil {
		return nil, err
	}
	ct, err := s.readContent(c)
	if err != nil {
		return nil, err
	}
	if ct.empty() {
		return nil, fail("no_text")
	}
	ch := s.channels[c.text("channel")]
	if ch == nil {
		return nil, fail("channel_not_found")
	}
	if err := s.mayWrite(ch); err != nil {
		return nil, err
	}
	user := s.users[c.text("user")]
	if user == nil || user.Deleted || !ch.members[user.ID] {
		return nil, fail("user_not_in_channel")
	}
	c.warnings = ct.warnings
	m := s.whisper(ch, user.ID, ct, c.text("thread_ts"), "chat.postEphemeral")
	return result{"message_ts": m.TS}, nil
}

// whisper shows a message to one person alone.
func (s *Sim) whisper(ch *channel, user string, ct content, thread, via string) *message {
	m := &message{Message: Message{
		Channel: ch.id, TS: s.nextTS(), ThreadTS: thread, User: s.opts.BotUserID, BotID: s.opts.BotID,
		Attachments: ct.attachments, Unfurl: ct.unfurl, Ephemeral: true, To: user,
	}}
	v := ct.update(Version{At: s.stamp()}, via)
	m.show(v)
	s.seen[user] = append(s.seen[user], m)
	if len(s.seen[user]) > maxEphemerals {
		s.seen[user] = slices.Delete(s.seen[user], 0, 1)
	}
	s.note(Notice{Kind: "ephemeral", Channel: ch.id, TS: m.TS, User: user, Method: via})
	return m
}

func (s *Sim) chatGetPermalink(c *call) (result, error) {
	if err := c.needs("channel", "message_ts"); err != nil {
		return nil, err
	}
	ch := s.channels[c.text("channel")]
	if ch == nil {
		return nil, fail("channel_not_found")
	}
	if ch.find(c.text("message_ts")) == nil {
		return nil, fail("message_not_found")
	}
	link := fmt.Sprintf("https://%s.slack.com/archives/%s/p%s", s.opts.TeamDomain, ch.id, strings.ReplaceAll(c.text("message_ts"), ".", ""))
	return result{"channel": ch.id, "permalink": link}, nil
}
