package page

import (
	"encoding/json"
	"strings"
)

// botLine is what the journal reads of a line of the bot's own log.
type botLine struct {
	Level    string `json:"level"`
	Msg      string `json:"msg"`
	Error    string `json:"error"`
	ItemID   string `json:"work_item_id"`
	Code     string `json:"code"`
	Round    string `json:"round"`
	Method   string `json:"method"`
	Repeated bool   `json:"repeated"`
}

// BotSaid takes one line of the bot's log, as JSON.
func (p *Page) BotSaid(line []byte) { p.teller.botSaid(line) }

func (t *teller) botSaid(line []byte) {
	var l botLine
	if json.Unmarshal(line, &l) != nil || l.Msg == "" {
		if text := strings.TrimSpace(string(line)); text != "" {
			t.journal.Add(Entry{Side: SideBot, Tone: "warn", Text: "The bot says: " + onOneLine(text, 200)})
		}
		return
	}
	e := Entry{Side: SideBot, ItemID: l.ItemID, Number: t.items.number(l.ItemID), Detail: onOneLine(l.Error, 160)}
	if !e.known(l) {
		e.Text, e.Fine = "The bot: "+onOneLine(l.Msg, 160), l.Level != "ERROR" && l.Level != "WARN"
		if !e.Fine {
			e.Tone = "warn"
		}
	}
	within := gatherWithin
	if e.Tone == "warn" || e.Fine {
		within = noiseWithin
	}
	t.journal.Repeat("bot:"+e.Text+e.ItemID, within, e)
}

// known says the lines of the bot's log that the story is told by in plain words.
func (e *Entry) known(l botLine) bool {
	switch l.Msg {
	case "the bot runs":
		e.Text, e.Code, e.Tone = "The bot runs", "bot.runs", "good"
	case "the bot has stopped":
		e.Text = "The bot has stopped in good order"
	case "decision recorded here":
		e.Text, e.Code = "The bot had stored the decision before it acked", "decision.kept"
	case "decision not yet in IdentityIQ; it is kept and tried again":
		e.Text, e.Tone = "IdentityIQ could not be asked; the decision is kept and tried again", "warn"
	case "click refused":
		e.Text, e.Detail, e.Code = "The bot refused the click", strings.ReplaceAll(l.Code, "_", " "), "click.refused"
	case "wish refused":
		e.Text, e.Detail = "The bot refused the question", strings.ReplaceAll(l.Code, "_", " ")
	case "Slack asks to wait":
		e.Text, e.Detail, e.Tone = "Slack asks the bot to wait, and it does", l.Method, "warn"
	case "Slack connection lost":
		e.Text, e.Tone = "The bot has lost a connection to Slack", "warn"
	case "scheduled round failed, it is tried again at its next turn":
		e.Text, e.Tone, e.Code = "The bot's "+l.Round+" round failed; it tries again", "warn", "round.failed"
	default:
		return false
	}
	return true
}

// BotDied tells that the bot's process has ended though nobody asked it to.
func (p *Page) BotDied(err error) {
	p.Journal.Add(Entry{Side: SideBot, Tone: "bad", Text: "The bot's process has ended by itself", Detail: onOneLine(err.Error(), 160)})
	p.troubles.mark("bot-kill", func() { _ = p.Bot.Start() })
	p.wake()
}
