package slackui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

var errTestNobody = errors.New("nobody")

// simEnv is the simulated Slack with our sockets, router and API at work in it; only the domain is a stand-in.
// Its tests run one by one: what they hold of connections that overlap needs a machine that is not busy with other tests.
type simEnv struct {
	*slacksim.Sim
	st      *env
	api     *webapi.Client
	sockets *socket.Pool
	sam     string
}

func newSimEnv(t *testing.T, opts slacksim.Options, sockets socket.Config) *simEnv {
	t.Helper()
	w := &simEnv{Sim: slacksim.New(opts), st: newEnv()}
	address, stop, err := w.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	u, err := w.AddUser(slacksim.User{RealName: "Sam Okoye", Email: "sam@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	w.sam = u.ID
	w.api = webapi.New(webapi.Config{BotToken: "xoxb-sim", AppToken: "xapp-1-A0SIMAPP-1-sim", APIURL: address}, time.Now)
	ws, _, err := w.api.Workspace(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cfg := w.st.RouterConfig
	cfg.Workspace, cfg.Replies, cfg.Views = ws, w.api, w.api
	router := NewRouter(cfg, time.Now, w.st.book.Logger())
	sockets.AppToken, sockets.APIURL = "xapp-1-A0SIMAPP-1-sim", address
	w.sockets = socket.New(sockets, router, time.Now, w.st.book.Logger())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = w.sockets.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	patience.Until(t, "two sockets", func() bool { return w.sockets.Status().Connections >= 2 })
	return w
}

func (w *simEnv) wait(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience.Limit())
	defer cancel()
	if err := w.WaitFor(ctx, holds); err != nil {
		t.Fatalf("got no %s: got %v, want it", what, err)
	}
}

func (w *simEnv) did() []string {
	w.st.mu.Lock()
	defer w.st.mu.Unlock()
	return append([]string(nil), w.st.done...)
}

func (w *simEnv) hasDone(part string) int {
	n := 0
	for _, d := range w.did() {
		if strings.HasPrefix(d, part) {
			n++
		}
	}
	return n
}

// postCard posts the card of env and gives where it is.
func (w *simEnv) postCard(t *testing.T) (channel, ts string) {
	t.Helper()
	w.st.card.CardID = testCard
	channel, ts, err := w.api.PostCard(t.Context(), w.sam, cards.Card(w.st.card), testCard.String())
	if err != nil {
		t.Fatal(err)
	}
	return channel, ts
}

func TestACardsLifeInSlack(t *testing.T) {
	w := newSimEnv(t, slacksim.Options{}, socket.Config{})
	channel, ts := w.postCard(t)
	found, ok, err := w.api.FindCard(t.Context(), channel, testCard.String(), time.Now().Add(-time.Hour))
	if err != nil || !ok || found != ts {
		t.Fatalf("card found at %q %v %v, want %q", found, ok, err, ts)
	}
	r, err := w.Click(t.Context(), slacksim.Press{User: w.sam, Channel: channel, TS: ts, Text: "Approve"})
	if err != nil || !r.Acked || r.UserError != "" || w.hasDone(`decide approve 7f00 ""`) != 1 {
		t.Fatalf("click: got %+v, %v, done %v, want it acked and decided once", r, err, w.did())
	}
	recording := w.st.card
	recording.Phase, recording.Want = approvals.PhaseRecording, 2
	recording.Decision = &approvals.DecisionView{Verdict: approvals.Approve, DeciderID: "i1", State: approvals.DecisionRecording}
	if err := w.api.Respond(t.Context(), r.ResponseURL, cards.Card(recording), true); err != nil {
		t.Fatal(err)
	}
	if m, _ := w.Message(channel, ts); !strings.Contains(w.VisibleText(m), "Recording your approval…") {
		t.Errorf("got a card that says %q, want that it is being recorded", w.VisibleText(m))
	}
	recording.Want = 3
	if err := w.api.UpdateCard(t.Context(), channel, ts, cards.Card(recording), testCard.String()); err != nil {
		t.Fatal(err)
	}
	if err := w.api.UpdateCard(t.Context(), channel, "1.000000", cards.Card(recording), "c"); !errors.Is(err, approvals.ErrMessageGone) {
		t.Errorf("update of nothing: got %v, want %v", err, approvals.ErrMessageGone)
	}
}

func TestDenyingInSlack(t *testing.T) {
	w := newSimEnv(t, slacksim.Options{}, socket.Config{})
	channel, ts := w.postCard(t)
	press := slacksim.Press{User: w.sam, Channel: channel, TS: ts, Text: "Deny"}
	if r, err := w.Click(t.Context(), press); err != nil || !r.Acked {
		t.Fatalf("click: got %+v, %v, want it acked", r, err)
	}
	w.wait(t, "the modal", func() bool { return len(w.Modals(w.sam)) == 1 })
	w.st.set(func(s *env) { s.decideErr = &approvals.Refusal{Code: approvals.RefusedForwarded, By: "Lee Quinn"} })
	r, err := w.Submit(t.Context(), w.sam, map[string]any{cards.ActionComment: "not needed"})
	if err != nil || !r.Acked || r.FieldErrors[cards.BlockComment] != "This request was forwarded to Lee Quinn. Nothing was changed." {
		t.Fatalf("refused submission: got %+v, %v, want the refusal under the field", r, err)
	}
	w.st.set(func(s *env) { s.decideErr = nil })
	r, err = w.Submit(t.Context(), w.sam, map[string]any{cards.ActionComment: "not needed"})
	if err != nil || !r.Acked || r.UserError != "" || len(w.Modals(w.sam)) != 0 || w.hasDone(`decide deny 7f00 "not needed"`) != 2 {
		t.Fatalf("submission: got %+v, %v, done %v, want it acked, decided and the form closed", r, err, w.did())
	}
}

func TestRefusalsAreForTheClickersEyesAlone(t *testing.T) {
	w := newSimEnv(t, slacksim.Options{}, socket.Config{})
	channel, ts := w.postCard(t)
	w.st.set(func(s *env) {
		s.decideErr = &approvals.Refusal{Code: approvals.RefusedAlreadyDecided, By: "Lee Quinn", Outcome: approvals.OutcomeApproved,
			At: time.Now()}
	})
	if r, err := w.Click(t.Context(), slacksim.Press{User: w.sam, Channel: channel, TS: ts, Text: "Approve"}); err != nil || !r.Acked {
		t.Fatalf("click: got %+v, %v, want it acked", r, err)
	}
	w.wait(t, "the sentence", func() bool { return len(w.Ephemerals(w.sam)) == 1 })
	if got := w.VisibleText(w.Ephemerals(w.sam)[0]); !strings.Contains(got, "Lee Quinn already approved this") {
		t.Errorf("got %q, want who approved already", got)
	}
	if m, _ := w.Message(channel, ts); !strings.Contains(w.VisibleText(m), "Approve") {
		t.Errorf("got the card %q, want it as it was", w.VisibleText(m))
	}
}

func TestAskingInSlack(t *testing.T) {
	w := newSimEnv(t, slacksim.Options{}, socket.Config{})
	plaza, err := w.AddChannel("plaza", w.sam, w.BotUserID())
	if err != nil {
		t.Fatal(err)
	}
	if r, err := w.Command(t.Context(), w.sam, plaza, "/approvals", ""); err != nil || !r.Acked || r.UserError != "" {
		t.Fatalf("command: got %+v, %v, want it acked", r, err)
	}
	w.wait(t, "the answer to the command", func() bool { return len(w.Ephemerals(w.sam)) == 1 })
	if _, err := w.Mention(w.sam, plaza, "help"); err != nil {
		t.Fatal(err)
	}
	w.wait(t, "the answer to the mention", func() bool { return len(w.Ephemerals(w.sam)) == 2 })
	if got := w.VisibleText(w.Ephemerals(w.sam)[1]); !strings.Contains(got, "What you can ask") {
		t.Errorf("got %q, want what can be asked", got)
	}
	dm, err := w.DM(w.sam)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Say(w.sam, dm, "my approvals"); err != nil {
		t.Fatal(err)
	}
	w.wait(t, "the answer in the direct message", func() bool { return len(w.Messages(dm)) == 2 })
	if err := w.OpenHome(w.sam); err != nil {
		t.Fatal(err)
	}
	w.wait(t, "Home", func() bool { return w.hasDone("opened "+w.sam) == 1 })
	w.wait(t, "our own message was taken and dropped", func() bool { return w.PendingEvents() == 0 })
	if w.hasDone("pending") != 2 {
		t.Errorf("got %v done, want two lists: our own words are not answered", w.did())
	}
}

func TestAnEventOnTwoSocketsIsAnsweredOnce(t *testing.T) {
	w := newSimEnv(t, slacksim.Options{}, socket.Config{})
	if _, err := w.AddFault(slacksim.Fault{Method: "socket.deliver", Kind: slacksim.FaultDuplicate, Count: 1}); err != nil {
		t.Fatal(err)
	}
	dm, err := w.DM(w.sam)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Say(w.sam, dm, "my approvals"); err != nil {
		t.Fatal(err)
	}
	w.wait(t, "both deliveries", func() bool { return w.hasDone("take Ev") == 2 && w.PendingEvents() == 0 && len(w.Messages(dm)) == 2 })
	if n := w.hasDone("pending"); n != 1 {
		t.Errorf("got %d answers, want 1", n)
	}
}

func TestNoClickIsLostWhileSlackRefreshesConnections(t *testing.T) {
	w := newSimEnv(t, slacksim.Options{RefreshWarning: 20 * time.Millisecond}, socket.Config{})
	channel, ts := w.postCard(t)
	const rounds = 5
	for range rounds {
		oldest := w.Sockets()[0].ID
		w.Refresh(1)
		w.mustClick(t, slacksim.Press{User: w.sam, Channel: channel, TS: ts, Text: "Approve"})
		patience.Until(t, "the successor", func() bool {
			w.Tick()
			open := w.Sockets()
			return len(open) == 2 && open[0].ID != oldest && w.sockets.Status().Connections == 2
		})
	}
	if n := w.hasDone("decide"); n != rounds {
		t.Errorf("got %d decisions, want %d", n, rounds)
	}
	if n := w.st.book.Count("more connections than ours"); n != 0 {
		t.Errorf("got %d warnings of other connections, want none for a renewal", n)
	}
}

func (w *simEnv) mustClick(t *testing.T, p slacksim.Press) {
	t.Helper()
	if r, err := w.Click(t.Context(), p); err != nil || !r.Acked || r.UserError != "" {
		t.Fatalf("click: got %+v, %v, done %v, want it acked", r, err, w.did())
	}
}

func TestPeopleOfTheDirectory(t *testing.T) {
	w := newSimEnv(t, slacksim.Options{}, socket.Config{})
	gone, err := w.AddUser(slacksim.User{RealName: "Gone", Email: "gone@example.com", Deleted: true})
	if err != nil {
		t.Fatal(err)
	}
	dir := webapi.NewDirectory(w.api, "T0SIMTEAM", errTestNobody)
	sam, err := dir.UserByEmail(t.Context(), "sam@example.com")
	if err != nil || sam.ID != w.sam || sam.Name != "Sam Okoye" {
		t.Errorf("by address: got %+v, %v, want Sam Okoye, %s", sam, err, w.sam)
	}
	if _, err := dir.UserByEmail(t.Context(), "gone@example.com"); !errors.Is(err, errTestNobody) {
		t.Errorf("deactivated by address: got %v, want %v", err, errTestNobody)
	}
	all, next, err := dir.Users(t.Context(), "")
	states := map[string]bool{}
	for _, u := range all {
		states[u.ID] = u.Deleted
	}
	if err != nil || next != "" || !states[gone.ID] || states[w.sam] {
		t.Errorf("got %v, next %q, %v, want one page with %s alone deactivated", states, next, err, gone.ID)
	}
	scopes := []string{
		"chat:write", "commands", "im:write", "im:history", "app_mentions:read", "users:read", "users:read.email", "dnd:read",
	}
	ws, got, err := w.api.Workspace(t.Context())
	if diff := cmp.Diff(scopes, got); diff != "" || err != nil || ws.TeamID != "T0SIMTEAM" {
		t.Errorf("workspace %+v, err %v: %s", ws, err, diff)
	}
	if err := w.api.CheckAppToken(t.Context()); err != nil {
		t.Error(err)
	}
}
