package slackui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/testlog"
)

const (
	testItem = "7f00000197a1b2c3d4e5f60718293a4b"
	testURL  = "https://hooks.slack.test/actions/T1/1/x"
)

var testCard = uuid.MustParse("0198f3a2-1111-7222-8333-444455556666")

// env is a router among stand-ins that write down, in order, what was done.
type env struct {
	*Router
	book *testlog.Book

	mu    sync.Mutex
	done  []string
	items []string
	clock *time.Time

	personErr, knownErr, decideErr, readErr, sendErr, takeErr, homeErr, changedErr error
	respondErr, modalErr, updateErr, ephemeralErr                                  error
	taken                                                                          map[string]bool
	nothingNext                                                                    bool
	receipt                                                                        approvals.Receipt
	card                                                                           approvals.CardView
	page, found                                                                    approvals.Page
	offer                                                                          approvals.BulkOffer
	findErr                                                                        error
	own                                                                            approvals.PersonalSettings
	click                                                                          approvals.Click
	knownTakes, decideTakes                                                        time.Duration
	panics                                                                         bool
}

func newEnv() *env {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	s := &env{book: &testlog.Book{}, clock: &now, taken: map[string]bool{}}
	s.card = approvals.CardView{
		Phase: approvals.PhaseOpen, Viewer: approvals.Identity{ID: "i1"}, Now: now, CommentOnDeny: true,
		Item:      approvals.WorkItem{ID: testItem, Number: "1234", Type: approvals.TypeApproval},
		Requester: approvals.PersonView{Name: "Dana Reyes"}, Target: approvals.PersonView{Name: "Dana Reyes"},
		WorkItemURL: "https://iiq.test/item",
	}
	s.page = approvals.Page{Now: now, AsOf: now}
	s.found = s.page
	s.Router = NewRouter(RouterConfig{
		Workspace: approvals.Workspace{TeamID: "T1", BotUserID: "UBOT"},
		People:    s, Decider: s, Several: s, Reader: s, Sender: s, Personal: s, Homes: s, Dedupe: s, Replies: s, Views: s,
	}, func() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return *s.clock }, s.book.Logger())
	return s
}

func (s *env) note(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done = append(s.done, fmt.Sprintf(format, args...))
}

// about notes the item that something was done with.
func (s *env) about(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items = append(s.items, id)
}

func (s *env) later(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.clock = s.clock.Add(d)
}

