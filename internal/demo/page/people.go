package page

import (
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// choice is somebody in the list of whom one can be.
type choice struct {
	ID, Name, Role string
}

// cast gives the personas, and everybody else by name.
func (p *Page) cast() (first, rest []choice) {
	roles := map[string]string{}
	for _, one := range p.Personas {
		roles[one.SlackID] = one.Role
	}
	byID := map[string]slacksim.User{}
	for _, u := range p.Slack.Users() {
		if u.Deleted || u.IsBot || u.ID == p.Slack.BotUserID() {
			continue
		}
		byID[u.ID] = u
		if roles[u.ID] == "" {
			rest = append(rest, choice{ID: u.ID, Name: u.RealName})
		}
	}
	for _, one := range p.Personas {
		if u, ok := byID[one.SlackID]; ok {
			first = append(first, choice{ID: u.ID, Name: u.RealName, Role: one.Role})
		}
	}
	slices.SortFunc(rest, func(a, b choice) int { return strings.Compare(a.Name, b.Name) })
	return first, rest
}

// place is a conversation in the list beside it.
type place struct {
	ID, Name string
}

// places gives the channels that somebody is in.
func (p *Page) places(user string) []place {
	var out []place
	for _, c := range p.Slack.Channels() {
		if c.Kind != "im" && slices.Contains(c.Members, user) {
			out = append(out, place{ID: c.ID, Name: c.Name})
		}
	}
	return out
}

// initials are the letters of somebody's picture.
func initials(name string) string {
	var out []rune
	for _, word := range strings.Fields(name) {
		if len(out) < 2 && !strings.HasPrefix(word, "(") {
			out = append(out, []rune(word)[0])
		}
	}
	return strings.ToUpper(string(out))
}

// tint is the number of the colour behind somebody's letters.
func tint(name string) int {
	sum := 0
	for _, r := range name {
		sum += int(r)
	}
	return sum % 8
}
