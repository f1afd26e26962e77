package jobs_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// renamed makes IIQ give another name of the decider when they are read right before the write.
func (s *env) renamed(who, name string) {
	s.t.Helper()
	hold := s.people.stops("reverify")
	wake := s.abandon(s.next("submit_decision"), hold)
	s.exec(`UPDATE identities SET name = $2 WHERE id = $1`, who, name)
	wake()
}

// Who is oneself by name alone is told from the name that IIQ has at the write, and from the one that it had at the click.
func TestOneselfByANewName(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	// Somebody had the name before.
	s.exec(`INSERT INTO identities (id, name) VALUES ('before', 'Sam.New')`)
	for id, requester := range map[string]string{"w1": "Sam.New", "w2": "nora.x"} {
		w := request(id, "sam")
		w.Requester = approvals.Ref{Name: requester}
		s.see(w)
	}
	s.click("sam", "w1", approvals.Approve, "")
	s.renamed("sam", "sam.new")
	s.want("refused "+string(approvals.RefusedSelf), `SELECT state || ' ' || refusal FROM decisions WHERE work_item_id = 'w1'`)
	s.click("sam", "w2", approvals.Approve, "")
	item := s.iiq.items["w2"]
	item.Requester = approvals.Ref{Name: "sam.new"}
	s.iiq.put(item)
	s.renamed("sam", "sam.newer")
	s.want("refused "+string(approvals.RefusedSelf), `SELECT state || ' ' || refusal FROM decisions WHERE work_item_id = 'w2'`)
	if n := len(s.iiq.written()); n != 0 {
		t.Errorf("IIQ took %d writes, want 0", n)
	}
}
