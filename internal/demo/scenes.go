package demo

import (
	"context"
	"fmt"
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

func (t *teller) approve(ctx context.Context) error {
	item, number, err := t.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye", Requester: "Lee.Quinn",
		Target:        "Dana.Reyes",
		Justification: "Quarter close"}, "Lee Quinn asks for a role for Dana Reyes; Sam Okoye decides")
	if err != nil {
		return err
	}
	var card slacksim.Message
	err = t.see(ctx, "Slack: Sam Okoye has the card, with Approve, Deny and View", func() (ok bool) {
		card, ok = t.w.Card("Sam.Okoye", number, "Dana Reyes", "Quarter close")
		return ok && Decidable(card)
	})
	if err != nil {
		return err
	}
	if err := t.press(ctx, "Sam.Okoye", card, "Approve"); err != nil {
		return err
	}
	if err := t.see(ctx, "IdentityIQ: approved by Sam Okoye",
		func() bool { return t.w.written(item.ID, "Sam.Okoye", "Finished") }); err != nil {
		return err
	}
	return t.see(ctx, "Slack: the card says Approved by Sam Okoye, and its buttons are gone", func() bool {
		m, ok := t.w.Card("Sam.Okoye", number, "Approved by Sam Okoye")
		return ok && !Decidable(m)
	})
}

// workgroupOf names the story's workgroup and its members.
const storyGroup = "Ledger.Owners"

func (t *teller) workgroup(ctx context.Context) error {
	members := []string{"Sam.Okoye", "Dana.Reyes", "Nora.Lindqvist"}
	if _, err := t.w.IIQ.AddWorkgroup(storyGroup, "Ledger Owners", members...); err != nil {
		return fmt.Errorf("make workgroup: %w", err)
	}
	item, number, err := t.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: storyGroup, Requester: "Lee.Quinn",
		Target:        "Lee.Quinn",
		Justification: "Audit preparation"}, "Lee Quinn asks for a role; the workgroup Ledger Owners decides")
	if err != nil {
		return err
	}
	err = t.see(ctx, "Slack: all three members have the card", func() bool {
		for _, m := range members {
			if card, ok := t.w.Card(m, number, "Audit preparation"); !ok || !Decidable(card) {
				return false
			}
		}
		return true
	})
	if err != nil {
		return err
	}
	if err := t.deny(ctx, "Dana.Reyes", number, "Not before the audit is over."); err != nil {
		return err
	}
	if err := t.see(ctx, "IdentityIQ: denied by Dana Reyes",
		func() bool { return t.w.written(item.ID, "Dana.Reyes", "Rejected") }); err != nil {
		return err
	}
	return t.see(ctx, "Slack: all three copies say Denied by Dana Reyes, with the reason", func() bool {
		for _, m := range members {
			if card, ok := t.w.Card(m, number, "Denied by Dana Reyes", "Not before the audit is over."); !ok || Decidable(card) {
				return false
			}
		}
		return true
	})
}

func (t *teller) deny(ctx context.Context, who, number, reason string) error {
	card, _ := t.w.Card(who, number)
	if err := t.press(ctx, who, card, "Deny"); err != nil {
		return err
	}
	user := t.w.SlackID(who)
	if err := t.see(ctx, "Slack: a form asks for the reason", func() bool { return len(t.w.Slack.Modals(user)) == 1 }); err != nil {
		return err
	}
	r, err := t.w.Slack.Submit(ctx, user, map[string]any{cards.ActionComment: reason})
	if err != nil {
		return fmt.Errorf("submit the reason: %w", err)
	}
	if !r.Acked || len(r.FieldErrors) > 0 {
		return fmt.Errorf("submit the reason: %v: %w", r.FieldErrors, ErrNotSeen)
	}
	t.say("Slack: %s gave the reason; acked after %d ms", spoken(who), r.AckAfter.Milliseconds())
	return nil
}