// set changes how the stand-ins answer while handlers may be at work.
func (s *env) set(change func(*env)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

// deliver runs one envelope through the router, to its end.
func (s *env) deliver(t *testing.T, kind socket.EnvelopeKind, id, payload string) {
	t.Helper()
	s.deliverAged(t, kind, id, payload, 0, 0)
}

func (s *env) deliverAged(t *testing.T, kind socket.EnvelopeKind, id, payload string, age time.Duration, retry int) {
	t.Helper()
	e := socket.NewEnvelope(kind, id, []byte(payload), s.Router.clock().Add(-age), s.noteAck)
	e.Retry = retry
	s.handle(t.Context(), e)
}

func (s *env) noteAck(_ context.Context, _ string, payload any) error {
	if payload == nil {
		s.note("ack")
		return nil
	}
	raw, err := json.Marshal(payload)
	s.note("ack %s", raw)
	return err
}

var testPerson = approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U1"}, Identity: approvals.Identity{ID: "i1"}}

func (s *env) KnownPerson(_ context.Context, id string) (approvals.Person, error) {
	s.note("known %s", id)
	s.later(s.knownTakes)
	if s.panics {
		panic("a bug")
	}
	return testPerson, s.knownErr
}

func (s *env) Person(_ context.Context, id string, age time.Duration) (approvals.Person, error) {
	s.note("person %s %v", id, age)
	return testPerson, s.personErr
}

func (s *env) UserChanged(_ context.Context, u approvals.SlackUser) error {
	late := ""
	if u.CheckedAt.Year() == 1970 {
		late = " vouching for nobody"
	}
	s.note("changed %s home=%s deleted=%v guest=%v%s", u.ID, u.HomeTeamID, u.Deleted, u.Guest, late)
	return s.changedErr
}

func (s *env) Decide(ctx context.Context, c approvals.Click) (approvals.Receipt, error) {
	s.note("decide %s %.4s %q", c.Verdict, c.WorkItemID, c.Comment)
	s.about(c.WorkItemID)
	s.later(s.decideTakes)
	if s.panics {
		panic("a bug")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.click = c
	if s.decideErr == nil && ctx.Err() != nil {
		return approvals.Receipt{}, ctx.Err()
	}
	return s.receipt, s.decideErr
}

func (s *env) CardForModal(_ context.Context, id string, v approvals.Identity) (approvals.CardView, error) {
	s.note("read %.4s for %s", id, v.ID)
	s.about(id)
	return s.card, s.readErr
}

func (s *env) Pending(_ context.Context, v approvals.Identity, offset, limit int) (approvals.Page, error) {
	s.note("pending %s %d+%d", v.ID, offset, limit)
	return s.page, s.readErr
}

func (s *env) Find(_ context.Context, v approvals.Identity, f approvals.Filter, offset, limit int) (approvals.Page, error) {
	s.note("find %v overdue=%v types=%v for %s %d+%d", f.Words, f.Overdue, f.Types, v.ID, offset, limit)
	return s.found, s.findErr
}

func (s *env) DonePage(_ context.Context, v approvals.Identity, offset, limit int) (approvals.Page, error) {
	s.note("done of %s %d+%d", v.ID, offset, limit)
	return s.page, s.readErr
}

func (s *env) HomePage(_ context.Context, v approvals.Identity, offset int) (approvals.Page, error) {
	s.note("home page of %s from %d", v.ID, offset)
	return s.page, s.readErr
}

func (s *env) ByNumber(_ context.Context, v approvals.Identity, number string) (string, error) {
	s.note("number %s for %s", number, v.ID)
	return testItem, s.readErr
}

func (s *env) SendCard(_ context.Context, p approvals.Person, id string, inRun bool) error {
	s.note("send %.4s to %s run=%v", id, p.Slack.ID, inRun)
	s.about(id)
	return s.sendErr
}

func (s *env) ShowNext(_ context.Context, p approvals.Person, after string) (bool, error) {
	s.note("next after %.4s to %s", after, p.Slack.ID)
	s.about(after)
	return !s.nothingNext, s.sendErr
}

func (s *env) Opened(_ context.Context, id string) error {
	s.note("opened %s", id)
	return s.homeErr
}

func (s *env) Take(_ context.Context, id string) (bool, error) {
	s.note("take %s", id)
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.taken[id]
	s.taken[id] = true
	return first, s.takeErr
}

func (s *env) MessageThere(_ context.Context, card uuid.UUID, _, _ string) error {
	s.note("there %.4s", card)
	return nil
}

func (s *env) ShowAgain(_ context.Context, card uuid.UUID) error {
	s.note("again %.4s", card)
	return nil
}

func (s *env) Respond(_ context.Context, url string, m cards.Message, replace bool) error {
	s.note("respond replace=%v %s", replace, short(m.Text))
	if url != testURL {
		s.note("wrong url %s", url)
	}
	return s.respondErr
}

func (s *env) Ephemeral(_ context.Context, channel, user string, m cards.Message) error {
	s.note("ephemeral %s %s %s", channel, user, short(m.Text))
	return s.ephemeralErr
}

func (s *env) Say(_ context.Context, to string, m cards.Message) error {
	s.note("say %s %s", to, short(m.Text))
	return nil
}

func (s *env) OpenModalView(_ context.Context, trigger string, v slack.ModalViewRequest) (id, hash string, err error) {
	s.note("modal %s by %s", v.CallbackID, trigger)
	return "V9", "h9", s.modalErr
}

func (s *env) UpdateModal(_ context.Context, id, hash string, v slack.ModalViewRequest) error {
	s.note("update %s %s %s", v.CallbackID, id, hash)
	return errors.Join(s.modalErr, s.updateErr)
}

func (s *env) PublishHome(_ context.Context, user string, _ slack.HomeTabViewRequest, hash string) (string, error) {
	s.note("home of %s %s", user, hash)
	return "h2", s.modalErr
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return strings.TrimSpace(string(r[:40]))
	}
	return s
}

// The payloads, as Slack sends them: https://docs.slack.dev/reference/interaction-payloads

func onCard(actionID, value string) string {
	return fmt.Sprintf(`{"type":"block_actions","team":{"id":"T1","domain":"x"},"user":{"id":"U1","username":"dana","team_id":"T1"},
"api_app_id":"A1","token":"x","container":{"type":"message","message_ts":"1.2","channel_id":"D1","is_ephemeral":false},
"trigger_id":"1.2.abc","channel":{"id":"D1","name":"directmessage"},"message":{"ts":"1.2","blocks":[{"type":"from_the_future"}]},
"state":{"values":{}},"response_url":%q,"actions":[{"action_id":%q,"block_id":"b","type":"button","value":%q,"action_ts":"1"}]}`,
		testURL, actionID, value)
}

func onHomeTab(actionID, value string) string {
	return fmt.Sprintf(`{"type":"block_actions","team":null,"user":{"id":"U1","team_id":"T1"},"trigger_id":"1.2.abc",
"container":{"type":"view","view_id":"V1"},"view":{"id":"V1","type":"home","callback_id":"home","hash":"h1"},
"actions":[{"action_id":%q,"block_id":"b","type":"button","value":%q}]}`, actionID, value)
}

func fromMenu(value string) string {
	return strings.Replace(onCard(cards.ActionMore, ""), `"type":"button","value":""`,
		fmt.Sprintf(`"type":"overflow","selected_option":{"value":%q}`, value), 1)
}

func submission(meta cards.DecideMeta, comment string) string {
	raw, _ := json.Marshal(comment)
	return fmt.Sprintf(`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1","team_id":"T1"},"trigger_id":"1.2.abc",
"view":{"id":"V2","type":"modal","callback_id":"decide","private_metadata":%q,"hash":"h",
"state":{"values":{"comment":{"comment":{"type":"plain_text_input","value":%s}}}}},"response_urls":[]}`, meta.Encode(), raw)
}

func slash(text string) string {
	return fmt.Sprintf(`{"team_id":"T1","channel_id":"C1","user_id":"U1","command":"/approvals","text":%q,
"is_enterprise_install":"false","response_url":%q,"trigger_id":"1"}`, text, testURL)
}

func eventOf(id, inner string) string {
	return fmt.Sprintf(`{"type":"event_callback","team_id":"T1","event_id":%q,"event_time":1,"event":%s}`, id, inner)
}

func said(text string) string {
	return fmt.Sprintf(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","team":"T1","text":%q,"ts":"1"}`, text)
}
