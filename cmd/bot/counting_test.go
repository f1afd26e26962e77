package main

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/settings"
)

func TestNumbersAndDurationsAreToldAsPeopleDo(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 rows", 1: "1 row", 2: "2 rows", 1200: "1200 rows"} {
		if got := count(n, "row"); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{24 * time.Hour: "24h", time.Minute: "1m", time.Second: "1s",
		100 * time.Millisecond: "100ms", 90 * time.Minute: "1h30m", 10 * time.Minute: "10m"} {
		if got := settings.Span(d); got != want {
			t.Errorf("inWords(%s) = %q, want %q", d, got, want)
		}
	}
}
