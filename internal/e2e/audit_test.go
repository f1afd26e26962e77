package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

// auditBooks checks the decision log's chain, rebuilds the list of what IdentityIQ took from the log alone, and compares it
// with what IdentityIQ says.
func (s *story) auditBooks() {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
	defer cancel()
	if _, err := audit.VerifyTable(ctx, s.tables, nil); err != nil {
		s.Error(err)
	}
	var told []string
	for _, e := range s.auditEntries(ctx) {
		if e.Kind == audit.DecisionRecorded {
			told = append(told, fmt.Sprintf("%s %s by %s: %s", e.Item.ID, e.Write.State, e.Write.ApproverID, e.Write.Comment))
		}
	}
	var taken []string
	for _, w := range s.accepted("") {
		if w.Lines != "" {
			// It was sent without a state of its own.
			w.State = ""
		}
		taken = append(taken, fmt.Sprintf("%s %s by %s: %s", w.ID, w.State, w.ApproverID, w.Comment))
	}
	slices.Sort(told)
	slices.Sort(taken)
	if !slices.Equal(told, taken) {
		s.Errorf("the decision log tells of\n%s\nand IdentityIQ took\n%s", strings.Join(told, "\n"), strings.Join(taken, "\n"))
	}
}

func (s *story) auditEntries(ctx context.Context) []audit.Entry {
	s.Helper()
	var all []audit.Entry
	err := pgx.BeginFunc(ctx, s.tables, func(tx pgx.Tx) error {
		return audit.Each(ctx, tx, audit.Filter{}, func(r audit.Row) error {
			e, err := audit.ParseEntry(r.Kind, r.Payload)
			all = append(all, e)
			return err
		})
	})
	if err != nil {
		s.Errorf("read the decision log: %v", err)
	}
	return all
}

