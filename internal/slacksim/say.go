package slacksim

import (
	"fmt"
	"regexp"
	"strings"
)

// Say writes a message as a person; an empty channel is the direct messages with the app, of which the app hears.
func (s *Sim) Say(user, channelID, text string) (Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDue()
	m, ch, err := s.compose(user, channelID, written(text))
	if err != nil {
		return Result{}, err
	}
	s.echo(ch, m, "")
	return Result{TS: m.TS}, nil
}

// Mention writes a message that begins with the app's name. The app must be in the conversation to hear of it; in direct
// messages it hears of the message alone.
func (s *Sim) Mention(user, channelID, text string) (Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDue()
	m, ch, err := s.compose(user, channelID, "<@"+s.opts.BotUserID+"> "+written(text))
	if err != nil {
		return Result{}, err
	}
	s.echo(ch, m, "")
	if ch.kind != "im" && ch.members[s.opts.BotUserID] {
		inner := event(s.object(m, false))
		inner["type"], inner["channel"], inner["event_ts"] = "app_mention", ch.id, m.TS
		s.emit(inner)
	}
	return Result{TS: m.TS}, nil
}

// escapeTyped is what Slack makes of typed words: https://docs.slack.dev/messaging/formatting-message-text.
func escapeTyped(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// linkable are the words that Slack makes links of: addresses of pages and people, names of hosts, telephone numbers.
var linkable = regexp.MustCompile(`https?://[^\s<>|"“”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:[\w-]+\.)+(?:com|org|net)\b|\b[0-9]{7,15}\b`)

// written is a message as Slack stores it: escaped, with links.
func written(text string) string {
	return linkable.ReplaceAllStringFunc(escapeTyped(text), func(word string) string {
		switch {
		case strings.Contains(word, "://"):
			return "<" + word + ">"
		case strings.Contains(word, "@"):
			return "<mailto:" + word + "|" + word + ">"
		case strings.Trim(word, "0123456789") == "":
			return "<tel:" + word + "|" + word + ">"
		}
		return "<http://" + word + "|" + word + ">"
	})
}

// compose puts a person's message into a conversation.
func (s *Sim) compose(user, channelID, text string) (*message, *channel, error) {
	if _, err := s.actor(user); err != nil {
		return nil, nil, err
	}
	ch, err := s.conversationOf(user, channelID)
	if err != nil {
		return nil, nil, err
	}
	if ch.archived || (ch.kind == "im" && !s.switches.MessagesTab) {
		return nil, nil, fmt.Errorf("composer of %s: %w", ch.id, ErrNotSeen)
	}
	m := &message{Message: Message{Channel: ch.id, TS: s.nextTS(), User: user, Unfurl: true}}
	m.show(Version{At: s.stamp(), Text: text, Via: "person"})
	ch.add(m)
	s.note(Notice{Kind: "message_posted", Channel: ch.id, TS: m.TS, User: user, Method: "person"})
	return m, ch, nil
}

// OpenHome opens the app's Home tab; every opening is told to the app, with the view if it has published one.
func (s *Sim) OpenHome(user string) error { return s.openTab(user, "home") }

// OpenMessages opens the app's Messages tab, which is told to the app as well.
func (s *Sim) OpenMessages(user string) error { return s.openTab(user, "messages") }

func (s *Sim) openTab(user, tab string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDue()
	if _, err := s.actor(user); err != nil {
		return err
	}
	if (tab == "home" && !s.switches.HomeTab) || (tab == "messages" && !s.switches.MessagesTab) {
		return fmt.Errorf("tab %s: %w", tab, ErrNotSeen)
	}
	inner := event{"type": "app_home_opened", "user": user, "channel": s.dm(user).id, "tab": tab, "event_ts": s.nextTS()}
	if v := s.homes[user]; v != nil && tab == "home" {
		inner["view"] = s.viewObject(v)
	}
	s.emit(inner)
	return nil
}

// Uninstall takes the app out of the workspace: tokens die with account_inactive and the app hears of it.
func (s *Sim) Uninstall() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emit(event{"type": "app_uninstalled", "event_ts": s.nextTS()})
	for _, t := range s.tokens {
		t.dead = "account_inactive"
	}
	s.note(Notice{Kind: "switches", Detail: "account_inactive"})
}
