package page

import (
	"context"
	"log/slog"
	"path"
	"strings"
)

type iiqCall struct {
	endpoint, path string
	status         int64
}

// Calls collects what the bot asks of IdentityIQ: give its Logger to the simulator's options, and itself to New.
type Calls struct{ calls chan iiqCall }

// NewCalls makes a collector. What nobody reads is dropped.
func NewCalls() *Calls { return &Calls{calls: make(chan iiqCall, 1024)} }

// Logger is for iiqsim.Options.
func (c *Calls) Logger() *slog.Logger { return slog.New(callHandler{c}) }

type callHandler struct{ to *Calls }

// Enabled implements slog.Handler: the calls are debug lines.
func (callHandler) Enabled(context.Context, slog.Level) bool { return true }

// Handle implements slog.Handler. It never blocks.
func (h callHandler) Handle(_ context.Context, r slog.Record) error {
	var c iiqCall
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "endpoint":
			c.endpoint = a.Value.String()
		case "path":
			c.path = a.Value.String()
		case "status":
			c.status = a.Value.Int64()
		}
		return true
	})
	if r.Message == "call" {
		select {
		case h.to.calls <- c:
		default:
		}
	}
	return nil
}

// WithAttrs implements slog.Handler.
func (h callHandler) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup implements slog.Handler.
func (h callHandler) WithGroup(string) slog.Handler { return h }

// iiqCalled tells of one call of the bot.
func (t *teller) iiqCalled(c iiqCall) {
	if c.status >= 400 && c.status != 404 {
		t.journal.Repeat("iiq:"+itoa(int(c.status)), noiseWithin, Entry{Side: SideIIQ, Tone: "warn", Text: "IdentityIQ answers the bot with " + itoa(int(c.status)), Detail: c.endpoint})
		return
	}
	c.endpoint = strings.Replace(c.endpoint, " gateway/", " /", 1)
	if c.endpoint != "GET /object/WorkItem/{id}" || c.status != 200 {
		t.journal.Repeat("iiq:"+c.endpoint, noiseWithin, Entry{Side: SideIIQ, Fine: true, Text: "IdentityIQ: " + c.endpoint, Detail: itoa(int(c.status))})
		return
	}
	id := path.Base(c.path)
	e := Entry{Side: SideBot, ItemID: id, Number: t.items.number(id), Code: "item.read"}
	switch {
	case t.items.read(id):
		e.Text, e.Code = "The bot has found it and reads it", "item.found"
	case t.items.pressedAt(id).IsZero():
		e.Text, e.Fine = "The bot looks at it again", true
	default:
		e.Text = "The bot reads it back: still open, still theirs to decide?"
	}
	t.journal.Repeat(e.Code+id, gatherWithin, e)
}