// entry waits for an entry of a kind about an item and gives it.
func (s *story) entry(kind audit.Kind, i item, who string) audit.Entry {
	s.Helper()
	var found audit.Entry
	s.eventually(fmt.Sprintf("the decision log has %s of %s about %s", kind, who, i.Number), func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
		defer cancel()
		for _, e := range s.auditEntries(ctx) {
			if e.Kind == kind && e.Item != nil && e.Item.ID == i.ID && e.Who.SlackUserID == s.SlackID(who) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}

func TestTheDecisionLogTellsAllThatAnAuditorAsks(t *testing.T) {
	promise(t)
	s := tell(t)
	s.group("Ledger.Owners", sam, dana)
	approved := s.role(sam)
	card := s.gets(sam, approved)
	s.eventually("the bot has noted what it showed", func() bool {
		return s.one(`SELECT count(*) FROM cards WHERE work_item_id = $1 AND shown > 0`, approved.ID) == 1
	})
	s.press(sam, card, "Approve")
	s.closed(sam, approved, "Approved by Sam Okoye")
	s.chapter("an approval", func(s *story) {
		clicked := s.entry(audit.DecisionClicked, approved, sam)
		switch {
		case clicked.Shown == nil || clicked.Shown.Version == 0 || clicked.Shown.Phase != "open" || clicked.Shown.Hash == "" ||
			!strings.Contains(clicked.Shown.Text, approved.Number):
			s.Errorf("what the card showed is told as %+v", clicked.Shown)
		case clicked.Who.LinkedHow != "email" || clicked.Who.LinkedAt.IsZero() || clicked.Who.IdentityName != sam ||
			clicked.Clicked.IsZero():
			s.Errorf("who clicked is told as %+v", clicked.Who)
		case len(clicked.Item.Lines) == 0 || clicked.Item.Target == nil || clicked.Item.Requester == nil:
			s.Errorf("the item is told as %+v", clicked.Item)
		}
		recorded := s.entry(audit.DecisionRecorded, approved, sam)
		if recorded.Answer == nil || !strings.Contains(recorded.Answer.Text, "<WorkItem") || recorded.Write.SentAt.IsZero() ||
			recorded.DecisionID != clicked.DecisionID {
			s.Errorf("what IdentityIQ answered is told as %+v, the write as %+v", recorded.Answer, recorded.Write)
		}
	})
	shared := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
	danas := s.gets(dana, shared)
	s.gets(sam, shared)
	s.deny(sam, shared, "=HYPERLINK(\"http://evil\") is no reason")
	s.closed(dana, shared, "Denied by Sam Okoye")
	s.chapter("a denial, and one who was second", func(s *story) {
		if e := s.entry(audit.DecisionRecorded, shared, sam); e.Verdict != "deny" || !strings.Contains(e.Comment, "no reason") {
			s.Errorf("%+v", e)
		}
		if e := s.entry(audit.DecisionClicked, shared, sam); !strings.Contains(e.Shown.Text, shared.Number) {
			s.Errorf("a form does not tell what its card showed: %+v", e.Shown)
		}
		p := s.clicking(dana, danas, "Approve")
		p.Stale = true
		s.click(p)
		if e := s.entry(audit.ClickRefused, shared, dana); e.Refusal.Code != "already_decided" || e.Refusal.By != "Sam Okoye" {
			s.Errorf("the refusal is told as %+v", e.Refusal)
		}
	})
	s.chapter("a guest, and somebody whom it does not concern", func(s *story) {
		open := s.role(sam)
		card := s.gets(sam, open)
		for who, code := range map[string]string{demo.GuestName: "no_identity", dana: "not_yours"} {
			p := s.clicking(sam, card, "Approve")
			p.User, p.Unseen = s.SlackID(who), true
			s.click(p)
			if e := s.entry(audit.ClickRefused, open, who); e.Refusal.Code != code {
				s.Errorf("%s was refused as %+v", who, e.Refusal)
			}
		}
	})
	s.chapter("a decision whose answer was lost", func(s *story) {
		i := s.role(sam)
		card := s.gets(sam, i)
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultCut, AfterEffect: true, Method: "PUT", Path: itemPath, Count: 1})
		s.press(sam, card, "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
		if e := s.entry(audit.DecisionRecorded, i, sam); e.Answer == nil || !e.Answer.Found || e.Answer.State == "" {
			s.Errorf("what was read back is told as %+v", e.Answer)
		}
	})
	s.auditCommands()
}

// auditCommands plays the auditor: export, check, change one byte.
func (s *story) auditCommands() {
	database := map[string]string{"DATABASE_URL": s.DatabaseURL}
	s.chapter("links by hand are in it", func(s *story) {
		for _, args := range [][]string{
			{"identity", "unlink", "--slack", s.SlackID(sam), "--reason", "wrong person"},
			{"identity", "link", "--slack", s.SlackID(sam), "--identity", sam, "--reason", "the right one after all"},
		} {
			if _, stderr, code := runBot(s.T, database, args...); code != 0 {
				s.Fatalf("bot %v: %d: %s", args, code, stderr)
			}
		}
		out, _, _ := runBot(s.T, database, "audit", "export", "--format", "jsonl", "--who", s.SlackID(sam))
		if !strings.Contains(out, `"link.undone"`) || !strings.Contains(out, "wrong person") || !strings.Contains(out, `"operator":{"user":`) {
			s.Errorf("links by hand are told as\n%s", out)
		}
	})
	for _, format := range []string{"csv", "jsonl"} {
		s.chapter("export as "+format+" and check it offline", func(s *story) {
			whole, stderr, code := runBot(s.T, database, "audit", "export", "--format", format)
			if code != 0 {
				s.Fatalf("exit code %d: %s", code, stderr)
			}
			file := filepath.Join(s.TempDir(), "log."+format)
			s.must(os.WriteFile(file, []byte(whole), 0o600))
			if out, stderr, code := runBot(s.T, nil, "audit", "verify", file); code != 0 || !strings.Contains(out, " rows in order") {
				s.Errorf("exit code %d: %s%s", code, out, stderr)
			}
			s.must(os.WriteFile(file, bytes.Replace([]byte(whole), []byte("no reason"), []byte("no season"), 1), 0o600))
			if _, stderr, code := runBot(s.T, nil, "audit", "verify", file); code != 1 || !strings.Contains(stderr, "wrong at row ") {
				s.Errorf("a changed byte: exit code %d: %s", code, stderr)
			}
		})
	}
	s.chapter("check the table, and the report", func(s *story) {
		if out, stderr, code := runBot(s.T, database, "audit", "verify"); code != 0 || !strings.Contains(out, " rows in order") {
			s.Errorf("exit code %d: %s%s", code, out, stderr)
		}
		if out, stderr, code := runBot(s.T, database, "audit", "report", "--application", "IIQ"); code != 0 ||
			strings.Count(out, "Sam Okoye") != 2 {
			s.Errorf("exit code %d: %s%s", code, out, stderr)
		}
	})
}

func TestAuditCommandsRefuseWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	notOne := filepath.Join(t.TempDir(), "other.txt")
	if err := os.WriteFile(notOne, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"audit", "export", "--since", "yesterday"}, 2},
		{[]string{"audit", "export", "--since", "2027-02-01", "--until", "2027-01-01"}, 2},
		{[]string{"audit", "export", "--format", "xml"}, 2},
		{[]string{"audit", "export"}, 2},
		{[]string{"audit", "verify"}, 2},
		{[]string{"audit", "verify", filepath.Join(t.TempDir(), "no such file")}, 2},
		{[]string{"audit", "verify", notOne}, 1},
	} {
		if out, stderr, code := runBot(t, nil, c.args...); code != c.code || out != "" || stderr == "" {
			t.Errorf("bot %v: exit code %d, not %d: %s%s", c.args, code, c.code, out, stderr)
		}
	}
}

