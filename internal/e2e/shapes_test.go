package e2e

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// What IdentityIQ answers is not published in every point; the bot takes each shape that is known or likely.
func TestEveryShapeOfIdentityIQ(t *testing.T) {
	promise(t)
	t.Parallel()
	for _, shape := range []struct {
		name     string
		answers  iiqsim.Settings
		settings setting
		// letters are those of other languages and of editors; the database is one that folds ASCII alone.
		letters bool
	}{
		{name: "members as objects, 400 for no group, gone as empty, letters of all kinds", letters: true, answers: iiqsim.Settings{
			MembersAs: iiqsim.MembersObjects, NoGroupAs: iiqsim.NoGroupAs400, GoneAs: iiqsim.GoneAsEmpty, NestedMarked: true,
			SummariesAs: iiqsim.SummariesAttributes, CommentsAs: iiqsim.CommentsChild, CompleterAs: iiqsim.CompleterName,
			DeniedFinished: true,
		}},
		{name: "members as an array, an empty list for no group, gone as 500", answers: iiqsim.Settings{
			MembersAs: iiqsim.MembersArray, NoGroupAs: iiqsim.NoGroupAsEmpty, GoneAs: iiqsim.GoneAs500, ShuffleUnordered: true,
			HideWorkgroups: true,
			DescriptionAs:  iiqsim.DescriptionChild, PageCap: 7,
		}},
		{
			name:     "an archive by id, and POST",
			answers:  iiqsim.Settings{Archive: iiqsim.ArchiveByID, ActionMethods: []string{"POST"}},
			settings: setting{"IIQ_ACTION_METHOD": "POST", "IIQ_PAGE_SIZE": "5"},
		},
		{name: "an archive in the lists", answers: iiqsim.Settings{Archive: iiqsim.ArchiveListed, DeniedFinished: true}},
		{name: "few columns", answers: iiqsim.Settings{
			UnknownColumns: []string{"department", "manager.id", "firstname", "lastname", "displayName", "workgroup", "inactive"},
			UnknownStatus:  400,
		}},
	} {
		t.Run(shape.name, func(t *testing.T) {
			t.Parallel()
			database := dbtest.URL
			if shape.letters {
				database = func(t testing.TB) string { return dbtest.URLIn(t, dbtest.LocaleC) }
			}
			s := storyIn(t, demo.Options{DatabaseURL: database(t), IIQ: func(o *iiqsim.Options) { o.Settings = shape.answers }},
				shape.settings)
			if shape.letters {
				s.fault(iiqsim.Fault{Kind: iiqsim.FaultLetters})
			}
			s.start()
			s.mainJob(sayings(shape.answers))
			if shape.letters {
				s.lettersOfAllKinds()
			}
		})
	}
}

// sayings gives the names by which people are known where IdentityIQ does not tell display names.
func sayings(a iiqsim.Settings) map[string]string {
	if len(a.UnknownColumns) > 0 {
		return map[string]string{sam: sam, dana: dana, nora: nora}
	}
	return map[string]string{sam: "Sam Okoye", dana: "Dana Reyes", nora: "Nora Lindqvist"}
}

// mainJob plays the main job in brief: approve, deny in a nested workgroup, decided elsewhere, forwarded.
func (s *story) mainJob(known map[string]string) {
	s.group("Inner", dana)
	s.group("Outer", "Inner", sam)
	s.chapter("approve", func(s *story) {
		i := s.role(sam)
		s.press(sam, s.gets(sam, i), "Approve")
		s.taken(i, sam, "Finished", "("+known[sam]+", in Slack)")
		s.closed(sam, i, "Approved by "+known[sam])
	})
	s.chapter("deny in a nested workgroup", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateValues, Owner: "Outer", Requester: lee, Target: lee})
		s.gets(sam, i)
		s.deny(dana, i, "No & no < never.")
		s.taken(i, dana, "Rejected", "No & no < never. ("+known[dana]+", in Slack)")
		s.closed(sam, i, "Denied by "+known[dana], "No & no < never.")
		s.closed(dana, i, "Denied by "+known[dana])
	})
	s.chapter("denied elsewhere", func(s *story) {
		i := s.role(sam)
		s.gets(sam, i)
		s.must(s.IIQ.Deny(i.ID, nora, "No budget"))
		s.closed(sam, i, "Denied by ", "in IdentityIQ", "No budget")
	})
	s.chapter("forwarded", func(s *story) {
		i := s.role(sam)
		s.gets(sam, i)
		s.must(s.IIQ.Forward(i.ID, nora))
		s.closed(sam, i, "Forwarded to")
		s.press(nora, s.gets(nora, i), "Approve")
		s.closed(nora, i, "Approved by "+known[nora])
	})
	s.chapter("an answer that is lost after the effect", func(s *story) {
		i := s.role(sam)
		card := s.gets(sam, i)
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultCut, Method: s.method(), Path: itemPath, AfterEffect: true, Count: 1})
		s.press(sam, card, "Approve")
		s.closed(sam, i, "Approved by "+known[sam])
		s.taken(i, sam, "Finished", "("+known[sam]+", in Slack)")
	})
}

// lettersOfAllKinds plays what editors, telephones and languages do to letters.
func (s *story) lettersOfAllKinds() {
	s.chapter("a description from a rich text editor, and a reason with emoji", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Owner: sam, Requester: lee, Target: nora, Item: iiqsim.WorkItem{Lines: []iiqsim.ApprovalItem{{
			Application: "IIQ", Operation: "Add", Name: "assignedRoles", Value: "Pay 😀", Justification: "R&amp;D <see Q3> 😀",
			Description: "<p><strong>Payroll&nbsp;clerk</strong> may <em>read</em> &amp; change pay slips.<br/>Ask HR first.</p>",
		}}}})
		s.sees(sam, i, "Payroll clerk may read & change pay slips. Ask HR first.", "Pay 😀", "R&D <see Q3> 😀")
		s.deny(sam, i, "No 👍🏻 :partyparrot: R&D")
		s.taken(i, sam, "Rejected", "No 👍🏻 :partyparrot: R&D (Sam Okoye, in Slack)")
		s.closed(sam, i, "Denied by Sam Okoye", "No 👍🏻 :partyparrot: R&D")
	})
	s.chapter("a reviewer whose name begins with a capital that the database does not fold", func(s *story) {
		emile, err := s.IIQ.AddIdentity(iiqsim.Identity{Name: "Émile.Roux", Email: "emile.roux@example.com", DisplayName: "Émile Roux"})
		s.must(err)
		_, err = s.Slack.Inhabit(slacksim.User{Name: "emile.roux", RealName: "Émile Roux", Email: "Emile.Roux@example.com", TZ: "UTC"})
		s.must(err)
		review := s.review(iiqsim.ReviewSpec{Name: "Accounts of the plant", Reviewers: []string{emile.ID}, Targets: []string{dana}})
		s.eventually("Émile has the review's card", func() bool {
			return s.one(`SELECT count(*) FROM cards WHERE work_item_id = $1 AND identity_id = $2 AND state = 'posted'`, review.ID, emile.ID) == 1
		})
		out, _, _ := runBot(s.T, map[string]string{"DATABASE_URL": s.DatabaseURL}, "identity", "show", "ÉMILE.roux")
		if !strings.Contains(out, "Émile.Roux") {
			s.Errorf("identity show ÉMILE.roux says %q, want Émile.Roux", out)
		}
	})
}

// method is how the bot of this story writes decisions.
func (s *story) method() string {
	if m := s.settings["IIQ_ACTION_METHOD"]; m != "" {
		return m
	}
	return "PUT"
}
