package e2e

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// wouldBe is one line of `bot shadow list --format jsonl`.
type wouldBe struct {
	Kind        string          `json:"kind"`
	SlackUserID string          `json:"slack_user_id"`
	Channel     string          `json:"channel"`
	Number      string          `json:"number"`
	Text        string          `json:"text"`
	Blocks      json.RawMessage `json:"blocks"`
}

// shadowed gives what a shadow would have sent.
func (s *story) shadowed(flags ...string) []wouldBe {
	s.Helper()
	out, stderr, code := runBot(s.T, map[string]string{"DATABASE_URL": s.DatabaseURL},
		append([]string{"shadow", "list", "--format", "jsonl"}, flags...)...)
	if code != 0 {
		s.Fatalf("exit code %d: %s", code, stderr)
	}
	var all []wouldBe
	for line := range strings.Lines(out) {
		var w wouldBe
		s.must(json.Unmarshal([]byte(line), &w))
		all = append(all, w)
	}
	return all
}

// listed waits for a list of what a shadow would have sent. It is asked for when there is more in it.
func (s *story) listed(what string, holds func([]wouldBe) bool, flags ...string) {
	s.Helper()
	before := -1
	s.eventually(what, func() bool {
		n := s.one("SELECT count(*) FROM shadow_messages")
		if n == before {
			return false
		}
		before = n
		return holds(s.shadowed(flags...))
	})
}

// startShadow runs a shadow and waits until it is ready.
func (s *story) startShadow() *botProcess {
	s.Helper()
	b := startBot(s.whole, s.settings, "--shadow")
	s.bots = append(s.bots, b)
	s.eventually("the shadow is ready", func() bool { code, _ := b.get("/readyz"); return code == 200 })
	return b
}

// nothingLeft holds that Slack and IdentityIQ were asked, and nothing was changed in either.
func (s *story) nothingLeft() {
	s.Helper()
	reads := []string{"auth.test", "users.info", "users.lookupByEmail", "users.list", "dnd.info", "dnd.teamInfo"}
	calls := s.Slack.Stats().Calls
	for call := range calls {
		if method, _, _ := strings.Cut(call, " "); !slices.Contains(reads, method) {
			s.Errorf("Slack was called: %s", call)
		}
	}
	if len(calls) == 0 {
		s.Error("Slack was asked nothing at all")
	}
	if st := s.Slack.Stats(); st.Opens != 0 || st.SocketsOpened != 0 {
		s.Errorf("%d connections were asked for, %d opened", st.Opens, st.SocketsOpened)
	}
	for _, u := range s.Slack.Users() {
		if n := len(s.Slack.Inbox(u.ID)); n != 0 {
			s.Errorf("%s has %d messages", u.Name, n)
		}
	}
	requests := s.IIQ.Stats().Requests
	for name := range requests {
		if !strings.HasPrefix(name, "GET ") && name != "POST /oauth2/token" {
			s.Errorf("IdentityIQ was called: %s", name)
		}
	}
	if len(requests) < 2 || len(s.IIQ.Ledger()) != 0 {
		s.Errorf("IdentityIQ was asked %v and told %v", requests, s.IIQ.Ledger())
	}
}

