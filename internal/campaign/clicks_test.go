package campaign

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// quietBot is a bot that takes what people do and answers nothing but the button that opens the form.
type quietBot struct {
	t     *testing.T
	w     *world
	api   *slack.Client
	conn  *websocket.Conn
	item  string
	heard func()

	mu    sync.Mutex
	taken map[string]bool
}

// startQuietBot opens a workspace as a campaign does, with nobody but a quiet bot in it.
func startQuietBot(t *testing.T) (*quietBot, *approvers) {
	t.Helper()
	w := &world{
		opts: Options{Seed: 3}.withDefaults(), company: iiqsim.Company(3, 4), settings: map[string]string{},
		byID:    map[string]books.Person{},
		journal: books.NewJournal(time.Now), book: books.NewBook(), answers: books.NewAnswers(),
	}
	t.Cleanup(w.close)
	if err := w.startIIQ(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.startSlack(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := &quietBot{t: t, w: w, taken: map[string]bool{}, heard: func() {}}
	b.api = slack.New("xoxb-sim", slack.OptionAPIURL(w.settings["SLACK_API_URL"]), slack.OptionAppLevelToken("xapp-1-A0SIMAPP-1-sim"))
	_, address, err := b.api.StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, resp, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	b.conn = conn
	t.Cleanup(func() { _ = conn.Close() })
	return b, &approvers{world: w}
}

// card posts a card about a new item that somebody owns.
func (b *quietBot) card(who books.Person) {
	b.t.Helper()
	i, err := b.w.iiq.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: who.ID, Requester: who.ID, Target: who.ID})
	if err != nil {
		b.t.Fatal(err)
	}
	b.item = i.ID
	button := func(id, text string) *slack.ButtonBlockElement {
		return slack.NewButtonBlockElement(id, i.ID, slack.NewTextBlockObject(slack.PlainTextType, text, false, false))
	}
	blocks := slack.NewActionBlock("decide", button("approve", "Approve"), button("deny", "Deny"))
	if _, _, err := b.api.PostMessageContext(b.t.Context(), who.SlackID, slack.MsgOptionText("a card", false),
		slack.MsgOptionBlocks(blocks)); err != nil {
		b.t.Fatal(err)
	}
}

// listen notes every wish to decide, and calls heard with each.
func (b *quietBot) listen() {
	for {
		var frame struct {
			ID      string `json:"envelope_id"`
			Type    string `json:"type"`
			Payload struct {
				Type      string `json:"type"`
				TriggerID string `json:"trigger_id"`
				Actions   []struct {
					ID string `json:"action_id"`
				} `json:"actions"`
			} `json:"payload"`
		}
		if b.conn.ReadJSON(&frame) != nil {
			return
		}
		switch p := frame.Payload; {
		case frame.Type != "interactive":
		case len(p.Actions) > 0 && p.Actions[0].ID == "deny":
			b.openForm(frame.ID, p.TriggerID)
		default:
			b.mu.Lock()
			b.taken[frame.ID] = true
			b.mu.Unlock()
			b.heard()
		}
	}
}

func (b *quietBot) openForm(envelope, trigger string) {
	if raw, err := json.Marshal(map[string]string{"envelope_id": envelope}); err == nil {
		_ = b.conn.WriteMessage(websocket.TextMessage, raw)
	}
	plain := func(text string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
	}
	input := slack.NewInputBlock(cards.BlockComment, plain("Reason"), nil, slack.NewPlainTextInputBlockElement(nil, cards.ActionComment))
	_, err := b.api.OpenViewContext(context.Background(), trigger, slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain("Deny"), Submit: plain("Deny"), Blocks: slack.Blocks{BlockSet: []slack.Block{input}},
		PrivateMetadata: cards.DecideMeta{WorkItemID: b.item, Verdict: approvals.Deny}.Encode(),
	})
	if err != nil {
		b.t.Errorf("open form: %v", err)
	}
}

// unbooked are the wishes that the bot could still take and the book knows nothing of, in order.
func (b *quietBot) unbooked() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	left := maps.Clone(b.taken)
	for _, c := range b.w.book.AllClicks() {
		delete(left, c.Result.EnvelopeID)
	}
	return slices.Sorted(maps.Keys(left))
}

// A frozen replica takes a click long after the person has gone. Whatever reached a bot must be in the book, or a decision
// comes of no click.
func TestEveryClickThatLeftIsBooked(t *testing.T) {
	ways := map[string]func(a *approvers, ctx context.Context, who books.Person, item string){
		"approve": func(a *approvers, ctx context.Context, who books.Person, item string) {
			if card, ok := a.card(who, item, false); ok {
				a.approve(ctx, who, item, card, "single")
			}
		},
		"race": func(a *approvers, ctx context.Context, who books.Person, item string) {
			if card, ok := a.card(who, item, false); ok {
				a.race(ctx, a.rng(1), who, item, card)
			}
		},
		"deny": func(a *approvers, ctx context.Context, who books.Person, item string) {
			if card, ok := a.card(who, item, false); ok {
				a.deny(ctx, a.rng(1), who, item, card)
			}
		},
	}
	for name, do := range ways {
		t.Run(name, func(t *testing.T) {
			b, a := startQuietBot(t)
			who := b.w.people[0]
			b.card(who)
			gone, leave := context.WithTimeout(t.Context(), actWithin)
			defer leave()
			b.heard = leave
			go b.listen()
			do(a, gone, who, b.item)
			if len(b.w.book.AllClicks()) == 0 {
				t.Error("no click is in the book")
			}
			if left := b.unbooked(); len(left) > 0 {
				t.Errorf("not in the book: %v", left)
			}
		})
	}
}

// A clock that is set back must not make Slack's client wait for minutes until it tells that a click failed.
func TestClockJumpsKeepNobodyWaiting(t *testing.T) {
	b, a := startQuietBot(t)
	who := b.w.people[0]
	b.card(who)
	ctx, cancel := context.WithTimeout(t.Context(), actWithin)
	defer cancel()
	rng := b.w.rng(5)
	b.heard = func() {
		before := b.w.slack.Now()
		for b.w.slack.Now().After(before.Add(-time.Minute)) {
			for _, p := range b.w.clockJumps() {
				p.run(ctx, rng)
			}
		}
	}
	go b.listen()
	card, ok := a.card(who, b.item, false)
	if !ok {
		t.Fatal("no card")
	}
	a.approve(ctx, who, b.item, card, "single")
	if n := b.w.journal.Count("unheard"); n != 0 {
		t.Errorf("%d clicks of which nobody heard the end", n)
	}
	if clicks := b.w.book.AllClicks(); len(clicks) != 1 || clicks[0].Result.Acked {
		t.Errorf("booked: %+v", clicks)
	}
}
