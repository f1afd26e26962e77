package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui"
)

func decidingEntities() setting {
	return setting{"REVIEW_DECISIONS": "entity", "IIQ_REVIEW_COLUMNS": "id,identity,targetDisplayName,summaryStatus,completed,created,modified,certification.id," +
		"certification.name,certification.expiration,certification.phase,certification.signed,certification.certifiers,type,application,nativeIdentity"}
}

// choosing submits the form in front of somebody: what is done with the entity that it shows, and why.
func (s *story) choosing(who, choice, comment string) slacksim.Result {
	s.Helper()
	entries := map[string]any{slackui.ActionEntityVerdict: choice}
	if comment != "" {
		entries[slackui.ActionComment] = comment
	}
	r, err := s.Slack.Submit(context.Background(), s.SlackID(who), entries)
	if err != nil || !r.Acked || len(r.Problems) > 0 {
		s.picture()
		s.Fatalf("submit: acked %t, %v %s, %v", r.Acked, r.Problems, r.UserError, err)
	}
	return r
}

// reads waits until the form in front of somebody says all of this.
func (s *story) reads(who string, words ...string) {
	s.Helper()
	s.eventually(who+" reads "+strings.Join(words, ", "), func() bool { return holdsAll(s.Slack.VisibleView(s.form(who)), words) })
}

// stays wants a sentence under a field of the form, which stays open.
func (s *story) stays(r slacksim.Result, sentence string) {
	s.Helper()
	for _, said := range r.FieldErrors {
		if strings.Contains(said, sentence) {
			return
		}
	}
	s.picture()
	s.Errorf("under the fields: %v", r.FieldErrors)
}

func (s *story) entityStands(id, standing string) {
	s.Helper()
	s.eventually("the bot knows that the entity is "+standing, func() bool {
		return s.one("SELECT count(*) FROM review_entities WHERE id = $1 AND standing = $2", id, standing) == 1
	})
}

