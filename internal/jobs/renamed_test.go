package jobs_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

// renamed makes IIQ give another name of the decider when they are read right before the write.
func (s *env) renamed(who, name string) {
	s.T.Helper()
	hold := s.People.Stops("reverify")
	wake := s.Abandon(s.Next("submit_decision"), hold)
	s.Exec(`UPDATE identities SET name = $2 WHERE id = $1`, who, name)
	wake()
}

// Who is oneself by name alone is told from the name that IIQ has at the write, and from the one that it had at the click.
func TestOneselfByANewName(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	// Somebody had the name before.
	s.Exec(`INSERT INTO identities (id, name) VALUES ('before', 'Sam.New')`)
	for id, requester := range map[string]string{"w1": "Sam.New", "w2": "nora.x"} {
		w := jobstest.Request(id, "sam")
		w.Requester = approvals.Ref{Name: requester}
		s.See(w)
	}
	s.Click("sam", "w1", approvals.Approve, "")
	s.renamed("sam", "sam.new")
	s.Want("refused "+string(approvals.RefusedSelf), `SELECT state || ' ' || refusal FROM decisions WHERE work_item_id = 'w1'`)
	s.Click("sam", "w2", approvals.Approve, "")
	item := s.IIQ.Items["w2"]
	item.Requester = approvals.Ref{Name: "sam.new"}
	s.IIQ.Put(item)
	s.renamed("sam", "sam.newer")
	s.Want("refused "+string(approvals.RefusedSelf), `SELECT state || ' ' || refusal FROM decisions WHERE work_item_id = 'w2'`)
	if n := len(s.IIQ.Written()); n != 0 {
		t.Errorf("IIQ took %d writes, want 0", n)
	}
}
