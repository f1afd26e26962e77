package e2e

import (
	"strings"
	"testing"
)

// What ended longer ago than ITEM_RETENTION is gone from the tables; its card stays in Slack and does no harm.
func TestClosedItemsGoAfterTheirTime(t *testing.T) {
	promise(t)
	s := tell(t, setting{"ITEM_RETENTION": "24h"})
	old, kept := s.role(sam), s.role(nora)
	card := s.gets(sam, old)
	s.gets(nora, kept)
	s.press(sam, card, "Deny")
	s.form(sam)
	s.must(s.IIQ.Cancel(old.ID))
	s.must(s.IIQ.Cancel(kept.ID))
	s.closed(sam, old, "Canceled")
	s.closed(nora, kept, "Canceled")
	s.eventually("both cards have followed", func() bool { return s.one("SELECT count(*) FROM cards WHERE shown < want") == 0 })

	s.sql("UPDATE work_items SET changed_at = now() - interval '25 hours' WHERE id = $1", old.ID)
	s.roundNow("item_retention")
	s.eventually("the old item is gone", func() bool { return s.one("SELECT count(*) FROM work_items") == 1 })
	if n := s.one("SELECT count(*) FROM cards WHERE work_item_id <> $1", kept.ID); n != 0 {
		s.Errorf("%d cards of it are left", n)
	}
	s.chapter("a form that was open all the time", func(s *story) {
		s.write(sam, "Too late.")
		if v := s.form(sam); !strings.Contains(s.Slack.VisibleView(v), "no such item that waits for you") {
			s.Errorf("the modal says %q", s.Slack.VisibleView(v))
		}
		s.untouched(old)
	})
	s.chapter("it is open again in IdentityIQ", func(s *story) {
		before := len(s.cards(sam, old))
		s.must(s.IIQ.Reopen(old.ID))
		s.eventually("a card of its own comes", func() bool { return len(s.cards(sam, old)) > before })
		s.press(sam, s.gets(sam, old), "Approve")
		s.taken(old, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, old, "Approved by Sam Okoye")
	})
}
