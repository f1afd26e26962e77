package blockkit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

func TestDatesThatAreNear(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("IST", 5*3600+1800)
	// Half past midnight for the reader, still yesterday in UTC.
	now := time.Date(2026, 11, 20, 0, 30, 0, 0, zone)
	for _, c := range []struct {
		at           time.Duration
		format, want string
	}{
		{0, "{date_short_pretty} {time}", "Today 00:30"},
		{0, "due {date_pretty}", "due today"},
		{-time.Hour, "{date_long_pretty}", "Yesterday"},
		{24 * time.Hour, "by {day_divider_pretty}, {time_secs}", "by tomorrow, 00:30:00"},
		{48 * time.Hour, "{date_short_pretty}", "Nov 22, 2026"},
		{-48 * time.Hour, "{date_pretty}", "November 18, 2026"},
		{0, "{date_short}", "Nov 20, 2026"},
		{0, "{date_num} {odd}", "2026-11-20 {odd}"},
		{-3 * time.Minute, "{ago}", "3 minutes ago"},
		{-time.Second, "{ago}", "Just now"},
		{26 * time.Hour, "{ago}", "In 1 day"},
	} {
		token := fmt.Sprintf("<!date^%d^%s|later>", now.Add(c.at).Unix(), c.format)
		if got := spans(blockkit.Mrkdwn(token, blockkit.Reader{Zone: zone, Now: now})); got != c.want {
			t.Errorf("%s after %s: %q, want %q", c.format, c.at, got, c.want)
		}
	}
	token := fmt.Sprintf("<!date^%d^{date_short_pretty}|later>", now.Unix())
	if got := spans(blockkit.Mrkdwn(token, blockkit.Reader{Zone: zone})); got != "Nov 20, 2026" {
		t.Errorf(`without a clock: %q, want "Nov 20, 2026"`, got)
	}
}

func TestDescriptionsOfOptionsAreVisible(t *testing.T) {
	t.Parallel()
	form := []byte(`[{"type":"input","label":{"type":"plain_text","text":"How"},"element":{"type":"radio_buttons","action_id":"a","options":[
		{"text":{"type":"plain_text","text":"Card"},"value":"1","description":{"type":"plain_text","text":"At once"}},{"text":{"type":"plain_text","text":"None"},"value":"2"}]}}]`)
	if got := blockkit.VisibleText(form, blockkit.Reader{}); !strings.Contains(got, "(Card: At once / None)") {
		t.Errorf(`shown: %q, want one with "(Card: At once / None)"`, got)
	}
}
