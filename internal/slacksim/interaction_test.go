package slacksim

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

func TestClickReachesSlackGo(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam Okoye"})
	got := make(chan slack.InteractionCallback, 10)
	w.startApp(func(c *socketmode.Client, e socketmode.Event) {
		if cb, ok := e.Data.(slack.InteractionCallback); ok {
			got <- cb
		}
		ack(t, c, e, nil)
	})
	dm, ts := w.postCard(sam)
	r, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve"})
	if err != nil || !r.Acked || r.UserError != "" || r.AckAnswer != nil {
		t.Fatalf("click: %+v %v", r, err)
	}
	cb := <-got
	a := cb.ActionCallback.BlockActions[0]
	if cb.Type != slack.InteractionTypeBlockActions || cb.User.ID != sam || cb.Channel.ID != dm || cb.Container.MessageTs != ts ||
		cb.Message.Text != "Dana asks" || cb.User.TeamID != "T0SIMTEAM" || a.ActionID != "approve" || a.BlockID != "decide" || a.Value != "42" ||
		string(a.Type) != "button" || a.Text.Text != "Approve" || cb.ResponseURL != r.ResponseURL || cb.TriggerID != r.TriggerID {
		t.Errorf("payload %+v, action %+v", cb, a)
	}
	if r, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, ActionID: "more", Entry: "Remind"}); err != nil || !r.Acked {
		t.Fatalf("overflow: %+v %v", r, err)
	}
	if a := (<-got).ActionCallback.BlockActions[0]; a.SelectedOption.Value != "later" {
		t.Errorf("overflow payload %+v", a)
	}
	if r, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "View"}); err != nil || r.URL != "https://iiq.example.com/42" || !r.Acked {
		t.Errorf("link button: %+v %v", r, err)
	}
}

func TestClickNeedsWhatIsThere(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam, lee := w.person(User{RealName: "Sam"}), w.person(User{RealName: "Lee"})
	w.startApp(func(c *socketmode.Client, e socketmode.Event) { ack(t, c, e, nil) })
	dm, ts := w.postCard(sam)
	refused := map[string]Press{
		"no such button":        {User: sam, Channel: dm, TS: ts, Text: "Escalate"},
		"another's messages":    {User: lee, Channel: dm, TS: ts, Text: "Approve"},
		"no such message":       {User: sam, Channel: dm, TS: "1.000000", Text: "Approve"},
		"no such option":        {User: sam, Channel: dm, TS: ts, ActionID: "more", Entry: "Explode"},
		"no modal":              {User: sam, Text: "Approve"},
		"no home":               {User: sam, Home: true, Text: "Approve"},
		"not below those words": {User: sam, Channel: dm, TS: ts, Text: "Approve", Near: "Robin asks"},
	}
	for name, p := range refused {
		if r, err := w.Click(w.ctx(), p); !errors.Is(err, ErrNotSeen) {
			t.Errorf("%s: %+v %v", name, r, err)
		}
	}
	if _, err := w.UpdateUser(lee, func(u *User) { u.Deleted = true }); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Click(w.ctx(), Press{User: lee, Channel: dm, TS: ts, Text: "Approve", Unseen: true}); !errors.Is(err, ErrNoUser) {
		t.Errorf("deactivated: %v", err)
	}
	r, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve all"})
	if err != nil || r.Confirm == nil || r.Confirm.Text != "This is privileged." || r.EnvelopeID != "" {
		t.Errorf("confirmation: %+v %v", r, err)
	}
	if r, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve all", Confirm: true}); err != nil || !r.Acked {
		t.Errorf("confirmed: %+v %v", r, err)
	}
	if _, _, _, err := w.bot.UpdateMessageContext(w.ctx(), dm, ts, slack.MsgOptionText("decided", false)); err != nil {
		t.Fatal(err)
	}
	if _, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve", Near: "Dana"}); !errors.Is(err, ErrNotSeen) {
		t.Errorf("after the buttons went: %v", err)
	}
	if r, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve", Stale: true}); err != nil || !r.Acked {
		t.Errorf("stale click: %+v %v", r, err)
	}
}

