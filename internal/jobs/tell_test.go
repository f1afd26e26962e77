package jobs_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestClickerIsToldOnceAndByTheRightWay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set                func(*shop)
		whispers, messages int
	}{
		"refused: at the click's own address": {func(s *shop) { s.people.fails("reverify", approvals.Refuse(approvals.RefusedGuest)) }, 1, 0},
		"the address is used up": {func(s *shop) {
			s.people.fails("reverify", approvals.Refuse(approvals.RefusedGuest))
			s.exec(`UPDATE decisions SET response_uses = 5`)
		}, 0, 1},
		"the address does not answer": {func(s *shop) {
			s.people.fails("reverify", approvals.Refuse(approvals.RefusedGuest))
			s.slack.fails("whisper", errAway)
		}, 1, 1},
		"given up: a message of its own": {func(s *shop) { s.later(testKeep + time.Minute) }, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.see(request("i1", "sam"))
			s.click("sam", "i1", approvals.Approve, "")
			tc.set(s)
			s.drain()
			if w, m := s.slack.count("whisper"), s.slack.count("tell"); w != tc.whispers || m != tc.messages {
				t.Errorf("%d whispers and %d messages, want %d and %d", w, m, tc.whispers, tc.messages)
			}
			if len(s.slack.told) != 1 || s.slack.told[0].WorkItemID != "i1" || s.slack.told[0].SlackUserID != "U-sam" {
				t.Errorf("told %+v", s.slack.told)
			}
		})
	}
}

func TestSentenceThatCouldNotBeToldIsTriedAgainByRiver(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.see(request("i1", "sam"))
	s.click("sam", "i1", approvals.Approve, "")
	s.later(testKeep)
	s.attempt()
	s.slack.fails("tell", errAway)
	if err := s.work(t.Context(), s.next("tell_clicker")); err == nil {
		t.Error("River is not told that it failed")
	}
}
