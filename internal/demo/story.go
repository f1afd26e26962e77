package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// stepWithin is how long each step of the story may take to be seen.
const stepWithin = 20 * time.Second

// ErrNotSeen says that a step of the story did not happen in time.
var ErrNotSeen = errors.New("not seen in time")

// teller plays the story in a world and prints what is seen, as it is seen.
type teller struct {
	w     *World
	out   io.Writer
	start time.Time
}

// Tell plays the main job of the bot by itself: a request that is approved, one that a workgroup's member denies with a
// reason, one that is completed in IdentityIQ, one that is forwarded, a stranger's look-up, and an approver's own. It
// prints each step once it was seen, and returns an error at the first that was not.
func (w *World) Tell(ctx context.Context, out io.Writer) error {
	t := &teller{w: w, out: out, start: time.Now()}
	for _, scene := range []func(context.Context) error{t.approve, t.workgroup, t.elsewhere, t.forwarded, t.lookups} {
		if err := scene(ctx); err != nil {
			return err
		}
	}
	return t.books()
}

func (t *teller) say(format string, args ...any) {
	fmt.Fprintf(t.out, "%6.2fs  %s\n", time.Since(t.start).Seconds(), fmt.Sprintf(format, args...))
}

// see waits until something is so, and says it.
func (t *teller) see(ctx context.Context, what string, holds func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, stepWithin)
	defer cancel()
	if err := t.w.await(ctx, holds); err != nil {
		return fmt.Errorf("%s: %w", what, ErrNotSeen)
	}
	t.say("%s", what)
	return nil
}

// await returns as soon as the condition holds, which is looked at after each change in Slack and now and then.
func (w *World) await(ctx context.Context, holds func() bool) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		changed := w.Slack.Changed()
		if holds() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		case <-tick.C:
		}
	}
}

// Card gives the newest message to somebody that shows all these words.
func (w *World) Card(name string, words ...string) (slacksim.Message, bool) {
	inbox := w.Slack.Inbox(w.SlackID(name))
	for i := len(inbox) - 1; i >= 0; i-- {
		if containsAll(w.Slack.VisibleText(inbox[i]), words) {
			return inbox[i], true
		}
	}
	return slacksim.Message{}, false
}

func containsAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// Decidable reports whether a message has a button that begins with Approve.
func Decidable(m slacksim.Message) bool {
	for _, b := range slacksim.Buttons(m) {
		if strings.HasPrefix(b.Text, "Approve") {
			return true
		}
	}
	return false
}

func (t *teller) ask(spec iiqsim.ItemSpec, words string) (iiqsim.WorkItem, string, error) {
	item, err := t.w.IIQ.AddWorkItem(spec)
	if err != nil {
		return item, "", fmt.Errorf("make work item: %w", err)
	}
	number := strings.TrimLeft(item.Name, "0")
	t.say("IdentityIQ: work item %s: %s", number, words)
	return item, number, nil
}

func (t *teller) press(ctx context.Context, who string, m slacksim.Message, text string) error {
	r, err := t.w.Slack.Click(ctx, slacksim.Press{User: t.w.SlackID(who), Channel: m.Channel, TS: m.TS, Text: text})
	if err != nil {
		return fmt.Errorf("press %s: %w", text, err)
	}
	if !r.Acked {
		return fmt.Errorf("press %s: the bot did not ack: %w", text, ErrNotSeen)
	}
	t.say("Slack: %s pressed %s; acked after %d ms", spoken(who), text, r.AckAfter.Milliseconds())
	return nil
}

// spoken is a name of IdentityIQ as people say it.
func spoken(name string) string { return strings.ReplaceAll(name, ".", " ") }

// written reports whether IdentityIQ took this decision of this person, with authority.
func (w *World) written(itemID, who, state string) bool {
	p, err := w.IIQ.Identity(who)
	if err != nil {
		return false
	}
	for _, wr := range w.IIQ.Ledger() {
		if wr.ID == itemID && wr.Accepted && wr.ApproverID == p.ID && wr.State == state && wr.Authority {
			return true
		}
	}
	return false
}
