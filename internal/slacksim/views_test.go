package slacksim

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"github.com/iiq-approvals/bot/internal/patience"
)

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
			select {
			case answer := <-answers:
				ack(t, c, e, answer)
			case <-t.Context().Done():
			}
		default:
			ack(t, c, e, nil)
		}
	})
	dm, ts := w.postCard(sam)
	open := func() {
		if r, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Deny"}); err != nil || !r.Acked {
			t.Fatalf("deny: %+v %v, want Acked true", r, err)
		}
		if m := w.Modals(sam); len(m) != 1 || m[0].Title != "Deny" || m[0].PrivateMetadata != "42" {
			t.Fatalf(`modals %+v, want a length of 1, Title "Deny" and PrivateMetadata "42"`, m)
		}
	}
	open()
	for entry, want := range map[string]string{"": "required", "no": "at least 3", strings.Repeat("a", 51): "at most 50"} {
		r, err := w.Submit(w.ctx(), sam, map[string]any{"Reason": entry})
		if err != nil || r.Delivered || !strings.Contains(r.FieldErrors["reason"], want) {
			t.Errorf(`%q: %+v %v, want Delivered false and r.FieldErrors["reason"] with %v`, entry, r, err, want)
		}
	}
	answers <- slack.NewErrorsViewSubmissionResponse(map[string]string{"reason": "Give a better reason."})
	r, err := w.Submit(w.ctx(), sam, map[string]any{"reason": "because"})
	if err != nil || r.FieldErrors["reason"] != "Give a better reason." || len(w.Modals(sam)) != 1 {
		t.Errorf(`errors: %+v %v, want r.FieldErrors["reason"] "Give a better reason." and a length of 1`, r, err)
	}
	if v := patience.Receive(t, "the view", views); v.State.Values["reason"]["reason_text"].Value != "because" ||
		v.PrivateMetadata != "42" || v.CallbackID != "deny" {
		t.Errorf(`view in the payload: %+v, want Value "because", PrivateMetadata "42" and CallbackID "deny"`, v)
	}
	if text := w.VisibleView(w.Modals(sam)[0]); !strings.Contains(text, "Give a better reason.") {
		t.Errorf(`visible: %s, want one with "Give a better reason."`, text)
	}
	next := reasonModal()
	next.Title = plain("Really?")
	answers <- slack.NewUpdateViewSubmissionResponse(&next)
	if r, err = w.Submit(w.ctx(), sam, nil); err != nil || r.ResponseAction != "update" || w.Modals(sam)[0].Title != "Really?" {
		t.Errorf(`update: %+v %v, want ResponseAction "update" and Title "Really?"`, r, err)
	}
	answers <- slack.NewPushViewSubmissionResponse(&next)
	if r, err = w.Submit(w.ctx(), sam, map[string]any{"reason": "because"}); err != nil || len(w.Modals(sam)) != 2 {
		t.Errorf("push: %+v %v, want a length of 2", r, err)
	}
	answers <- nil
	if r, err = w.Submit(w.ctx(), sam, map[string]any{"reason": "because"}); err != nil || len(w.Modals(sam)) != 1 {
		t.Errorf("close one: %+v %v, want a length of 1", r, err)
	}
	answers <- slack.NewErrorsViewSubmissionResponse(map[string]string{"nonsense": "x"})
	if r, err = w.Submit(w.ctx(), sam, nil); err != nil || r.UserError == "" || len(r.Problems) == 0 || len(w.Modals(sam)) != 1 {
		t.Errorf("errors on a block that is not there: %+v %v, want a user error, problems and the modal still open", r, err)
	}
	answers <- slack.NewClearViewSubmissionResponse()
	if r, err = w.Submit(w.ctx(), sam, nil); err != nil || len(w.Modals(sam)) != 0 {
		t.Errorf("clear: %+v %v, want a length of 0", r, err)
	}
	open()
	if _, err := w.CloseModal(w.ctx(), sam); err != nil || len(w.Modals(sam)) != 0 {
		t.Errorf("close: %v, want a length of 0", err)
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
		t.Errorf(`title too long: %v, want code "invalid_arguments"`, err)
	}
	if err := open(id); err != nil {
		t.Errorf("in time: %v", err)
	}
	if err := open(id); code(err) != "exchanged_trigger_id" {
		t.Errorf(`twice: %v, want code "exchanged_trigger_id"`, err)
	}
	if err := open("1.2.abc"); code(err) != "invalid_trigger_id" {
		t.Errorf(`unknown: %v, want code "invalid_trigger_id"`, err)
	}
	id = click()
	w.Advance(3*time.Second + time.Millisecond)
	if err := open(id); code(err) != "expired_trigger_id" {
		t.Errorf(`late: %v, want code "expired_trigger_id"`, err)
	}
	if _, err := w.bot.PushViewContext(w.ctx(), click(), reasonModal()); code(err) != "invalid_trigger_id" {
		t.Errorf(`push from a message: %v, want code "invalid_trigger_id"`, err)
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
		t.Errorf(`update with an old hash: %v, want an error and Error "hash_conflict"`, err)
	}
	if _, err := w.bot.UpdateViewContext(w.ctx(), reasonModal(), "", "", "V0NONE"); err == nil || err.Error() != "not_found" {
		t.Errorf(`unknown view: %v, want an error and Error "not_found"`, err)
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
	if _, err = w.bot.PublishViewContext(w.ctx(), slack.PublishViewContextRequest{UserID: sam, View: home, Hash: &old}); err == nil ||
		err.Error() != "hash_conflict" {
		t.Errorf(`publish with an old hash: %v, want an error and Error "hash_conflict"`, err)
	}
	if h, ok := w.Home(sam); !ok || !strings.Contains(w.VisibleView(h), "Dana asks") || len(h.Buttons()) != 5 {
		t.Errorf(`home: %+v, want ok, VisibleView with "Dana asks" and a length of 5`, h)
	}
	w.SetSwitches(func(s *Switches) { s.HomeTab = false })
	if _, err = w.bot.PublishViewContext(w.ctx(), slack.PublishViewContextRequest{UserID: sam, View: home}); err == nil ||
		err.Error() != "not_enabled" {
		t.Errorf(`home tab off: %v, want an error and Error "not_enabled"`, err)
	}
	if err := w.OpenHome(sam); !errors.Is(err, ErrNotSeen) {
		t.Errorf("open a home tab that is off: %v, want %v", err, ErrNotSeen)
	}
}