// The roles of docs/audit.md, made by the very statements that stand there, are enough for each part; and the bot's role can
// do nothing to the log but add to it.
func TestRolesOfTheDocument(t *testing.T) {
	promise(t)
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "audit.md"))
	if err != nil {
		t.Fatal(err)
	}
	var orders []string
	for _, block := range strings.Split(string(text), "```sql\n")[1:] {
		orders = append(orders, strings.Split(block, "```")[0])
	}
	if len(orders) != 3 {
		t.Fatalf("%d blocks of SQL in docs/audit.md", len(orders))
	}
	server, _ := dbtest.NewServer(t)
	as := func(role string) string {
		u, err := url.Parse(server.URL("approvals"))
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword(role, "a password")
		return u.String()
	}
	play := func(address, statements string) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		for _, statement := range strings.Split(regexp.MustCompile(`--.*`).ReplaceAllString(statements, ""), ";") {
			if _, err := conn.Exec(t.Context(), statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
	}
	play(server.URL("bot"), strings.ReplaceAll(orders[0], "…", "a password"))
	play(server.URL("approvals"), "ALTER SCHEMA public OWNER TO approvals_owner")
	play(as("approvals_owner"), orders[1])
	if _, stderr, code := runBot(t, map[string]string{"DATABASE_URL": as("approvals_owner")}, "migrate", "up"); code != 0 {
		t.Fatalf("migrate up: %d: %s", code, stderr)
	}
	play(as("approvals_owner"), orders[2])
	s := storyIn(t, demo.Options{DatabaseURL: as("approvals_bot")}, setting{"AUDIT_RETENTION": "24h"})
	s.start()
	i := s.role(sam)
	s.press(sam, s.gets(sam, i), "Approve")
	s.closed(sam, i, "Approved by Sam Okoye")
	if out, stderr, code := runBot(t, s.settings, "doctor"); code != 0 || !strings.Contains(out, "the decision log can only be added to") {
		t.Errorf("%d: %s%s", code, out, stderr)
	}
	if s.bot().logged("AUDIT_RETENTION only lengthens") != 1 {
		t.Error("nobody is told that AUDIT_RETENTION has no effect")
	}
	for role, want := range map[string]int{"approvals_bot": 1, "approvals_audit": 1, "approvals_owner": 0} {
		if out, stderr, code := runBot(t, map[string]string{"DATABASE_URL": as(role)}, "audit", "retention", "--keep",
			"2555d"); code != want {
			t.Errorf("%s sets the retention: %d: %s%s", role, code, out, stderr)
		}
	}
	if n := s.bot().logged("level=ERROR"); n != 0 {
		t.Errorf("%d errors in the bot's log", n)
	}
	out, stderr, code := runBot(t, map[string]string{"DATABASE_URL": as("approvals_audit")}, "audit", "verify")
	if code != 0 || !strings.Contains(out, " rows in order") {
		t.Errorf("%d: %s%s", code, out, stderr)
	}
}
