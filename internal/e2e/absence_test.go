package e2e

import (
	"net/http"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// IdentityIQ answers every list well-formed and empty for longer than a second reading takes, and nothing by id: nothing is closed,
// withdrawn or refused, and nobody gets a second card afterwards.
func TestListsThatAreEmptyForAWhile(t *testing.T) {
	promise(t)
	s := tell(t)
	s.group("Ledger.Owners", dana, nora)
	own := s.role(sam)
	other := s.role(nora)
	shared := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
	card := s.gets(sam, own)
	for who, i := range map[string]item{nora: other, dana: shared} {
		s.gets(who, i)
	}
	s.gets(nora, shared)
	s.IIQ.SetListsEmpty(true)
	s.IIQ.SetMembersEmpty(true)
	s.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: http.StatusNotFound, Path: itemsPath + "/"})
	s.press(sam, card, "Approve")
	s.eventually("all are missing for longer than a second reading takes", func() bool {
		return s.one("SELECT count(*) FROM absences WHERE kind = 'work_item' AND asked_at > since + interval '11 s'") == 3 &&
			s.one("SELECT count(*) FROM absences WHERE kind = 'member' AND asked_at > since + interval '11 s'") == 2
	})
	s.sees(sam, own, "Recording your approval")
	s.IIQ.SetListsEmpty(false)
	s.IIQ.SetMembersEmpty(false)
	s.IIQ.ClearFaults()
	s.taken(own, sam, "Finished", "(Sam Okoye, in Slack)")
	s.closed(sam, own, "Approved by Sam Okoye")
	s.eventually("nothing is missing", func() bool { return s.one("SELECT count(*) FROM absences") == 0 })
	for who, i := range map[string]item{nora: other, dana: shared} {
		s.gets(who, i)
		if n := len(s.cards(who, i)); n != 1 {
			s.Errorf("%s has %d cards", who, n)
		}
	}
	s.press(nora, s.gets(nora, shared), "Approve")
	s.closed(dana, shared, "Approved by Nora Lindqvist")
}

// An IdentityIQ that answers an empty list for the members of a person makes no workgroup of them: who gets an item that somebody
// else was about to decide gets its card, and the next one too.
func TestAPersonIsNoWorkgroup(t *testing.T) {
	promise(t)
	s := tell(t)
	set := s.IIQ.Settings()
	set.NoGroupAs = iiqsim.NoGroupAsEmpty
	s.must(s.IIQ.SetSettings(set))
	i := s.role(sam)
	card := s.gets(sam, i)
	s.IIQ.SetDown(true)
	s.press(sam, card, "Approve")
	s.sees(sam, i, "IdentityIQ is not answering")
	s.must(s.IIQ.Forward(i.ID, nora))
	s.IIQ.SetDown(false)
	s.gets(nora, i)
	s.eventually("the decision is refused", func() bool { return s.one("SELECT count(*) FROM decisions WHERE state = 'refused'") == 1 })
	s.gets(nora, s.role(nora))
	s.untouched(i)
	if n := s.one("SELECT count(*) FROM workgroups"); n != 0 {
		s.Errorf("%d people are workgroups", n)
	}
}
