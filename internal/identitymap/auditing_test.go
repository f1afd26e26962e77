package identitymap

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/audit"
)

// links gives all entries of the audit log, in their order.
func (w *env) links() []audit.Entry {
	w.t.Helper()
	var all []audit.Entry
	err := pgx.BeginFunc(w.t.Context(), w.pool, func(tx pgx.Tx) error {
		return audit.Each(w.t.Context(), tx, audit.Filter{}, func(r audit.Row) error {
			e, err := audit.ParseEntry(r.Kind, r.Payload)
			all = append(all, e)
			return err
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func TestLinksAreInTheAuditLog(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "dana@ex.com"), human(2, "lee@ex.com"))
	w.slack.set(member("U1", "dana@ex.com"))
	w.refreshed()
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	_, err = w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	w.linkLog.operator = audit.Operator{User: "root", Host: "ops-1"}
	if _, err := w.Link(t.Context(), HandLink{SlackUserID: "U1", Identity: "Person.2", Reason: "changed jobs"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Unlink(t.Context(), "U1", "left"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Unlink(t.Context(), "U1", "left"); err == nil {
		t.Error("undone twice")
	}
	var told []string
	for _, e := range w.links() {
		by := ""
		if e.Operator != nil {
			by = " by " + e.Operator.User + "@" + e.Operator.Host
		}
		told = append(told, strings.TrimSpace(string(e.Kind)+" "+e.Who.SlackUserID+" "+e.Who.IdentityName+" "+e.Link.How+" "+e.Link.Reason)+
			by)
	}
	want := "link.made U1 Person.1 email; link.undone U1 Person.1 email changed jobs by root@ops-1; " +
		"link.made U1 Person.2 hand changed jobs by root@ops-1; link.undone U1 Person.2 hand left by root@ops-1"
	if got := strings.Join(told, "; "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
