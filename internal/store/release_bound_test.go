package store_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/store"
)

// What went to somebody within the last minute counts with what is new: three at once are three cards, also two by two.
func TestCardsOfTheLastMinuteCount(t *testing.T) {
	t.Parallel()
	o := newEnv(t, func(c *store.Config) { c.CardsAtOnce = 3 })
	o.see(request("i1", "sam"), request("i2", "sam"))
	o.see(request("i3", "sam"), request("i4", "sam"))
	if got := o.one(`SELECT string_agg(state || ' ' || batch, ', ' ORDER BY work_item_id) FROM cards`); got != "waiting 0, waiting 0, waiting 2, held 0" {
		t.Errorf("cards: got %s, want a third one that counts two", got)
	}
}