// TestShadow has a company that tries the bot on its IdentityIQ first: no app token, no right to write.
func TestShadow(t *testing.T) {
	t.Parallel()
	s := newStory(t, always("1s"), setting{"CARDS_AT_ONCE": "8", "ADMIN_CHANNEL": "C0ADMINS1", "TELL_REQUESTER": "on"})
	others := s.strangers(3)
	items := map[string][]item{}
	for i := range 27 {
		owner := [...]string{sam, nora, others[i/3%len(others)]}[i%3]
		items[owner] = append(items[owner], s.role(owner))
	}
	delete(s.settings, "SLACK_APP_TOKEN")
	b := s.startShadow()
	s.chapter("each approver's message is listed with its text and its blocks", func(s *story) {
		s.listed("every approver has one", func(got []wouldBe) bool { return s.reach(got, items) })
		all := s.shadowed()
		if got, want := s.shadowed("--who", sam), s.of(sam, all); len(got) < len(want) || len(s.of(sam, got)) != len(got) {
			s.Errorf("of Sam alone: got %+v, want Sam's of all and no others: %+v", got, want)
		}
		for owner, mine := range items {
			got := s.of(owner, all)
			if len(mine) > 8 {
				if got[0].Kind != "digest" {
					s.Errorf("%s has %d items, and the first message is a %s", owner, len(mine), got[0].Kind)
				}
				continue
			}
			for _, i := range mine {
				if !slices.ContainsFunc(got, func(w wouldBe) bool {
					return w.Kind == "card" && strings.TrimLeft(w.Number, "0") == i.Number && strings.Contains(w.Text, "Dana Reyes") &&
						strings.Contains(string(w.Blocks), "Approve")
				}) {
					s.Errorf("%s has no card of %s", owner, i.Number)
				}
			}
		}
	})
	s.chapter("reminders come", func(s *story) {
		s.listed("a reminder", func(got []wouldBe) bool {
			return slices.ContainsFunc(got, func(w wouldBe) bool { return strings.HasPrefix(w.Text, "Reminder") })
		}, "--kind", "reminder", "--who", sam)
	})
	s.chapter("cards live on: decided in IdentityIQ, the card follows, and the requester would have been told", func(s *story) {
		first := items[others[0]][0]
		s.must(s.IIQ.Complete(first.ID, iiqsim.Completion{By: others[0], State: iiqsim.StateFinished, Comment: "fine"}))
		s.listed("an update of its card", func(got []wouldBe) bool {
			return slices.ContainsFunc(got, func(w wouldBe) bool { return strings.TrimLeft(w.Number, "0") == first.Number })
		}, "--kind", "update")
	})
	s.chapter("counted", func(s *story) {
		out, stderr, code := runBot(s.T, map[string]string{"DATABASE_URL": s.DatabaseURL}, "shadow", "summary")
		if code != 0 || !holdsAll(out, []string{"a shadow since", "people who would have got messages", "digest", "reminder", "Sam Okoye",
			"object/WorkItem", "oauth2/token"}) {
			s.Errorf("exit code %d: %s%s", code, out, stderr)
		}
		if _, body := b.get("/metrics"); !holdsAll(body, []string{`iiqbot_shadow_messages_total{kind="card"}`, `iiqbot_shadow_messages_total{kind="digest"}`}) ||
			strings.Contains(body, "iiqbot_shadow_refused_total{") || strings.Contains(body, "iiqbot_socket_connections ") {
			s.Error("the metrics tell of refused calls, of sockets, or not of messages")
		}
	})
	s.chapter("readiness says what it is, the log says nothing of what is in the messages", func(s *story) {
		if code, body := b.get("/readyz"); code != 200 || !strings.Contains(body, "nothing leaves") {
			s.Errorf("%d %s", code, body)
		}
		if b.logged("nothing leaves") == 0 || b.logged("quarter close") != 0 || b.logged("level=ERROR") != 0 {
			s.Error("the log does not say what this is, or tells of messages or errors")
		}
	})
	s.nothingLeft()
	s.chapter("a decision that lies in the database is not written", func(s *story) {
		i := items[nora][0]
		s.sql(`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id, asked_hash)
			SELECT gen_random_uuid(), w.id, w.round, 'old click', 'approve', '(in Slack)', w.owner_id, 'Nora Lindqvist', $2, $3,
				c.asked_hash
			FROM work_items w JOIN cards c ON c.work_item_id = w.id WHERE w.id = $1 LIMIT 1`, i.ID, s.team(), s.SlackID(nora))
		s.eventually("it is tried and refused", func() bool {
			_, body := b.get("/metrics")
			return strings.Contains(body, `iiqbot_shadow_refused_total{call="PUT object/WorkItem/{id}",side="iiq"}`)
		})
		s.eventually("the log says so", func() bool { return b.logged("level=ERROR", "refused", "IdentityIQ") > 0 })
		if n := s.one("SELECT count(*) FROM decisions WHERE state = 'recording'"); n != 1 {
			s.Errorf("%d decisions wait, want 1", n)
		}
	})
	s.nothingLeft()
	s.shadowToReal(b, items)
}

