package slacksim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/patience"
)

func TestBucketNeverGivesMoreThanItsRate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		perSecond := rapid.Float64Range(0.1, 10).Draw(t, "per second")
		most := float64(rapid.IntRange(1, 100).Draw(t, "burst"))
		start := time.Unix(1_796_000_000, 0)
		b, now, given := &bucket{tokens: most, at: start}, start, 0.0
		for range rapid.IntRange(1, 200).Draw(t, "calls") {
			now = now.Add(time.Duration(rapid.IntRange(0, 2000).Draw(t, "gap")) * time.Millisecond)
			wait := b.take(now, perSecond, most)
			if wait == 0 {
				given++
			} else if again := *b; again.take(now.Add(wait+time.Millisecond), perSecond, most) != 0 {
				t.Fatalf("told to wait %v, and refused after it", wait)
			}
			if limit := most + perSecond*now.Sub(start).Seconds() + 1e-6; given > limit {
				t.Fatalf("%v given, limit %v, want at most %v", given, limit, limit)
			}
		}
	})
}

// TestModalStack plays any order of opening, pushing, submitting and closing, and holds the stack against a plain list.
func TestModalStack(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	rapid.Check(t, func(rt *rapid.T) {
		user := w.person(User{RealName: "Sam"})
		var want []string
		trigger := func(from *view) string {
			w.mu.Lock()
			defer w.mu.Unlock()
			return w.newTrigger(user, from)
		}
		top := func() *view {
			w.mu.Lock()
			defer w.mu.Unlock()
			if stack := w.modals[user]; len(stack) > 0 {
				return stack[len(stack)-1]
			}
			return nil
		}
		for i := range rapid.IntRange(1, 12).Draw(rt, "steps") {
			modal := reasonModal()
			modal.Title = plain(fmt.Sprint("modal ", i))
			switch rapid.SampledFrom([]string{"open", "push", "close"}).Draw(rt, "step") {
			case "open":
				if _, err := w.bot.OpenViewContext(w.ctx(), trigger(nil), modal); err != nil {
					rt.Fatal(err)
				}
				want = []string{modal.Title.Text}
			case "push":
				_, err := w.bot.PushViewContext(w.ctx(), trigger(top()), modal)
				if fits := len(want) > 0 && len(want) < maxStack; (err == nil) != fits {
					rt.Fatalf("push on %v: %v", want, err)
				} else if fits {
					want = append(want, modal.Title.Text)
				}
			case "close":
				if _, err := w.CloseModal(w.ctx(), user); (err == nil) != (len(want) > 0) {
					rt.Fatalf("close on %v: %v", want, err)
				}
				want = want[:max(0, len(want)-1)]
			}
			var got []string
			for _, v := range w.Modals(user) {
				got = append(got, v.Title)
			}
			if strings.Join(got, ",") != strings.Join(want, ",") {
				rt.Fatalf("stack %v, want %v", got, want)
			}
		}
	})
}

func TestOneAdvancePlaysEverythingOnTheWay(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{Events: []string{"message.im"}})
	sam := w.person(User{RealName: "Sam"})
	w.dial()
	if _, err := w.Say(sam, "", "hello"); err != nil {
		t.Fatal(err)
	}
	began := w.Now()
	w.Advance(time.Hour)
	if st := w.Stats(); st.Envelopes != 4 || st.Unacked != 4 || st.EventsGivenUp != 1 || !w.Now().Equal(began.Add(time.Hour)) {
		t.Errorf("after an hour: %+v at %v, want 4 envelopes, none acked, one event given up, at %v", st, w.Now(), began.Add(time.Hour))
	}
}

func TestWaitForTextSeesAnUpdate(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	dm, ts := w.postCard(sam)
	done := make(chan error, 1)
	go func() {
		m, err := w.WaitForText(t.Context(), sam, "Approved by Sam")
		if err == nil && m.TS != ts {
			err = fmt.Errorf("another message: %s", m.TS)
		}
		done <- err
	}()
	if _, _, _, err := w.bot.UpdateMessageContext(w.ctx(), dm, ts, slack.MsgOptionText("*Approved* by Sam", false)); err != nil {
		t.Fatal(err)
	}
	if err := patience.Receive(t, "the message", done); err != nil {
		t.Error(err)
	}
}

func TestAckOnAnotherSocket(t *testing.T) {
	t.Parallel()
	for strict, acked := range map[bool]bool{false: true, true: false} {
		w := newWorkspace(t, Options{StrictAck: strict, NoEcho: true, Events: []string{"app_mention"}})
		sam := w.person(User{RealName: "Sam"})
		dm, ts := w.postCard(sam)
		first := w.dial()
		done := make(chan Result, 1)
		go func() {
			r, _ := w.Click(t.Context(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve"})
			done <- r
		}()
		env := first.next()
		second := w.dial()
		second.ack(env)
		w.wait("the ack on the other socket", func() bool { return w.Stats().CrossAcks == 1 })
		w.Advance(4 * time.Second)
		if r := patience.Receive(t, "the end of the click", done); r.Acked != acked {
			t.Errorf("strict %v: %+v, want Acked %v", strict, r, acked)
		}
	}
}
