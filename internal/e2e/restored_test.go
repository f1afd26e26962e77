package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// A decision is in hand when a backup is made, and is refused afterwards, since the item is Dana's for a while. Then the backup is
// put back, while the item is Sam's again: under a bot that runs, and under none. Nothing of what was in hand goes out; Sam is told,
// and decides anew.
func TestABackupIsPutBack(t *testing.T) {
	promise(t)
	t.Parallel()
	address := dbtest.URL(t)
	s := storyIn(t, demo.Options{DatabaseURL: address}, setting{"IIQ_TIMEOUT": "1s"})
	s.start()
	for name, running := range map[string]bool{"under a bot that runs": true, "while none runs": false} {
		s.chapter(name, func(s *story) {
			i := s.role(sam)
			card := s.gets(sam, i)
			s.IIQ.SetDown(true)
			s.press(sam, card, "Approve")
			s.eventually("the decision is in hand", func() bool {
				return s.one("SELECT count(*) FROM decisions WHERE state = 'recording'") == 1
			})
			backup := s.backup(address)
			s.must(s.IIQ.Forward(i.ID, dana))
			s.IIQ.SetDown(false)
			s.eventually("it is refused", func() bool {
				return s.one("SELECT count(*) FROM decisions WHERE state = 'refused' AND refusal = 'forwarded'") == 1
			})
			s.must(s.IIQ.Forward(i.ID, sam))
			if !running {
				s.bot().stop()
			}
			backup.putBack()
			if !running {
				for _, says := range []string{"not sent: 1;", "no decision is in hand"} {
					if out, errs, code := runBot(s.T, s.settings, "restored"); code != 0 || !strings.Contains(out, says) {
						s.Errorf("bot restored: got exit code %d and %q, want 0 and %q", code, out+errs, says)
					}
				}
				s.start()
			}
			// The backup may have been made in the middle of an attempt, whose claim then comes back with it.
			s.leasesEnd()
			s.eventually("Sam is told", func() bool {
				return holdsAll(s.Slack.VisibleText(s.newest(sam)), []string{"The bot's database went back to an earlier state"})
			})
			s.untouched(i)
			s.becomes(card, "the card has its buttons again", func(m slacksim.Message) bool { return has(m, "Approve") && has(m, "Deny") })
			s.press(sam, card, "Approve")
			s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
			s.becomes(card, "the card is approved", func(m slacksim.Message) bool {
				return !has(m, "Approve") && holdsAll(s.Slack.VisibleText(m), []string{"Approved by Sam Okoye"})
			})
		})
	}
}

// backupOf is a copy of the bot's database.
type backupOf struct {
	s              *story
	admin, of, own string
}

// backup copies the bot's database, which lets nobody in meanwhile.
func (s *story) backup(address string) backupOf {
	s.Helper()
	u, err := url.Parse(address)
	s.must(err)
	b := backupOf{s: s, of: strings.TrimPrefix(u.Path, "/")}
	b.own = b.of + "_backup"
	u.Path = "/postgres"
	b.admin = u.String()
	b.alone(`CREATE DATABASE "` + b.own + `" TEMPLATE "` + b.of + `"`)
	return b
}

// putBack puts the copy into the place of the database.
func (b backupOf) putBack() {
	b.s.Helper()
	b.alone(`DROP DATABASE "`+b.of+`"`, `ALTER DATABASE "`+b.own+`" RENAME TO "`+b.of+`"`)
}

// alone runs statements while nobody can connect to the database.
func (b backupOf) alone(statements ...string) {
	b.s.Helper()
	all := append([]string{`ALTER DATABASE "` + b.of + `" ALLOW_CONNECTIONS false`,
		`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '` + b.of + `'`}, statements...)
	order(b.s.T, b.admin, append(all, `ALTER DATABASE "`+b.of+`" ALLOW_CONNECTIONS true`)...)
}
