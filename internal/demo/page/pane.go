package page

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// maxMessages is how many of the latest messages of a conversation a pane shows.
const maxMessages = 500

// showing is what somebody looks at in one pane.
type showing struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
	// Tab is `home` or `messages`.
	Tab string `json:"tab"`
}

// pane is one Slack window of a viewer, with what it has been sent.
type pane struct {
	showing
	fresh bool
	sent  map[string]string
	home  string
	modal string
}

// messagePiece is a message as the template wants it.
type messagePiece struct {
	slacksim.Message
	Author string
	Clock  string
	Stamp  string
	Day    string
	Nodes  []blockkit.Node
	App    bool
}

// piece is one message to put into its place: Before is the key of the message behind it, "" for the end.
type piece struct {
	Key    string `json:"key"`
	Before string `json:"before"`
	HTML   string `json:"html,omitempty"`
	Gone   bool   `json:"gone,omitempty"`
	Own    bool   `json:"own,omitempty"`
}

// conversation are the latest messages and the private answers between them, in the order of their time.
func (p *Page) conversation(s showing) []slacksim.Message {
	ch := s.Channel
	if ch == "" {
		ch, _ = p.Slack.DM(s.User)
	}
	var list []slacksim.Message
	for _, m := range append(p.Slack.Messages(ch), p.Slack.Ephemerals(s.User)...) {
		if m.Channel == ch && !m.Deleted {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b slacksim.Message) int { return strings.Compare(a.TS, b.TS) })
	return list[max(0, len(list)-maxMessages):]
}

// changes gives what differs from what the pane has been sent, and remembers it as sent.
func (p *Page) changes(v *pane) ([]piece, error) {
	list := p.conversation(v.showing)
	reader := p.Slack.Reader(v.User)
	var out []piece
	seen := map[string]bool{}
	day := ""
	for i, m := range list {
		was := day
		day = dayOf(m, reader)
		print := fmt.Sprintf("%d.%d %t", m.At.UnixNano(), len(m.Versions), was != day)
		seen[m.TS] = true
		if v.sent[m.TS] == print {
			continue
		}
		v.sent[m.TS] = print
		html, err := p.messageHTML(m, reader, was != day)
		if err != nil {
			return nil, err
		}
		next := ""
		if i+1 < len(list) {
			next = list[i+1].TS
		}
		out = append(out, piece{Key: m.TS, Before: next, HTML: html, Own: m.User == v.User})
	}
	for key := range v.sent {
		if !seen[key] {
			delete(v.sent, key)
			out = append(out, piece{Key: key, Gone: true})
		}
	}
	return out, nil
}

// sentAt is when a message was written, by its timestamp.
func sentAt(m slacksim.Message) time.Time {
	var sec, micro int64
	if _, err := fmt.Sscanf(m.TS, "%d.%d", &sec, &micro); err != nil {
		return m.At
	}
	return time.Unix(sec, micro*1000)
}

func dayOf(m slacksim.Message, r blockkit.Reader) string {
	return sentAt(m).In(zoneOf(r)).Format("Monday, January 2")
}

// zone says in whose time somebody reads dates.
func (p *Page) zone(user string) string {
	return "times of " + strings.ReplaceAll(path.Base(zoneOf(p.Slack.Reader(user)).String()), "_", " ")
}

func zoneOf(r blockkit.Reader) *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

func (p *Page) messageHTML(m slacksim.Message, reader blockkit.Reader, newDay bool) (string, error) {
	nodes := blockkit.Layout(m.Blocks, reader)
	if len(nodes) == 0 {
		nodes = []blockkit.Node{{Kind: "text", Spans: blockkit.Mrkdwn(m.Text, reader)}}
	}
	at := sentAt(m).In(zoneOf(reader))
	one := messagePiece{Message: m, Author: reader.User(m.User), Clock: at.Format("15:04"), Stamp: at.Format("Mon 2 Jan, 15:04:05"),
		Nodes: nodes, App: m.BotID != ""}
	if newDay {
		one.Day = dayOf(m, reader)
	}
	return render("message", one)
}

// homeHTML is the Home tab as somebody sees it now.
func (p *Page) homeHTML(user string) (string, error) {
	v, ok := p.Slack.Home(user)
	if !ok {
		return render("home-empty", nil)
	}
	return render("home", blockkit.Layout(v.Blocks, p.Slack.Reader(user)))
}

// modalPiece is a form in front of somebody.
type modalPiece struct {
	slacksim.View
	Nodes []blockkit.Node
	App   string
	Back  bool
}

// modalHTML is the form in front of somebody, "" for none.
func (p *Page) modalHTML(user string) (string, error) {
	stack := p.Slack.Modals(user)
	if len(stack) == 0 {
		return "", nil
	}
	v := stack[len(stack)-1]
	app := p.teller.person(p.Slack.BotUserID())
	return render("modal", modalPiece{View: v, Nodes: blockkit.Layout(v.Blocks, p.Slack.Reader(user)), App: app, Back: len(stack) > 1})
}
