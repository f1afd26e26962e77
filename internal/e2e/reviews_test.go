package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// atOnce lets progress show without a pause.
func atOnce() setting { return setting{"REVIEW_UPDATE_INTERVAL": "1s", "IIQ_POLL_INTERVAL": "1s"} }

// review makes an access review in IdentityIQ.
func (s *story) review(spec iiqsim.ReviewSpec) item {
	s.Helper()
	c, err := s.IIQ.AddReview(spec)
	s.must(err)
	return item{ID: c.ID, Number: c.Name}
}

// entities gives the ids of a review's entities.
func (s *story) entities(i item) []string {
	s.Helper()
	_, all, err := s.IIQ.Review(i.ID)
	s.must(err)
	ids := make([]string, len(all))
	for n, e := range all {
		ids[n] = e.ID
	}
	return ids
}

func (s *story) completes(i item, by string, n int) {
	s.Helper()
	if done, err := s.IIQ.CompleteEntities(i.ID, by, n); err != nil || done != n {
		s.Fatalf("%s completes %d of %d: %v", by, done, n, err)
	}
}

// follows waits until this very message shows these words.
func (s *story) follows(m slacksim.Message, words ...string) {
	s.Helper()
	s.becomes(m, "the card shows "+strings.Join(words, ", "), func(now slacksim.Message) bool {
		return holdsAll(s.Slack.VisibleText(now), words)
	})
}

func (s *story) withoutButtons(m slacksim.Message) {
	s.Helper()
	now, err := s.Slack.Message(m.Channel, m.TS)
	s.must(err)
	if all := labels(now); all != "" {
		s.Errorf("the card that is over has buttons: %s", all)
	}
}

// undecidable makes sure that a card of a review offers nothing to decide.
func (s *story) undecidable(m slacksim.Message) {
	s.Helper()
	if has(m, "Approve") || has(m, "Deny") {
		s.Errorf("an access review has buttons to decide: %s", labels(m))
	}
}

func TestAManagersReviewFromFirstCardToSigned(t *testing.T) {
	s := tell(t, atOnce())
	i := s.review(iiqsim.ReviewSpec{Name: "Manager Access Review for Sam Okoye", Reviewers: []string{sam}, Count: 20,
		DueInMillis: 72 * 3_600_000})
	m := s.sees(sam, i, "Manager Access Review for Sam Okoye", "0 of 20 done", "Due")
	s.undecidable(m)
	if !has(m, "Start access review") {
		s.Errorf("the card has %s", labels(m))
	}
	for _, b := range slacksim.Buttons(m) {
		if strings.HasPrefix(b.Text, "Start") && !strings.HasSuffix(b.URL, "rp2=certification/"+i.ID) {
			s.Errorf("the link is %s", b.URL)
		}
	}
	s.chapter("it moves on", func(s *story) {
		s.completes(i, sam, 3)
		s.follows(m, "3 of 20 done", "Continue access review")
	})
	s.chapter("somebody is handed a part of it, somebody is taken out of it", func(s *story) {
		all := s.entities(i)
		s.must(s.IIQ.SetEntityStatus(all[10], iiqsim.EntityDelegated))
		s.follows(m, "3 of 20 done, 1 with somebody else")
		s.must(s.IIQ.RemoveEntity(all[11]))
		s.follows(m, "3 of 19 done")
		s.must(s.IIQ.SetEntityStatus(all[0], iiqsim.EntityReturned))
		s.follows(m, "2 of 19 done")
	})
	s.chapter("it is in the list, on the Home tab and among the reviews", func(s *story) {
		s.gets(sam, s.role(sam))
		s.command(sam, "")
		s.list(sam, "2 items wait for you", "Manager Access Review for Sam Okoye · 2 of 19 done")
		s.command(sam, "reviews")
		answer := s.list(sam, "One access review waits for you", "Manager Access Review for Sam Okoye · 2 of 19 done, 1 with somebody else, 17 left")
		s.command(nora, "reviews")
		s.list(nora, "No access review is waiting for you.")
		s.must(s.Slack.OpenHome(s.SlackID(sam)))
		s.eventually("the Home tab shows it", func() bool {
			v, there := s.Slack.Home(s.SlackID(sam))
			return there && holdsAll(s.Slack.VisibleView(v),
				[]string{"Manager Access Review for Sam Okoye · 2 of 19 done", "Continue access review"})
		})
		s.press(sam, answer, "Open")
		s.eventually("Open sends one more copy", func() bool { return len(s.cards(sam, i)) == 2 })
	})
	s.chapter("it can wait", func(s *story) {
		s.choose(sam, s.cards(sam, i)[0], "Remind me later")
		s.submit(sam, map[string]any{cards.BlockLater: "hour"})
		s.eventually("it is confirmed", func() bool {
			return strings.Contains(s.Slack.VisibleView(s.form(sam)), "I will remind you of it on")
		})
		_, err := s.Slack.CloseModal(t.Context(), s.SlackID(sam))
		s.must(err)
		s.command(sam, "snoozed")
		s.list(sam, "One item is snoozed", "Manager Access Review for Sam Okoye · 2 of 19 done")
	})
	s.chapter("it is signed off", func(s *story) {
		copies := s.cards(sam, i)
		s.completes(i, sam, 17)
		s.must(s.IIQ.Sign(i.ID, sam))
		for _, c := range copies {
			s.follows(c, "Manager Access Review for Sam Okoye", "Signed off")
			s.withoutButtons(c)
		}
		s.command(sam, "reviews")
		s.list(sam, "No access review is waiting for you.")
	})
}