// team is the id of the workspace.
func (s *story) team() (id string) {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
	defer cancel()
	s.must(s.tables.QueryRow(ctx, "SELECT team_id FROM identity_links LIMIT 1").Scan(&id))
	return id
}

// strangers names some people who have no other part in stories.
func (s *story) strangers(n int) []string {
	var names []string
	for _, p := range s.Company.People {
		if !slices.Contains([]string{sam, nora, dana, lee}, p.Name) && !p.Inactive && len(names) < n {
			names = append(names, p.Name)
		}
	}
	return names
}

// of gives what is somebody's.
func (s *story) of(who string, all []wouldBe) []wouldBe {
	return slices.DeleteFunc(slices.Clone(all), func(w wouldBe) bool { return w.SlackUserID != s.SlackID(who) })
}

// reach reports whether every approver would have got a card of each item, or one digest of many.
func (s *story) reach(got []wouldBe, items map[string][]item) bool {
	reached := map[string]int{}
	for _, w := range got {
		if w.Kind == "card" || w.Kind == "digest" {
			reached[w.SlackUserID]++
		}
	}
	return !slices.ContainsFunc(slices.Collect(maps.Keys(items)), func(owner string) bool {
		want := len(items[owner])
		if want > 8 {
			want = 1
		}
		return reached[s.SlackID(owner)] < want
	})
}

// shadowToReal ends the shadow and runs the bot.
func (s *story) shadowToReal(b *botProcess, items map[string][]item) {
	database := map[string]string{"DATABASE_URL": s.DatabaseURL}
	clear := []string{"shadow", "clear", "--yes"}
	s.settings["SLACK_APP_TOKEN"] = "xapp-1-A0SIMAPP-1-sim"
	s.chapter("a real bot refuses the shadow's database, and the shadow is not cleared while it works", func(s *story) {
		if _, stderr, code := runBot(s.T, s.settings, "run"); code != 1 || !strings.Contains(stderr, "bot shadow clear --yes") {
			s.Errorf("bot run: exit code %d: %s", code, stderr)
		}
		if _, stderr, code := runBot(s.T, database, clear...); code != 1 || !strings.Contains(stderr, "at work") {
			s.Errorf("bot shadow clear: exit code %d: %s", code, stderr)
		}
		b.stop()
		if _, stderr, code := runBot(s.T, database, "shadow", "clear"); code != 2 || !strings.Contains(stderr, "--yes") {
			s.Errorf("without --yes: exit code %d: %s", code, stderr)
		}
	})
	s.nothingLeft()
	s.chapter("cleared, the bot posts for real, one message a person", func(s *story) {
		links := s.one("SELECT count(*) FROM identity_links")
		if out, stderr, code := runBot(s.T, database, clear...); code != 0 || !strings.Contains(out, "the shadow is ended") {
			s.Fatalf("exit code %d: %s%s", code, out, stderr)
		}
		if n := s.one("SELECT count(*) FROM identity_links"); n != links || links == 0 {
			s.Errorf("%d links before, %d after", links, n)
		}
		s.settings["REMIND_AFTER"] = "24h"
		s.start()
		s.eventually("every approver has a message", func() bool {
			for owner := range items {
				if len(s.Slack.Inbox(s.SlackID(owner))) == 0 {
					return false
				}
			}
			return true
		})
		if n := len(s.Slack.Inbox(s.SlackID(sam))); n != 1 {
			s.Errorf("%d messages to Sam Okoye", n)
		}
		m := s.Slack.Inbox(s.SlackID(sam))[0]
		s.press(sam, m, "Approve")
		s.becomes(m, "it is approved", func(m slacksim.Message) bool {
			return strings.Contains(s.Slack.VisibleText(m), "Approved by Sam Okoye")
		})
	})
	s.chapter("a shadow refuses the real bot's database, and there is nothing to clear", func(s *story) {
		if _, stderr, code := runBot(s.T, s.settings, "run", "--shadow"); code != 1 || !strings.Contains(stderr, "a database of its own") {
			s.Errorf("exit code %d: %s", code, stderr)
		}
		if _, stderr, code := runBot(s.T, database, clear...); code != 1 || !strings.Contains(stderr, "nothing to clear") {
			s.Errorf("exit code %d: %s", code, stderr)
		}
	})
}
