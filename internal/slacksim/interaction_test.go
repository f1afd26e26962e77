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
		t.Fatalf(`click: %+v %v, want Acked true, UserError "" and AckAnswer nil`, r, err)
	}
	cb := patience.Receive(t, "the click", got)
	a := cb.ActionCallback.BlockActions[0]
	if cb.Type != slack.InteractionTypeBlockActions || cb.User.ID != sam || cb.Channel.ID != dm || cb.Container.MessageTs != ts ||
		cb.Message.Text != "Dana asks" || cb.User.TeamID != "T0SIMTEAM" || a.ActionID != "approve" || a.BlockID != "decide" ||
		a.Value != "42" ||
		string(a.Type) != "button" || a.Text.Text != "Approve" || cb.ResponseURL != r.ResponseURL || cb.TriggerID != r.TriggerID {
		t.Errorf("payload %+v, action %+v", cb, a)
	}
	if r, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, ActionID: "more", Entry: "Remind"}); err != nil || !r.Acked {
		t.Fatalf("overflow: %+v %v, want Acked true", r, err)
	}
	if a := patience.Receive(t, "the choice", got).ActionCallback.BlockActions[0]; a.SelectedOption.Value != "later" {
		t.Errorf(`overflow payload %+v, want Value "later"`, a)
	}
	if r, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "View"}); err != nil ||
		r.URL != "https://iiq.example.com/42" || !r.Acked {
		t.Errorf(`link button: %+v %v, want URL "https://iiq.example.com/42" and Acked true`, r, err)
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
			t.Errorf("%s: %+v %v, want %v", name, r, err, ErrNotSeen)
		}
	}
	if _, err := w.UpdateUser(lee, func(u *User) { u.Deleted = true }); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Click(w.ctx(), Press{User: lee, Channel: dm, TS: ts, Text: "Approve", Unseen: true}); !errors.Is(err, ErrNoUser) {
		t.Errorf("deactivated: %v, want %v", err, ErrNoUser)
	}
	r, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve all"})
	if err != nil || r.Confirm == nil || r.Confirm.Text != "This is privileged." || r.EnvelopeID != "" {
		t.Errorf(`confirmation: %+v %v, want Confirm other than nil, Text "This is privileged." and EnvelopeID ""`, r, err)
	}
	if r, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve all", Confirm: true}); err != nil || !r.Acked {
		t.Errorf("confirmed: %+v %v, want Acked true", r, err)
	}
	seen := w.Inbox(sam)[0].Blocks
	if _, _, _, err := w.bot.UpdateMessageContext(w.ctx(), dm, ts, slack.MsgOptionText("decided", false)); err != nil {
		t.Fatal(err)
	}
	old := Press{User: sam, Channel: dm, TS: ts, Text: "Approve all", Seen: seen, Confirm: true}
	if r, err = w.Click(w.ctx(), old); err != nil || !r.Acked {
		t.Errorf("pressed on what was seen: %+v %v, want Acked true", r, err)
	}
	if _, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve all", Seen: []byte(`[]`)}); !errors.Is(err, ErrNotSeen) {
		t.Errorf("pressed on what was never there: %v, want %v", err, ErrNotSeen)
	}
	if _, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve", Near: "Dana"}); !errors.Is(err, ErrNotSeen) {
		t.Errorf("after the buttons went: %v, want %v", err, ErrNotSeen)
	}
	if r, err = w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve", Stale: true}); err != nil || !r.Acked {
		t.Errorf("stale click: %+v %v, want Acked true", r, err)
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
		t.Errorf(`without a socket: %+v %v, want Delivered false and UserError other than ""`, r, err)
	}
	so := w.dial()
	done := make(chan Result, 1)
	go func() {
		r, _ := w.Click(t.Context(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve"})
		done <- r
	}()
	env := so.nextOf("interactive")
	w.Advance(3*time.Second + time.Millisecond)
	if r := patience.Receive(t, "the end of the click", done); !r.Delivered || r.Acked || !strings.Contains(r.UserError, "didn't work") {
		t.Errorf(`not acked: %+v, want Delivered true, Acked false and UserError with "didn't work"`, r)
	}
	so.ack(env)
	w.wait("the late ack is counted", func() bool { return w.Stats().LateAcks == 1 })
	before := w.Stats().Envelopes
	w.Advance(10 * time.Minute)
	if after := w.Stats().Envelopes; after != before {
		t.Errorf("a click came again: %d envelopes, then %d, want after %v", before, after, before)
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

// A select keeps the entry that was taken, and the client tells of no other choice of it, until the menu is drawn with a new block id.
func TestTheSameEntryOfASelectIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam, lee := w.person(User{RealName: "Sam"}), w.person(User{RealName: "Lee"})
	got := make(chan slack.InteractionCallback, 10)
	w.startApp(func(c *socketmode.Client, e socketmode.Event) {
		if cb, ok := e.Data.(slack.InteractionCallback); ok {
			got <- cb
		}
		ack(t, c, e, nil)
	})
	menu := func(block string) slack.MsgOption {
		return slack.MsgOptionBlocks(slack.NewActionBlock(block, slack.NewOptionsSelectBlockElement(slack.OptTypeStatic,
			plain("More"), "more",
			slack.NewOptionBlockObject("details", plain("Details"), nil), slack.NewOptionBlockObject("later",
				plain("Remind me later"), nil))))
	}
	dm, ts, err := w.bot.PostMessageContext(w.ctx(), sam, textOption("Dana asks"), menu("buttons-1"))
	if err != nil {
		t.Fatal(err)
	}
	choose := func(entry string) error {
		_, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, ActionID: "more", Entry: entry})
		return err
	}
	for _, step := range []struct {
		entry string
		told  bool
	}{{"Details", true}, {"Details", false}, {"Remind", true}, {"Details", true}, {"Details", false}} {
		if err := choose(step.entry); (err == nil) != step.told || err != nil && !errors.Is(err, ErrStandsThere) {
			t.Fatalf("%s: got %v, want it told %t", step.entry, err, step.told)
		}
		if step.told {
			a := patience.Receive(t, "the choice", got).ActionCallback.BlockActions[0]
			if string(a.Type) != "static_select" || !strings.HasPrefix(a.SelectedOption.Text.Text, step.entry) {
				t.Errorf("got %+v, want a select with %s", a, step.entry)
			}
		}
	}
	if _, _, _, err := w.bot.UpdateMessageContext(w.ctx(), dm, ts, textOption("Dana asks"), menu("buttons-2")); err != nil {
		t.Fatal(err)
	}
	if err := choose("Details"); err != nil {
		t.Errorf("after the menu was drawn anew: got %v, want it told", err)
	}
	if n := len(w.Inbox(lee)); n != 0 {
		t.Errorf("somebody else has %d messages, want none", n)
	}
}
