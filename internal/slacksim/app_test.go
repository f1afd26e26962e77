package slacksim

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"github.com/iiq-approvals/bot/internal/patience"
)

// startApp runs slack-go's own Socket Mode client against the workspace and hands every request to handle, one at a time.
func (w *workspace) startApp(handle func(c *socketmode.Client, e socketmode.Event)) {
	w.t.Helper()
	client := socketmode.New(w.bot)
	before := len(w.Sockets())
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = client.RunContext(ctx) })
	wg.Go(func() {
		for {
			select {
			case e := <-client.Events:
				if e.Request != nil && e.Request.EnvelopeID != "" {
					handle(client, e)
				}
			case <-ctx.Done():
				return
			}
		}
	})
	w.t.Cleanup(func() { cancel(); wg.Wait() })
	w.wait("the app connects", func() bool { return len(w.Sockets()) > before })
}

func ack(t *testing.T, c *socketmode.Client, e socketmode.Event, payload any) {
	t.Helper()
	if err := c.AckCtx(t.Context(), e.Request.EnvelopeID, payload); err != nil && t.Context().Err() == nil {
		t.Errorf("ack: %v", err)
	}
}

// rawSocket is a Socket Mode connection by hand, that acks nothing by itself.
type rawSocket struct {
	t    *testing.T
	conn *websocket.Conn
	// first is the hello, or the word that turned it away.
	first map[string]any
}

// dial gives a socket that the workspace knows: until its first frame nothing may be sent over it.
func (w *workspace) dial() *rawSocket {
	w.t.Helper()
	_, address, err := w.bot.StartSocketModeContext(w.ctx())
	if err != nil {
		w.t.Fatalf("apps.connections.open: %v", err)
	}
	conn, resp, err := websocket.DefaultDialer.DialContext(w.ctx(), address, nil)
	if err != nil {
		w.t.Fatalf("dial: %v", err)
	}
	_ = resp.Body.Close()
	w.t.Cleanup(func() { _ = conn.Close() })
	r := &rawSocket{t: w.t, conn: conn}
	r.first = r.next()
	return r
}

func (r *rawSocket) next() map[string]any {
	r.t.Helper()
	if err := r.conn.SetReadDeadline(time.Now().Add(patience.Limit())); err != nil {
		r.t.Fatalf("read frame: %v", err)
	}
	var m map[string]any
	if err := r.conn.ReadJSON(&m); err != nil {
		r.t.Fatalf("read frame: %v", err)
	}
	return m
}

func (r *rawSocket) ack(m map[string]any) {
	r.t.Helper()
	raw, err := json.Marshal(map[string]any{"envelope_id": m["envelope_id"]})
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.conn.WriteMessage(websocket.TextMessage, raw); err != nil {
		r.t.Fatal(err)
	}
}

func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// cardBlocks is a message with the controls that a card has.
func cardBlocks() []slack.Block {
	approve := slack.NewButtonBlockElement("approve", "42", plain("Approve")).WithStyle(slack.StylePrimary)
	deny := slack.NewButtonBlockElement("deny", "42", plain("Deny")).WithStyle(slack.StyleDanger)
	risky := slack.NewButtonBlockElement("risky", "42", plain("Approve all")).WithConfirm(
		slack.NewConfirmationBlockObject(plain("Sure?"), plain("This is privileged."), plain("Yes"), plain("No")))
	view := slack.NewButtonBlockElement("view", "", plain("View in IdentityIQ")).WithURL("https://iiq.example.com/42")
	more := slack.NewOverflowBlockElement("more",
		slack.NewOptionBlockObject("details", plain("Details"), nil), slack.NewOptionBlockObject("later", plain("Remind me later"), nil))
	return []slack.Block{
		slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "*Dana* asks", false, false), nil, nil),
		slack.NewActionBlock("decide", approve, deny, risky, view, more),
	}
}

func reasonModal() slack.ModalViewRequest {
	input := slack.NewPlainTextInputBlockElement(nil, "reason_text")
	input.Multiline, input.MinLength, input.MaxLength = true, 3, 50
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain("Deny"), Submit: plain("Deny"), Close: plain("Cancel"), CallbackID: "deny", PrivateMetadata: "42",
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewInputBlock("reason", plain("Reason"), nil, input)}},
	}
}

func (w *workspace) postCard(user string) (channel, ts string) {
	w.t.Helper()
	channel, ts, err := w.bot.PostMessageContext(w.ctx(), user, slack.MsgOptionText("Dana asks", false),
		slack.MsgOptionBlocks(cardBlocks()...))
	if err != nil {
		w.t.Fatalf("post card: %v", err)
	}
	return channel, ts
}
