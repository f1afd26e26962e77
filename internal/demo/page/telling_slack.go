package page

import (
	"strconv"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

func itoa(n int) string { return strconv.Itoa(n) }

// slackNotice tells of one change in Slack.
func (t *teller) slackNotice(n slacksim.Notice) {
	switch n.Kind {
	case "message_posted", "message_updated":
		t.message(n)
	case "message_deleted":
		t.journal.Add(Entry{Side: SideSlack, Text: "The bot took back a message to " + t.person(n.User), Fine: true})
	case "ephemeral":
		t.private(n)
	case "view_opened":
		t.form(n)
	case "home_published":
		t.journal.Gather("home", t.person(n.User), Entry{Side: SideSlack, Code: "home.shown", Fine: true}, func(who []string) string {
			return "Home tab renewed for " + names(who)
		})
	case "socket_open", "socket_closed":
		t.socket(n)
	case "envelope_unacked":
		t.journal.Add(Entry{Side: SideSlack, Tone: "bad", Text: "The bot did not ack in time (" + n.Detail + ")"})
	case "call":
		t.call(n)
	}
}

func (t *teller) message(n slacksim.Notice) {
	m, err := t.slack.Message(n.Channel, n.TS)
	if err != nil || m.BotID == "" {
		return
	}
	e := Entry{Side: SideSlack, ItemID: itemOf(m)}
	e.Number = t.items.number(e.ItemID)
	who := t.person(n.User)
	switch {
	case n.User == "":
		e.Text, e.Detail = "The bot wrote into a channel", onOneLine(m.Text, 140)
		t.journal.Add(e)
	case e.ItemID == "":
		e.Text, e.Detail, e.Fine = "Message to "+who, onOneLine(m.Text, 140), n.Kind == "message_updated"
		t.journal.Add(e)
	case n.Kind == "message_posted":
		e.Code = "card.sent"
		t.journal.Gather("sent:"+e.ItemID, who, e, func(who []string) string {
			if len(who) == 1 {
				return "Card sent to " + names(who)
			}
			return itoa(len(who)) + " cards sent: to " + names(who)
		})
	default:
		t.cardChanged(m, who, e)
	}
}

func (t *teller) cardChanged(m slacksim.Message, who string, e Entry) {
	says := standingOf(t.slack.VisibleText(m))
	e.Code, e.Fine = "card.changed", says == ""
	switch {
	case strings.Contains(says, "not answering"):
		e.Code, e.Tone = "card.kept", "warn"
	case strings.HasPrefix(says, "Approved"):
		e.Code, e.Tone = "card.decided", "good"
	case strings.HasPrefix(says, "Denied"), strings.HasPrefix(says, "Decided"):
		e.Code = "card.decided"
	case strings.HasPrefix(says, "Not recorded"):
		e.Tone = "bad"
	}
	t.journal.Gather("changed:"+e.ItemID+says, who, e, func(who []string) string {
		now := "Card of "
		if len(who) > 1 {
			now = itoa(len(who)) + " cards, of "
		}
		if says == "" {
			return now + names(who) + " renewed"
		}
		return now + names(who) + ": “" + onOneLine(says, 120) + "”"
	})
}

func (t *teller) private(n slacksim.Notice) {
	m, err := t.slack.Message(n.Channel, n.TS)
	if err != nil || m.Deleted {
		return
	}
	t.journal.Add(Entry{Side: SideSlack, Code: "answer.private", Text: "Private answer to " + t.person(n.User),
		Detail: onOneLine(m.Text, 140)})
}

func (t *teller) form(n slacksim.Notice) {
	open := t.slack.Modals(n.User)
	if len(open) == 0 {
		return
	}
	t.journal.Add(Entry{Side: SideSlack, Code: "form.opened", Text: "A form opens before " + t.person(n.User),
		Detail: open[len(open)-1].Title})
}

func (t *teller) socket(n slacksim.Notice) {
	if n.Kind == "socket_open" {
		t.journal.Repeat("socket.open", gatherWithin,
			Entry{Side: SideSlack, Code: "socket.open", Text: "The bot has opened a Socket Mode connection"})
		return
	}
	t.journal.Repeat("socket.closed", gatherWithin,
		Entry{Side: SideSlack, Code: "socket.closed", Tone: "warn", Text: "A Socket Mode connection is closed", Detail: n.Detail})
}

func (t *teller) call(n slacksim.Notice) {
	if n.Detail == "" {
		t.journal.Repeat("slack:"+n.Method, noiseWithin, Entry{Side: SideSlack, Fine: true, Text: "Slack: " + n.Method, Detail: took(n.Took)})
		return
	}
	e := Entry{Side: SideSlack, Tone: "warn", Text: "Slack answers " + n.Method + " with " + n.Detail}
	t.journal.Repeat("slack:"+n.Method+n.Detail, noiseWithin, e)
}

// took says a duration in milliseconds.
func took(d time.Duration) string {
	if d < time.Millisecond {
		return "under 1 ms"
	}
	return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
}
