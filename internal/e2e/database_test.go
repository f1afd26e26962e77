package e2e

import (
	"context"
	"io"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// What becomes of Postgres a bot is told by its connections alone: it says so, and goes on when it is over.
func TestPostgresComesAndGoes(t *testing.T) {
	promise(t)
	t.Parallel()
	server, url, standby := dbtest.NewPair(t)
	later := openTables(t, standby)
	s := storyIn(t, demo.Options{DatabaseURL: url})
	front := s.inFrontOf(url)
	s.start()
	i := s.role(sam)
	card := s.gets(sam, i)
	s.chapter("it is killed", func(s *story) {
		s.must(server.Kill())
		s.notReady(s.bot(), "the database does not answer")
		s.nothingRecorded(sam, card)
		s.command(sam, "")
		s.told(sam, "I can't look that up right now. Please try again in a minute.")
	})
	s.chapter("it is back", func(s *story) {
		ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
		defer cancel()
		s.must(server.Restart(ctx))
		s.ready(s.bot())
		s.untouched(i)
		s.press(sam, card, "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	i = s.role(sam)
	card = s.gets(sam, i)
	s.chapter("it is read-only: everybody says so", func(s *story) {
		order(s.T, url, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
		s.notReady(s.bot(), "the database is read-only")
		s.measured(s.bot(), "iiqbot_database_up 0")
		s.nothingRecorded(sam, card)
		for _, command := range []string{"migrate up", "doctor"} {
			out, errs, code := runBot(s.T, s.settings, strings.Fields(command)...)
			if code != 1 || !strings.Contains(out+errs, "the database is read-only") {
				s.Errorf("bot %s: got exit code %d and %q, want 1 and that it is read-only", command, code, out+errs)
			}
		}
		s.notReady(s.launch(), "the database is read-only")
	})
	s.chapter("it is the primary no more, and the one that will be is still a standby", func(s *story) {
		s.followed(url, standby)
		front.leadTo(standby)
		s.notReady(s.bot(), "standby")
	})
	s.chapter("the other one is promoted: all go on there, and none stays behind", func(s *story) {
		order(s.T, standby, "SELECT pg_promote()")
		s.tables = later
		for _, b := range s.bots {
			s.ready(b)
			s.measured(b, "iiqbot_database_up 1")
		}
		s.untouched(i)
		s.press(sam, card, "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
		former := openTables(s.T, url)
		s.eventually("no connection is left with the former primary", func() bool {
			var left int
			err := former.QueryRow(context.Background(),
				"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'iiq-approvals-bot'").Scan(&left)
			return err == nil && left == 0
		})
		if n := s.bots[0].logged("the decision log went back"); n != 0 {
			s.Errorf("got %d complaints of a log that went back, want none", n)
		}
	})
}

// ready waits until a bot can work, and notReady until it says that it cannot, with these words.
func (s *story) ready(b *botProcess) {
	s.Helper()
	s.eventually("the bot is ready", func() bool { code, _ := b.get("/readyz"); return code == 200 })
}

func (s *story) notReady(b *botProcess, words string) {
	s.Helper()
	s.eventually("the bot is not ready, and says that "+words, func() bool {
		code, body := b.get("/readyz")
		return code == 503 && strings.Contains(body, words) && strings.Count(body, "\n") == 1
	})
}

// measured waits for a line of a bot's metrics.
func (s *story) measured(b *botProcess, line string) {
	s.Helper()
	s.eventually("the metrics say "+line, func() bool {
		_, body := b.get("/metrics")
		return strings.Contains(body, "\n"+line+"\n")
	})
}

// order plays statements on a server.
func order(t *testing.T, address string, statements ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// followed waits until the standby has all that the primary has.
func (s *story) followed(primary, standby string) {
	s.Helper()
	here, there := openTables(s.T, primary), openTables(s.T, standby)
	s.eventually("the standby has everything", func() bool {
		var end string
		var all bool
		err := here.QueryRow(context.Background(), "SELECT pg_current_wal_flush_lsn()::text").Scan(&end)
		if err == nil {
			err = there.QueryRow(context.Background(), "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn", end).Scan(&all)
		}
		return err == nil && all
	})
}

// frontDoor leads connections on to a server, new ones to another as soon as it is told so.
type frontDoor struct {
	s  *story
	to atomic.Pointer[string]
}

// inFrontOf puts a front door before the server of an address, and its address into the settings.
func (s *story) inFrontOf(address string) *frontDoor {
	s.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	s.whole.Cleanup(func() { _ = l.Close() })
	f := &frontDoor{s: s}
	f.leadTo(address)
	u, err := url.Parse(address)
	s.must(err)
	u.Host = l.Addr().String()
	s.settings["DATABASE_URL"] = u.String()
	go func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("tcp", *f.to.Load())
			if err != nil {
				_ = here.Close()
				continue
			}
			go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
			go func() { _, _ = io.Copy(here, there); _ = here.Close() }()
		}
	}()
	return f
}

// leadTo leads connections that are made from now on to the server of an address.
func (f *frontDoor) leadTo(address string) {
	f.s.Helper()
	u, err := url.Parse(address)
	f.s.must(err)
	f.to.Store(&u.Host)
}

// nothingRecorded presses Approve, and waits for the sentence that nothing was recorded.
func (s *story) nothingRecorded(who string, card slacksim.Message) {
	s.Helper()
	const sentence = "Nothing was recorded. Please try again in a minute."
	before := s.answers(s.SlackID(who), sentence)
	s.press(who, card, "Approve")
	s.eventually("the clicker is told that nothing was recorded", func() bool { return s.answers(s.SlackID(who), sentence) > before })
}