func TestReviewersChange(t *testing.T) {
	promise(t)
	s := tell(t, atOnce())
	s.group("Review.Board", dana, lee)
	s.chapter("two reviewers", func(s *story) {
		i := s.review(iiqsim.ReviewSpec{Name: "Joint review", Reviewers: []string{sam, nora}, Count: 4})
		mine, yours := s.sees(sam, i, "0 of 4 done"), s.sees(nora, i, "0 of 4 done")
		s.completes(i, nora, 2)
		s.follows(mine, "2 of 4 done")
		s.follows(yours, "2 of 4 done")
		s.must(s.IIQ.Sign(i.ID, nora))
		s.follows(mine, "Signed off")
		s.follows(yours, "Signed off")
	})
	s.chapter("reassigned, and back again", func(s *story) {
		i := s.review(iiqsim.ReviewSpec{Name: "Moving review", Reviewers: []string{sam}, Count: 4})
		mine := s.sees(sam, i, "0 of 4 done")
		s.must(s.IIQ.Reassign(i.ID, nora))
		s.follows(mine, "Forwarded to Nora Lindqvist")
		s.withoutButtons(mine)
		yours := s.sees(nora, i, "0 of 4 done", "reassigned to you from Sam Okoye")
		s.must(s.IIQ.Reassign(i.ID, sam))
		s.follows(yours, "Forwarded to Sam Okoye")
		if again := s.sees(sam, i, "0 of 4 done"); again.TS == mine.TS {
			s.Error("there is no new card")
		}
		s.follows(mine, "Forwarded")
	})
	s.chapter("no certifier is named: the work item's owner reviews", func(s *story) {
		i := s.review(iiqsim.ReviewSpec{Name: "Owner review", Reviewers: []string{sam}, NoCertifiers: true, Count: 2})
		mine := s.sees(sam, i, "0 of 2 done")
		s.must(s.IIQ.Reassign(i.ID, nora))
		s.follows(mine, "Forwarded to Nora Lindqvist")
		s.sees(nora, i, "0 of 2 done")
	})
	s.chapter("a workgroup reviews, one leaves it, one joins", func(s *story) {
		i := s.review(iiqsim.ReviewSpec{Name: "Board review", Reviewers: []string{"Review.Board"}, CertifiersAsText: true, Count: 2})
		first := s.sees(dana, i, "0 of 2 done", "member of the workgroup Review.Board")
		s.sees(lee, i, "0 of 2 done")
		s.members("Review.Board", lee, nora)
		s.sql("UPDATE workgroups SET expanded_at = 'epoch'")
		s.roundNow("workgroups")
		s.follows(first, "No longer yours")
		s.sees(nora, i, "0 of 2 done")
	})
}

func TestAStagedReviewIsNotToldOf(t *testing.T) {
	variant(t)
	s := tell(t, atOnce())
	i := s.review(iiqsim.ReviewSpec{Name: "Early review", Reviewers: []string{sam}, Phase: iiqsim.PhaseStaged, Count: 3})
	out := s.review(iiqsim.ReviewSpec{Name: "Other review", Reviewers: []string{sam}, Count: 3})
	s.sees(sam, out, "0 of 3 done")
	if len(s.cards(sam, i)) > 0 {
		s.Error("somebody is told of a staged review")
	}
	s.must(s.IIQ.SetPhase(i.ID, iiqsim.PhaseActive))
	m := s.sees(sam, i, "Early review", "0 of 3 done")
	s.chapter("and one that vanishes says so", func(s *story) {
		s.must(s.IIQ.RemoveReview(i.ID))
		s.follows(m, "Early review", "No longer in IdentityIQ")
		s.withoutButtons(m)
	})
	s.chapter("one that ends without a signature too", func(s *story) {
		card := s.cards(sam, out)[0]
		s.must(s.IIQ.SetPhase(out.ID, iiqsim.PhaseEnd))
		s.follows(card, "Other review", "Completed in IdentityIQ")
	})
}