func TestUnackedClick(t *testing.T) {
	t.Parallel()
	clock := newManualClock()
	w := newWorkspace(t, Options{Clock: clock.now, Events: []string{"app_mention"}})
	sam := w.person(User{RealName: "Sam"})
	dm, ts := w.postCard(sam)
	r, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve"})
	if err != nil || r.Delivered || r.UserError == "" {
		t.Errorf("without a socket: %+v %v", r, err)
	}
	so := w.dial()
	if so.next()["type"] != "hello" {
		t.Fatal("no hello")
	}
	done := make(chan Result, 1)
	go func() {
		r, _ := w.Click(t.Context(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve"})
		done <- r
	}()
	env := so.nextOf("interactive")
	w.Advance(3*time.Second + time.Millisecond)
	if r := <-done; !r.Delivered || r.Acked || !strings.Contains(r.UserError, "didn't work") {
		t.Errorf("not acked: %+v", r)
	}
	so.ack(env)
	w.wait("the late ack is counted", func() bool { return w.Stats().LateAcks == 1 })
	before := w.Stats().Envelopes
	w.Advance(10 * time.Minute)
	if after := w.Stats().Envelopes; after != before {
		t.Errorf("a click came again: %d envelopes, then %d", before, after)
	}
}

// nextOf reads until a frame of the kind comes; others are acked.
func (r *rawSocket) nextOf(kind string) map[string]any {
	r.t.Helper()
	for {
		m := r.next()
		if m["type"] == kind {
			return m
		}
		if m["envelope_id"] != nil {
			r.ack(m)
		}
	}
}

func TestModalByTriggerAndSubmission(t *testing.T) {
	t.Parallel()
	clock := newManualClock()
	w := newWorkspace(t, Options{Clock: clock.now})
	sam := w.person(User{RealName: "Sam"})
	answers := make(chan any, 10)
	views := make(chan slack.View, 10)
	w.startApp(func(c *socketmode.Client, e socketmode.Event) {
		cb, isCallback := e.Data.(slack.InteractionCallback)
		switch {
		case isCallback && cb.Type == slack.InteractionTypeBlockActions:
			if _, err := w.bot.OpenViewContext(t.Context(), cb.TriggerID, reasonModal()); err != nil {
				t.Errorf("open: %v", err)
			}
			ack(t, c, e, nil)
		case isCallback && cb.Type == slack.InteractionTypeViewSubmission:
			views <- cb.View
			ack(t, c, e, <-answers)
		default:
			ack(t, c, e, nil)
		}
	})
	dm, ts := w.postCard(sam)
	open := func() {
		if r, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Deny"}); err != nil || !r.Acked {
			t.Fatalf("deny: %+v %v", r, err)
		}
		if m := w.Modals(sam); len(m) != 1 || m[0].Title != "Deny" || m[0].PrivateMetadata != "42" {
			t.Fatalf("modals %+v", m)
		}
	}
	open()
	for entry, want := range map[string]string{"": "required", "no": "at least 3", strings.Repeat("a", 51): "at most 50"} {
		r, err := w.Submit(w.ctx(), sam, map[string]any{"Reason": entry})
		if err != nil || r.Delivered || !strings.Contains(r.FieldErrors["reason"], want) {
			t.Errorf("%q: %+v %v", entry, r, err)
		}
	}
	answers <- slack.NewErrorsViewSubmissionResponse(map[string]string{"reason": "Give a better reason."})
	r, err := w.Submit(w.ctx(), sam, map[string]any{"reason": "because"})
	if err != nil || r.FieldErrors["reason"] != "Give a better reason." || len(w.Modals(sam)) != 1 {
		t.Errorf("errors: %+v %v", r, err)
	}
	if v := <-views; v.State.Values["reason"]["reason_text"].Value != "because" || v.PrivateMetadata != "42" || v.CallbackID != "deny" {
		t.Errorf("view in the payload: %+v", v)
	}
	if text := w.VisibleView(w.Modals(sam)[0]); !strings.Contains(text, "Give a better reason.") {
		t.Errorf("visible: %s", text)
	}
	next := reasonModal()
	next.Title = plain("Really?")
	answers <- slack.NewUpdateViewSubmissionResponse(&next)
	if r, err = w.Submit(w.ctx(), sam, nil); err != nil || r.ResponseAction != "update" || w.Modals(sam)[0].Title != "Really?" {
		t.Errorf("update: %+v %v", r, err)
	}
	answers <- slack.NewPushViewSubmissionResponse(&next)
	if r, err = w.Submit(w.ctx(), sam, map[string]any{"reason": "because"}); err != nil || len(w.Modals(sam)) != 2 {
		t.Errorf("push: %+v %v", r, err)
	}
	answers <- nil
	if r, err = w.Submit(w.ctx(), sam, map[string]any{"reason": "because"}); err != nil || len(w.Modals(sam)) != 1 {
		t.Errorf("close one: %+v %v", r, err)
	}
	answers <- slack.NewErrorsViewSubmissionResponse(map[string]string{"nonsense": "x"})
	if r, err = w.Submit(w.ctx(), sam, nil); err != nil || r.UserError == "" || len(r.Problems) == 0 || len(w.Modals(sam)) != 1 {
		t.Errorf("errors on a block that is not there: %+v %v", r, err)
	}
	answers <- slack.NewClearViewSubmissionResponse()
	if r, err = w.Submit(w.ctx(), sam, nil); err != nil || len(w.Modals(sam)) != 0 {
		t.Errorf("clear: %+v %v", r, err)
	}
	open()
	if _, err := w.CloseModal(w.ctx(), sam); err != nil || len(w.Modals(sam)) != 0 {
		t.Errorf("close: %v", err)
	}
}

func TestTriggers(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	dm, ts := w.postCard(sam)
	click := func() string {
		r, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Deny"})
		if err != nil {
			t.Fatal(err)
		}
		return r.TriggerID
	}
	open := func(trigger string) error {
		_, err := w.bot.OpenViewContext(w.ctx(), trigger, reasonModal())
		return err
	}
	code := func(err error) string {
		if err == nil {
			return ""
		}
		return strings.Fields(err.Error())[0]
	}
	id := click()
	broken := reasonModal()
	broken.Title = plain(strings.Repeat("a", 25))
	if _, err := w.bot.OpenViewContext(w.ctx(), id, broken); code(err) != "invalid_arguments" {
		t.Errorf("title too long: %v", err)
	}
	if err := open(id); err != nil {
		t.Errorf("in time: %v", err)
	}
	if err := open(id); code(err) != "exchanged_trigger_id" {
		t.Errorf("twice: %v", err)
	}
	if err := open("1.2.abc"); code(err) != "invalid_trigger_id" {
		t.Errorf("unknown: %v", err)
	}
	id = click()
	w.Advance(3*time.Second + time.Millisecond)
	if err := open(id); code(err) != "expired_trigger_id" {
		t.Errorf("late: %v", err)
	}
	if _, err := w.bot.PushViewContext(w.ctx(), click(), reasonModal()); code(err) != "invalid_trigger_id" {
		t.Errorf("push from a message: %v", err)
	}
}

func TestViewUpdateAndHome(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	dm, ts := w.postCard(sam)
	r, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Deny"})
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.bot.OpenViewContext(w.ctx(), r.TriggerID, reasonModal())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.bot.UpdateViewContext(w.ctx(), reasonModal(), "", v.Hash, v.ID); err != nil {
		t.Errorf("update with the right hash: %v", err)
	}
	if _, err := w.bot.UpdateViewContext(w.ctx(), reasonModal(), "", v.Hash, v.ID); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("update with an old hash: %v", err)
	}
	if _, err := w.bot.UpdateViewContext(w.ctx(), reasonModal(), "", "", "V0NONE"); err == nil || err.Error() != "not_found" {
		t.Errorf("unknown view: %v", err)
	}
	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: cardBlocks()}}
	pub, err := w.bot.PublishViewContext(w.ctx(), slack.PublishViewContextRequest{UserID: sam, View: home})
	if err != nil {
		t.Fatal(err)
	}
	old := pub.Hash
	if _, err = w.bot.PublishViewContext(w.ctx(), slack.PublishViewContextRequest{UserID: sam, View: home, Hash: &old}); err != nil {
		t.Errorf("publish with the right hash: %v", err)
	}
	if _, err = w.bot.PublishViewContext(w.ctx(), slack.PublishViewContextRequest{UserID: sam, View: home, Hash: &old}); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("publish with an old hash: %v", err)
	}
	if h, ok := w.Home(sam); !ok || !strings.Contains(w.VisibleView(h), "Dana asks") || len(h.Buttons()) != 5 {
		t.Errorf("home: %+v", h)
	}
	w.SetSwitches(func(s *Switches) { s.HomeTab = false })
	if _, err = w.bot.PublishViewContext(w.ctx(), slack.PublishViewContextRequest{UserID: sam, View: home}); err == nil || err.Error() != "not_enabled" {
		t.Errorf("home tab off: %v", err)
	}
	if err := w.OpenHome(sam); !errors.Is(err, ErrNotSeen) {
		t.Errorf("open a home tab that is off: %v", err)
	}
}
