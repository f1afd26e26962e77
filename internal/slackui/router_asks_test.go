package slackui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// apart is a router whose asks have ports of their own.
func apart() (clicks, asks *env) {
	clicks, asks = newEnv(), newEnv()
	cfg := clicks.RouterConfig
	cfg.Messages = clicks
	cfg.Asks = &Asks{AtOnce: 3, People: asks, Reader: asks, Sender: asks, Personal: asks,
		Languages: tongues{asks}, Reviews: clicks.Reviews, Dedupe: asks, Messages: asks}
	clicks.Router = NewRouter(cfg, clicks.Router.clock, clicks.book.Logger())
	return clicks, asks
}

// tongues knows everybody's language.
type tongues struct{ *env }

func (t tongues) LanguageOfSlackUser(_ context.Context, _, id string) (approvals.Language, error) {
	t.note("language of %s", id)
	return approvals.English, nil
}

// send gives an envelope to the router; done is closed when nobody works on it any more.
func (s *env) send(ctx context.Context, kind socket.EnvelopeKind, id, payload string) (taken bool, done chan struct{}) {
	done = make(chan struct{})
	e := socket.NewEnvelope(kind, id, []byte(payload), s.Router.clock(),
		func(context.Context, string, any) error { s.note("ack"); return nil })
	e.Finish = func() { close(done) }
	return s.Receive(ctx, e), done
}

// asked are envelopes of every kind that only wants an answer.
func asked() map[string][2]string {
	page, details := cards.PageRef{Kind: answers.ListPending, Offset: 5}.Encode(),
		cards.DetailsRef{Item: cards.ItemRef{WorkItemID: testItem}, Page: 1}.Encode()
	interaction, event := string(socket.KindInteraction), string(socket.KindEvent)
	return map[string][2]string{
		"list":     {string(socket.KindCommand), slash("")},
		"search":   {string(socket.KindCommand), slash("ledger")},
		"number":   {string(socket.KindCommand), slash("1234")},
		"done":     {string(socket.KindCommand), slash("done")},
		"snoozed":  {string(socket.KindCommand), slash("snoozed")},
		"settings": {string(socket.KindCommand), slash("settings")},
		"message":  {event, eventOf("Ev1", said("my approvals"))},
		"mention": {event, eventOf("Ev2",
			`{"type":"app_mention","channel":"C1","user":"U1","team":"T1","text":"<@UBOT> my approvals","ts":"1"}`)},
		"next page":              {interaction, onCard(cards.ActionNextPage, page)},
		"previous page":          {interaction, onCard(cards.ActionPreviousPage, page)},
		"next page at home":      {interaction, onHomeTab(cards.ActionHomeNextPage, page)},
		"previous page at home":  {interaction, onHomeTab(cards.ActionHomePreviousPage, page)},
		"details":                {interaction, fromMenu(string(cards.MenuDetails) + "." + testRef)},
		"details at home":        {interaction, strings.Replace(fromMenu(string(cards.MenuDetails)+"."+testRef), cards.ActionMore, cards.ActionHomeMore, 1)},
		"next page of details":   {interaction, onHomeTab(cards.ActionDetailsNext, details)},
		"former page of details": {interaction, onHomeTab(cards.ActionDetailsPrevious, details)},
	}
}

// clicked are envelopes of every kind that stores something, or opens a form that does.
func clicked() map[string]string {
	all := map[string]string{
		"submission":        submission(cards.DecideMeta{WorkItemID: testItem, Verdict: approvals.Deny}, "No."),
		"approve with note": fromMenu(string(cards.MenuApproveWithComment) + "." + testRef),
		"snooze":            fromMenu(string(cards.MenuSnooze) + "." + testRef),
	}
	for _, action := range []string{cards.ActionApprove, cards.ActionHomeApprove, cards.ActionApproveNoted, cards.ActionDeny,
		cards.ActionHomeDeny, cards.ActionShowNext,
		cards.ActionOpen, cards.ActionShowFirst, cards.ActionSettings} {
		all[action] = onCard(action, testRef)
	}
	return all
}

// What is asked goes to no port of the clicks', and a click to none of the asks'.
func TestAsksAndClicksShareNoPort(t *testing.T) {
	t.Parallel()
	answers := []string{"ack", "respond", "say", "ephemeral", "modal", "update", "home of"}
	for name, a := range asked() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clicks, asks := apart()
			taken, done := clicks.send(t.Context(), socket.EnvelopeKind(a[0]), "e1", a[1])
			if !taken {
				t.Fatal("got no worker, want one")
			}
			patience.Receive(t, "the end", done)
			for _, did := range clicks.done {
				if !slices.ContainsFunc(answers, func(way string) bool { return strings.HasPrefix(did, way) }) {
					t.Errorf("got %q done by the ports of the clicks, want answers alone", did)
				}
			}
			if len(asks.done) < 2 {
				t.Errorf("got %q done by the ports of asks, want two things at least", asks.done)
			}
		})
	}
	for name, payload := range clicked() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clicks, asks := apart()
			_, done := clicks.send(t.Context(), socket.KindInteraction, "e1", payload)
			patience.Receive(t, "the end", done)
			if len(asks.done) > 0 {
				t.Errorf("got %q done by the ports of asks, want nothing for a click", asks.done)
			}
		})
	}
}

