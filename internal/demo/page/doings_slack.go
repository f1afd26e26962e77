package page

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// look sets what a pane of a viewer shows.
type look struct {
	Stream string `json:"stream"`
	Pane   int    `json:"pane"`
	showing
}

// typed is what somebody types or fills in.
type typed struct {
	User    string         `json:"user"`
	Channel string         `json:"channel"`
	Text    string         `json:"text"`
	Entries map[string]any `json:"entries"`
}

// slackDoings is what people do in Slack.
func (p *Page) slackDoings(mux *http.ServeMux) {
	doing(mux, "look", func(_ *http.Request, in look) (any, error) { return nil, p.look(in) })
	doing(mux, "click", p.click)
	doing(mux, "submit", p.submit)
	doing(mux, "close", func(r *http.Request, in typed) (any, error) { return p.Slack.CloseModal(r.Context(), in.User) })
	doing(mux, "type", p.typeIn)
	doing(mux, "home", func(_ *http.Request, in typed) (any, error) {
		p.Journal.Add(Entry{Side: SidePerson, Code: "home.opened", Text: p.teller.person(in.User) + " opens the Home tab"})
		return nil, p.Slack.OpenHome(in.User)
	})
}

// look changes what a pane shows; the stream sends it.
func (p *Page) look(in look) error {
	v := p.viewer(in.Stream)
	if v == nil || in.Pane < 0 || in.Pane >= len(v.panes) {
		return fmt.Errorf("this page has lost its connection to the demo")
	}
	select {
	case v.changes <- change{pane: in.Pane, to: in.showing}:
		return nil
	default:
		return fmt.Errorf("that was too fast")
	}
}

// pressWords is a press with the words that stand on what is pressed, for the account.
type pressWords struct {
	slacksim.Press
	Words string `json:"words"`
}

// click presses something in Slack, and tells of it.
func (p *Page) click(r *http.Request, in pressWords) (any, error) {
	e := Entry{Side: SidePerson, Code: "click", Text: p.teller.person(in.User) + " presses " + onOneLine(in.Words, 60)}
	if m, err := p.Slack.Message(in.Channel, in.TS); err == nil {
		e.ItemID = itemOf(m)
		e.Number = p.items.number(e.ItemID)
	}
	if strings.HasPrefix(in.Words, "Approve") && e.ItemID != "" {
		p.items.press(e.ItemID, p.Clock())
	}
	id := p.Journal.Add(e)
	out, err := p.Slack.Click(r.Context(), in.Press)
	p.Journal.Amend(id, func(e *Entry) { e.ended(out, err) })
	return out, err
}

// ended says what came of a doing.
func (e *Entry) ended(r slacksim.Result, err error) {
	switch {
	case err != nil:
		e.Detail, e.Tone = "Slack has no such thing any more", "warn"
	case r.Confirm != nil:
		e.Detail = "Slack asks back first"
	case r.Acked:
		e.Detail = "acked in " + took(r.AckAfter)
	case r.UserError != "":
		e.Detail, e.Tone = "Slack shows: "+r.UserError, "bad"
	}
}

// submit sends the form in front of somebody.
func (p *Page) submit(r *http.Request, in typed) (any, error) {
	id := p.Journal.Add(Entry{Side: SidePerson, Text: p.teller.person(in.User) + " sends the form"})
	p.pressForm(in.User)
	out, err := p.Slack.Submit(r.Context(), in.User, in.Entries)
	p.Journal.Amend(id, func(e *Entry) {
		e.ended(out, err)
		if len(out.FieldErrors) > 0 {
			e.Code, e.Tone, e.Detail = "field.refused", "warn", "refused under the field: "+firstOf(out.FieldErrors)
		}
	})
	return out, err
}

// pressForm notes which work item a form decides, so that the account can say how long it took.
func (p *Page) pressForm(user string) {
	open := p.Slack.Modals(user)
	if len(open) == 0 {
		return
	}
	for _, w := range p.items.all() {
		if strings.Contains(open[len(open)-1].PrivateMetadata, w.ID) {
			p.items.press(w.ID, p.Clock())
		}
	}
}

func firstOf(all map[string]string) string {
	for _, text := range all {
		return text
	}
	return ""
}

// typeIn sends what stands in the composer: a command when it begins with a slash, else a message.
func (p *Page) typeIn(r *http.Request, in typed) (any, error) {
	text := strings.TrimSpace(in.Text)
	who := p.teller.person(in.User)
	e := Entry{Side: SidePerson, Code: "typed", Text: who + " types “" + onOneLine(text, 60) + "”"}
	if !strings.HasPrefix(text, "/") {
		p.Journal.Add(e)
		if app := "@" + p.teller.person(p.Slack.BotUserID()); strings.HasPrefix(text, app) {
			return p.Slack.Mention(in.User, in.Channel, strings.TrimSpace(strings.TrimPrefix(text, app)))
		}
		return p.Slack.Say(in.User, in.Channel, text)
	}
	name, rest, _ := strings.Cut(text, " ")
	id := p.Journal.Add(e)
	out, err := p.Slack.Command(r.Context(), in.User, in.Channel, name, strings.TrimSpace(rest))
	p.Journal.Amend(id, func(e *Entry) { e.ended(out, err) })
	return out, err
}