func TestEntitiesOfAReviewAreDecidedHere(t *testing.T) {
	s := tell(t, atOnce(), decidingEntities())
	i := s.review(iiqsim.ReviewSpec{Name: "Q4 review", Reviewers: []string{sam, nora}, Targets: []string{dana, lee}, Count: 4, DueInMillis: 72 * 3_600_000})
	all := s.entities(i)
	s.must(s.IIQ.SetEntityAccount(all[0], "Ledger", "dreyes"))
	mine, yours := s.sees(sam, i, "Q4 review", "0 of 6 done"), s.sees(nora, i, "0 of 6 done")
	if !has(mine, "Start access review") || !has(mine, "Decide here") {
		s.Errorf("the card has %s", labels(mine))
	}
	s.eventually("all is read", func() bool {
		return s.one("SELECT count(*) FROM review_entities WHERE told::text LIKE '%dreyes%'") == 1
	})
	s.chapter("one is kept, and the next one shows", func(s *story) {
		s.opens(sam, mine, "Decide here")
		s.reads(sam, "1 of 6 · 6 open", "Dana Reyes", "Kind: Identity", "application: Ledger", "nativeIdentity: dreyes", "sign off in IdentityIQ")
		if r := s.choosing(sam, "Keep", ""); r.ResponseAction != "update" {
			s.Errorf("the form did not go on: %+v", r)
		}
		s.reads(sam, "Dana Reyes: Recording…", "2 of 6", "Lee Quinn", "nativeIdentity: (IdentityIQ has no value)")
		s.entityStands(all[0], "done")
		s.follows(mine, "1 of 6 done")
		s.follows(yours, "1 of 6 done")
	})
	s.chapter("one is revoked, which wants a reason", func(s *story) {
		s.stays(s.choosing(sam, "Revoke", ""), "Please write a reason.")
		s.choosing(sam, "Revoke", "left the team")
		s.reads(sam, "Lee Quinn: Recording…", "Reviewed Person 1")
		s.entityStands(all[1], "done")
		s.click(clickIn(s, sam, slackui.ActionEntityPrevious))
		s.reads(sam, "2 of 6 · 4 open", "Revoked by Sam Okoye", "left the team")
		s.click(clickIn(s, sam, slackui.ActionEntityNext))
		s.reads(sam, "3 of 6", "Reviewed Person 1")
	})
	s.chapter("IdentityIQ refuses one", func(s *story) {
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 409, Body: iiqsim.BodyJSON, Method: "PUT", Path: "/object/CertificationEntity", Count: 1})
		s.choosing(sam, "Keep", "fits")
		s.eventually("a message says why", func() bool {
			return holdsAll(s.Slack.VisibleText(s.newest(sam)), []string{"Not recorded: keep Reviewed Person 1 (Q4 review)", "IdentityIQ did not accept this"})
		})
		s.click(clickIn(s, sam, slackui.ActionEntityPrevious))
		s.reads(sam, "Reviewed Person 1", "IdentityIQ did not accept this", "Your decision")
		s.click(clickIn(s, sam, slackui.ActionEntityNext))
	})
	s.chapter("one is taken away before the form is sent", func(s *story) {
		s.reads(sam, "Reviewed Person 2")
		s.must(s.IIQ.RemoveEntity(all[3]))
		s.eventually("the bot knows", func() bool { return s.one("SELECT count(*) FROM review_entities WHERE id = $1", all[3]) == 0 })
		s.stays(s.choosing(sam, "Revoke", "a long reason"), "This one is no longer in the review. Nothing was changed.")
		if !strings.Contains(s.Slack.VisibleView(s.form(sam)), "Reviewed Person 2") {
			s.Error("the form is another")
		}
		s.follows(mine, "2 of 5 done")
	})
	s.chapter("two reviewers on the same one", func(s *story) {
		s.opens(nora, yours, "Decide here")
		s.reads(nora, "Reviewed Person 1")
		s.click(clickIn(s, nora, slackui.ActionEntityNext))
		s.reads(nora, "Reviewed Person 3")
		_, err := s.Slack.CloseModal(t.Context(), s.SlackID(sam))
		s.must(err)
		s.opens(sam, mine, "Decide here")
		s.click(clickIn(s, sam, slackui.ActionEntityNext))
		s.reads(sam, "Reviewed Person 3")
		s.choosing(sam, "Revoke", "not in the team")
		s.stays(s.choosing(nora, "Keep", "still needed"), "Sam Okoye")
		s.entityStands(all[4], "done")
	})
	s.chapter("one is completed in IdentityIQ meanwhile", func(s *story) {
		s.reads(sam, "Reviewed Person 4")
		s.must(s.IIQ.SetEntityStatus(all[5], iiqsim.EntityComplete))
		s.entityStands(all[5], "done")
		s.stays(s.choosing(sam, "Keep", "fits"), "already completed in IdentityIQ")
	})
	s.chapter("the last one, and signed off in IdentityIQ", func(s *story) {
		s.click(clickIn(s, sam, slackui.ActionEntityPrevious))
		s.reads(sam, "4 of 5")
		s.click(clickIn(s, sam, slackui.ActionEntityPrevious))
		s.reads(sam, "3 of 5", "Reviewed Person 1")
		s.choosing(sam, "Keep", "")
		s.reads(sam, "Nothing is left for you to decide here.", "Reviewed Person 1: Recording…")
		s.follows(mine, "5 of 5 done")
		s.command(sam, "done")
		s.list(sam, "Kept", "Dana Reyes", "Revoked", "Lee Quinn", "Not accepted by IdentityIQ")
		s.must(s.IIQ.Sign(i.ID, sam))
		s.follows(mine, "Signed off")
		s.follows(yours, "Signed off")
		s.withoutButtons(mine)
	})
	s.chapter("the books have each decision once", func(s *story) {
		want := map[string]string{all[0]: "Finished (Sam Okoye, in Slack)", all[1]: "Rejected left the team (Sam Okoye, in Slack)",
			all[2]: "Finished (Sam Okoye, in Slack)", all[4]: "Rejected not in the team (Sam Okoye, in Slack)"}
		for _, w := range s.accepted("") {
			if got := w.State + " " + w.Comment; got != want[w.ID] {
				s.Errorf("IdentityIQ took %q of %s, want %q", got, w.Number, want[w.ID])
			}
			delete(want, w.ID)
		}
		if len(want) > 0 {
			s.Errorf("IdentityIQ never took %v", want)
		}
		if n := s.one("SELECT count(*) FROM audit_log WHERE kind = 'decision.clicked' AND payload #>> '{item,review,id}' = $1", i.ID); n != 5 {
			s.Errorf("the log has %d clicks, want 5", n)
		}
	})
}

// With the setting switched on later, what was only counted is read before it can be decided.
func TestDecidingHereIsSwitchedOnLater(t *testing.T) {
	s := tell(t, atOnce())
	i := s.review(iiqsim.ReviewSpec{Name: "Early review", Reviewers: []string{sam}, Count: 3})
	m := s.sees(sam, i, "0 of 3 done")
	if has(m, "Decide here") {
		s.Errorf("the card has %s", labels(m))
	}
	s.bot().stop()
	s.settings["REVIEW_DECISIONS"] = "entity"
	s.start()
	s.eventually("all is read", func() bool { return s.one("SELECT count(*) FROM review_entities WHERE told IS NOT NULL") == 3 })
	s.command(sam, "reviews")
	s.press(sam, s.list(sam, "Early review"), "Open")
	s.eventually("a new card", func() bool { return len(s.cards(sam, i)) == 2 })
	s.opens(sam, s.newest(sam), "Decide here")
	s.reads(sam, "1 of 3", "Reviewed Person 1")
	s.choosing(sam, "Keep", "")
	s.follows(m, "1 of 3 done", "Decide here")
}