func (t *teller) elsewhere(ctx context.Context) error {
	item, number, err := t.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 20, Owner: "Sam.Okoye",
		Requester: "Lee.Quinn", Target: "Dana.Reyes",
		Justification: "Payroll migration"}, "twenty entitlements for Dana Reyes; Sam Okoye decides")
	if err != nil {
		return err
	}
	if err := t.see(ctx, "Slack: the card shows five lines and how many more", func() bool {
		_, ok := t.w.Card("Sam.Okoye", number, "15 more", "Payroll migration")
		return ok
	}); err != nil {
		return err
	}
	if err := t.w.IIQ.Approve(item.ID, "Sam.Okoye", "Done in the web pages"); err != nil {
		return fmt.Errorf("complete in IdentityIQ: %w", err)
	}
	t.say("IdentityIQ: Sam Okoye approved it in IdentityIQ's own pages")
	return t.see(ctx, "Slack: the card says Approved by Sam Okoye in IdentityIQ", func() bool {
		m, ok := t.w.Card("Sam.Okoye", number, "Approved by Sam Okoye in IdentityIQ")
		return ok && !Decidable(m)
	})
}

func (t *teller) forwarded(ctx context.Context) error {
	item, number, err := t.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye", Requester: "Lee.Quinn",
		Target:        "Dana.Reyes",
		Justification: "Month end, as every month"}, "one more role for Dana Reyes; Sam Okoye decides")
	if err != nil {
		return err
	}
	if err := t.see(ctx, "Slack: Sam Okoye has the card",
		func() bool { _, ok := t.w.Card("Sam.Okoye", "Month end"); return ok }); err != nil {
		return err
	}
	if err := t.w.IIQ.Forward(item.ID, "Nora.Lindqvist"); err != nil {
		return fmt.Errorf("forward: %w", err)
	}
	t.say("IdentityIQ: forwarded to Nora Lindqvist")
	return t.see(ctx, "Slack: Sam Okoye's card says Forwarded, and Nora Lindqvist has one with buttons", func() bool {
		old, ok := t.w.Card("Sam.Okoye", number, "Forwarded")
		fresh, has := t.w.Card("Nora.Lindqvist", "Month end", "Sam Okoye")
		return ok && !Decidable(old) && has && Decidable(fresh)
	})
}

func (t *teller) lookups(ctx context.Context) error {
	if _, err := t.w.Slack.Command(ctx, t.w.SlackID("Nora.Lindqvist"), "", "/approvals", ""); err != nil {
		return fmt.Errorf("ask /approvals: %w", err)
	}
	if err := t.answered(ctx, "Nora.Lindqvist", "Slack: /approvals lists what waits for Nora Lindqvist", "Dana Reyes"); err != nil {
		return err
	}
	if _, err := t.w.Slack.Command(ctx, t.w.SlackID(GuestName), "", "/approvals", ""); err != nil {
		return fmt.Errorf("ask as a guest: %w", err)
	}
	return t.answered(ctx, GuestName, "Slack: a guest gets one sentence and no list", "")
}

// answered waits for a private answer that shows the word.
func (t *teller) answered(ctx context.Context, who, what, word string) error {
	return t.see(ctx, what, func() bool {
		for _, m := range t.w.Slack.Ephemerals(t.w.SlackID(who)) {
			text := t.w.Slack.VisibleText(m)
			if word == "" && strings.Contains(text, "Approve") {
				return false
			}
			if strings.Contains(text, word) {
				return true
			}
		}
		return false
	})
}

// books compares what IdentityIQ took with what the story did.
func (t *teller) books() error {
	accepted := 0
	for _, w := range t.w.IIQ.Ledger() {
		if w.Accepted {
			accepted++
			if !w.Authority {
				return fmt.Errorf("a write without authority reached IdentityIQ: %w", ErrNotSeen)
			}
		}
	}
	if accepted != 2 {
		return fmt.Errorf("IdentityIQ took %d decisions from the bot, not 2: %w", accepted, ErrNotSeen)
	}
	t.say("Done: two decisions were made in Slack, and IdentityIQ has each of them once.")
	return nil
}