// held is a reader of whom nobody gets an answer before release is closed.
type held struct {
	*env
	release chan struct{}
}

func (h held) Person(ctx context.Context, id string, age time.Duration) (approvals.Person, error) {
	<-h.release
	return h.env.Person(ctx, id, age)
}

func (h held) KnownPerson(ctx context.Context, id string) (approvals.Person, error) {
	<-h.release
	return h.env.KnownPerson(ctx, id)
}

// However many ask, and however long they wait, a click is stored and acked.
func TestNothingAskedKeepsAClickWaiting(t *testing.T) {
	t.Parallel()
	for name, a := range asked() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clicks, asks := apart()
			h := held{asks, make(chan struct{})}
			clicks.asks.People = h
			var all []chan struct{}
			for i := range askWorkers + askQueue {
				taken, done := clicks.send(t.Context(), socket.EnvelopeKind(a[0]), fmt.Sprint(i), strings.ReplaceAll(a[1], `"Ev`, fmt.Sprintf(`"Ev%d-`, i)))
				if all = append(all, done); !taken {
					t.Fatalf("number %d: got no worker, want one", i)
				}
			}
			if taken, _ := clicks.send(t.Context(), socket.EnvelopeKind(a[0]), "more", a[1]); taken {
				t.Error("one more than there is room for: got a worker, want none")
			}
			if taken, done := clicks.send(t.Context(), socket.KindEvent, "event", eventOf("Ev", `{"type":"user_change","user":{}}`)); !taken {
				t.Error("an event beside them: got no worker, want one")
			} else {
				patience.Receive(t, "the end", done)
			}
			for id, payload := range map[string]string{"approve": onCard(cards.ActionApprove, testRef), "deny": clicked()["submission"]} {
				clicks.set(func(s *env) { s.done = nil })
				taken, done := clicks.send(t.Context(), socket.KindInteraction, id, payload)
				if !taken {
					t.Fatalf("%s: got no worker, want one", id)
				}
				patience.Receive(t, "the end", done)
				clicks.set(func(s *env) {
					if did := strings.Join(s.done, ", "); !strings.Contains(did, "decide "+id) || !strings.Contains(did, "ack") {
						t.Errorf("%s: got %s, want it decided and acked", id, did)
					}
				})
			}
			close(h.release)
			for _, done := range all {
				patience.Receive(t, "the end", done)
			}
		})
	}
}

func TestOneLookUpAPersonAtATime(t *testing.T) {
	t.Parallel()
	turns := newTurns(2)
	take := func(who string) func() {
		t.Helper()
		done, err := turns.take(t.Context(), who)
		if err != nil {
			t.Fatalf("%s: got %v, want no error", who, err)
		}
		return done
	}
	first := take("sam")
	second := make(chan func())
	go func() { done, _ := turns.take(t.Context(), "sam"); second <- done }()
	patience.Until(t, "sam's second waits", func() bool { turns.mu.Lock(); defer turns.mu.Unlock(); return turns.people["sam"].asked == 2 })
	if _, err := turns.take(t.Context(), "sam"); !errors.Is(err, errOneAtATime) {
		t.Errorf("the third: got %v, want %v", err, errOneAtATime)
	}
	dana := take("dana")
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for _, who := range []string{"lee", "dana"} {
		if _, err := turns.take(over, who); !errors.Is(err, context.Canceled) {
			t.Errorf("%s did not wait: got %v, want %v", who, err, context.Canceled)
		}
	}
	select {
	case <-second:
		t.Error("got two at work for sam, want one")
	default:
	}
	first()
	patience.Receive(t, "the second worker", second)()
	dana()
	take("lee")()
	if len(turns.people) != 0 || len(turns.room) != 0 {
		t.Errorf("got %d people and %d look-ups left, want none", len(turns.people), len(turns.room))
	}
}

// Every list waits for the person's turn, and says so in words where two are under way already.
func TestListsTakeTurns(t *testing.T) {
	t.Parallel()
	for name, a := range asked() {
		if name == "number" || name == "settings" || strings.Contains(name, "details") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			s.turns.people["U1"] = &ownTurn{slot: make(chan struct{}, 1), asked: lookUpsEach}
			s.deliver(t, socket.EnvelopeKind(a[0]), "e1", a[1])
			did := strings.Join(s.done, ", ")
			for _, read := range []string{"pending", "find", "done of", "home page", "snoozed"} {
				if strings.Contains(did, read) {
					t.Errorf("got %s, want nothing of %q read", did, read)
				}
			}
			if !strings.Contains(did, short(words.OneAtATime(approvals.English))) && !strings.Contains(did, "modal") {
				t.Errorf("got %s, want it said in words", did)
			}
		})
	}
}
