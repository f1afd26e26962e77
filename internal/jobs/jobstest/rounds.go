package jobstest

import (
	"context"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// Poll is the round that looks for new and changed items, two a page.
func (s *Env) Poll() *rounds.Poll {
	return &rounds.Poll{Store: s.Store, Items: s.IIQ, Groups: s.Groups, Requests: s.IIQ,
		Types: []approvals.ItemType{approvals.TypeApproval}, Page: 2,
		Log: slog.New(slog.DiscardHandler)}
}

// Reconcile is the round that compares every open item with IIQ.
func (s *Env) Reconcile() *rounds.Reconcile {
	return &rounds.Reconcile{Store: s.Store, Items: s.IIQ, Requests: s.IIQ, Groups: s.Groups, Witness: s.Witness(), Clock: s.Clock,
		Log: slog.New(slog.DiscardHandler)}
}

// Lease claims a round, as the schedules do.
func (s *Env) Lease(name string) schedule.Lease {
	s.T.Helper()
	s.Must(s.EnsureRounds(context.Background(), []string{name}))
	s.Exec(`UPDATE schedules SET next_at = now(), claimed_until = 'epoch'`)
	got, _, err := s.ClaimRounds(context.Background(), []string{name}, time.Minute)
	s.Must(err)
	if len(got) != 1 {
		s.T.Fatalf("claimed %v, want a length of 1", got)
	}
	return got[0]
}

// SeeOfGroup gives IIQ the workgroup "group" of sam and nora, and an item i1 that it owns, with a card for each of them.
func (s *Env) SeeOfGroup(changes ...func(*approvals.WorkItem)) {
	s.T.Helper()
	w := Request("i1", "group")
	for _, change := range changes {
		change(&w)
	}
	s.People.Groups["group"] = true
	s.IIQ.MembersOf["group"] = []approvals.Identity{{ID: "sam"}, {ID: "nora"}}
	s.Must(s.Groups.ExpandUnknown(s.T.Context(), schedule.Lease{}, []approvals.WorkItem{w}))
	s.See(w)
}

// Backup remembers where the decision log ends, and restored puts the log back to there, as a restored backup does.
func (s *Env) Backup() (restored func()) {
	s.T.Helper()
	seq := s.One(`SELECT seq FROM audit_head`)
	return func() {
		s.T.Helper()
		s.Exec(`ALTER TABLE audit_log DISABLE TRIGGER ALL; DELETE FROM audit_log WHERE seq > ` + seq + `;
			ALTER TABLE audit_log ENABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL;
			UPDATE audit_head SET seq = ` + seq + `,
				hash = coalesce((SELECT hash FROM audit_log WHERE seq = ` + seq + `), decode(repeat('00', 32), 'hex'));
			ALTER TABLE audit_head ENABLE TRIGGER ALL`)
	}
}
