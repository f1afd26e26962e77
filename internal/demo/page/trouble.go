package page

import (
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// trouble is one switch: something that goes wrong while it is on, or once.
type trouble struct {
	Name, Label, Note string
	// Once troubles have no end of their own: they happen, and that was it.
	Once bool
	// Group is IdentityIQ, Slack or The bot.
	Group string
	start func() (stop func(), err error)
	// On and Off are what the account says.
	On, Off string
}

// troubles are the switches and which of them are on.
type troubles struct {
	all   []trouble
	mu    sync.Mutex
	stops map[string]func()
}

func newTroubles(o Options) *troubles {
	t := &troubles{stops: map[string]func(){}}
	t.all = append(append(iiqTroubles(o.IIQ), slackTroubles(o.Slack)...), botTrouble(o.Bot))
	return t
}

func iiqTroubles(iiq *iiqsim.Sim) []trouble {
	return []trouble{
		{Name: "iiq-down", Group: "IdentityIQ", Label: "Down", Note: "every call is answered with 503", On: "IdentityIQ is down",
			Off: "IdentityIQ is up again",
			start: func() (func(), error) {
				iiq.SetDown(true)
				return func() { iiq.SetDown(false) }, nil
			}},
		{Name: "iiq-slow", Group: "IdentityIQ", Label: "Slow", Note: "every answer takes three seconds",
			On: "IdentityIQ takes three seconds for every answer", Off: "IdentityIQ is quick again",
			start: func() (func(), error) {
				id, err := iiq.AddFault(iiqsim.Fault{Kind: iiqsim.FaultDelay, DelayMillis: 3000})
				return func() { iiq.RemoveFault(id) }, err
			}},
		{Name: "iiq-token", Group: "IdentityIQ", Label: "Revoke the token", Once: true,
			Note: "the bot's access token is worth nothing from now on", On: "IdentityIQ has revoked the bot's access token",
			start: func() (func(), error) { iiq.RevokeTokens(); return nil, nil }},
	}
}

func slackTroubles(slack *slacksim.Sim) []trouble {
	return []trouble{
		{Name: "slack-429", Group: "Slack", Label: "429", Note: "messages and updates are answered with 429, wait 5 seconds",
			On: "Slack answers with 429: too many calls", Off: "Slack takes calls again",
			start: func() (func(), error) {
				id, err := slack.AddFault(slacksim.Fault{Method: "chat.", Kind: slacksim.FaultRateLimited, RetryAfter: 5})
				return func() { slack.RemoveFault(id) }, err
			}},
		{Name: "slack-cut", Group: "Slack", Label: "Cut the sockets", Once: true, Note: "both Socket Mode connections break without a word",
			On:    "Slack's connections to the bot are cut",
			start: func() (func(), error) { slack.DropSockets(0); return nil, nil }},
	}
}

// botTrouble ends the bot's process with SIGKILL; switched off, a new process starts.
func botTrouble(bot Bot) trouble {
	return trouble{Name: "bot-kill", Group: "The bot", Label: "Killed", Note: "its process is ended at once, as by a crash; off starts a new one",
		On: "The bot's process is killed", Off: "A new process of the bot starts",
		start: func() (func(), error) {
			return func() { _ = bot.Start() }, bot.Kill()
		}}
}

func (t *troubles) list() []trouble { return t.all }

// set switches a trouble; the sentence is what has happened, "" when nothing has.
func (t *troubles) set(name string, on bool) (sentence string, err error) {
	at := slices.IndexFunc(t.all, func(one trouble) bool { return one.Name == name })
	if at < 0 {
		return "", fmt.Errorf("there is no switch %q", name)
	}
	one := t.all[at]
	t.mu.Lock()
	defer t.mu.Unlock()
	stop, already := t.stops[name]
	switch {
	case on && already, !on && !already:
		return "", nil
	case !on:
		delete(t.stops, name)
		stop()
		return one.Off, nil
	}
	if stop, err = one.start(); err != nil {
		return "", fmt.Errorf("%s: %w", one.Label, err)
	}
	if !one.Once {
		t.stops[name] = stop
	}
	return one.On, nil
}

func (t *troubles) on() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := []string{}
	for _, one := range t.all {
		if t.stops[one.Name] != nil {
			out = append(out, one.Name)
		}
	}
	return out
}

// state is what the switches and the lamps show.
type state struct {
	On      []string `json:"on"`
	Running bool     `json:"running"`
	PID     int      `json:"pid"`
	Sockets int      `json:"sockets"`
}

func (p *Page) state() state {
	s := state{On: p.troubles.on(), Sockets: len(p.Slack.Sockets())}
	s.PID, s.Running = p.Bot.Running()
	return s
}

func (p *Page) troubleDoings(mux *http.ServeMux) {
	doing(mux, "trouble", func(_ *http.Request, in struct {
		Name string `json:"name"`
		On   bool   `json:"on"`
	}) (any, error) {
		sentence, err := p.troubles.set(in.Name, in.On)
		if sentence != "" {
			code := in.Name + ".on"
			if !in.On {
				code = in.Name + ".off"
			}
			tone := "bad"
			if !in.On {
				tone = "good"
			}
			p.Journal.Add(Entry{Side: SideTrouble, Tone: tone, Code: code, Text: sentence})
		}
		p.wake()
		return nil, err
	})
}

// mark shows a trouble as on that has come by itself.
func (t *troubles) mark(name string, stop func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stops[name] = stop
}