func TestProgressIsToldAtMostOnceInAWhile(t *testing.T) {
	variant(t)
	s := tell(t, setting{"REVIEW_UPDATE_INTERVAL": "1h", "IIQ_POLL_INTERVAL": "1s"})
	i := s.review(iiqsim.ReviewSpec{Name: "Slow review", Reviewers: []string{sam}, Count: 5})
	m := s.sees(sam, i, "0 of 5 done")
	s.completes(i, sam, 2)
	s.eventually("it is counted", func() bool { return s.one("SELECT done FROM reviews WHERE id = $1", i.ID) == 2 })
	s.chapter("the list knows it at once", func(s *story) {
		s.command(sam, "reviews")
		s.list(sam, "2 of 5 done")
	})
	s.follows(m, "0 of 5 done")
	s.sql("UPDATE reviews SET told_at = told_at - interval '1 hour'")
	s.follows(m, "2 of 5 done")
	s.completes(i, sam, 1)
	s.must(s.IIQ.Sign(i.ID, sam))
	s.follows(m, "Signed off")
}

func TestReviewsOfBeforeTheBot(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, atOnce(), setting{"CARDS_AT_ONCE": "3"})
	old := s.review(iiqsim.ReviewSpec{Name: "Last year's review", Reviewers: []string{sam}, Count: 30})
	s.completes(old, sam, 30)
	s.must(s.IIQ.Sign(old.ID, sam))
	for _, name := range []string{"First", "Second", "Third", "Fourth"} {
		s.review(iiqsim.ReviewSpec{Name: name + " review", Reviewers: []string{sam}, Count: 2})
	}
	s.start()
	// Whatever a round or the sweep sends while this one is in hand goes by itself, up to what the settings allow; what is left is
	// one message.
	told := 0
	s.eventually("one message for all that have none of their own", func() bool {
		inbox := s.Slack.Inbox(s.SlackID(sam))
		told = len(inbox)
		left := "One new item waits for you"
		if told <= 3 {
			left = fmt.Sprintf("%d new items wait for you", 4-(told-1))
		}
		return told >= 1 && told <= 3+1 && slices.ContainsFunc(inbox, func(m slacksim.Message) bool {
			return holdsAll(s.Slack.VisibleText(m), []string{left, "0 of 2 done", "3 more waiting"})
		})
	})
	if told <= 3 {
		s.press(sam, s.newest(sam), "Show next")
		s.eventually("the next review", func() bool { return len(s.Slack.Inbox(s.SlackID(sam))) == told+1 })
	}
	if n := s.one("SELECT count(*) FROM review_entities"); n != 8 {
		s.Errorf("%d entities are kept, want those of what is not signed", n)
	}
}

func TestAReminderNamesWhatIsLeft(t *testing.T) {
	variant(t)
	s := tell(t, atOnce(), always("1h"))
	i := s.review(iiqsim.ReviewSpec{Name: "Due review", Reviewers: []string{sam}, Count: 10, DueInMillis: 20 * 3_600_000})
	s.completes(i, sam, 4)
	s.sees(sam, i, "4 of 10 done")
	s.later(2 * time.Hour)
	s.reminded(sam, 1, "Due review", "4 of 10 done", "6 left")
}

func TestEveryOtherType(t *testing.T) {
	variant(t)
	s := tell(t, setting{"LINK_ONLY_TYPES": "+Remediation,+ManualAction"})
	for kind, why := range map[string]string{
		"Delegation": "handed to you", "Signoff": "signed off", "Challenge": "challenged", "ViolationReview": "break a policy",
		"PolicyViolation": "breaks a policy", "Form": "form to fill in", "Remediation": "by hand", "ManualAction": "by hand",
	} {
		s.chapter(kind, func(s *story) {
			i := s.ask(iiqsim.ItemSpec{Template: iiqsim.Template(kind), Owner: sam, Requester: lee, Target: dana, DueInMillis: 3_600_000})
			m := s.closed(sam, i, "Decide in IdentityIQ: ", why, "about Dana Reyes", "Lee Quinn", kind+" for", "Due", i.Number)
			if !has(m, "View") {
				s.Error("the card has no link")
			}
			s.must(s.IIQ.Complete(i.ID, iiqsim.Completion{By: sam, State: iiqsim.StateFinished}))
			s.sees(sam, i, "in IdentityIQ")
			s.untouched(i)
		})
	}
}
