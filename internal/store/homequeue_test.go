package store_test

import (
	"context"
	"testing"
)

// However many Home tabs are opened, cards that were clicked have workers.
func TestHomeTabsHaveAQueueOfTheirOwn(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.must(o.HomeOpened(context.Background(), "T1", "U1"))
	if got := o.one(`SELECT string_agg(DISTINCT queue, ' ') FROM river_job WHERE kind = 'publish_home'`); got != "homes" {
		t.Errorf(`Home tabs are in the queue %q, want "homes"`, got)
	}
}
