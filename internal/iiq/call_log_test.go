package iiq_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// Every call has an id of its own, a repeated one too, and one line at debug that says nothing of its content: through the gateway
// and through the vendor's plugin.
func TestEveryCallIsInTheLogByItsID(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		path   string
		writes int
	}{
		"the gateway":         {iiqsim.GatewayPath, 2},
		"the vendor's plugin": {iiqsim.DefaultPluginPath, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			b, tap := gatewayBench(t, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
				func(c *iiq.Config) { c.PluginPath = tt.path })
			b.AskGateway(t.Context())
			w := b.item(iiqsim.ItemSpec{})
			for _, f := range []iiqsim.Fault{
				{Kind: iiqsim.FaultStatus, Status: 502, Method: "PUT", AfterEffect: true, Count: 1},
				{Kind: iiqsim.FaultStatus, Status: 503, Method: "GET", Path: "/object/WorkItem", Count: 1},
			} {
				_, err := b.AddFault(f)
				b.must(err)
			}
			if _, err := b.decides(w.ID, someKey); (err == nil) != (tt.writes > 1) {
				t.Fatalf("got %v, want no error only where the write is repeated by its key", err)
			}
			checkCallLog(t, tap.sent, log.String())
			if n := strings.Count(log.String(), "decision_id="+someKey); n != tt.writes {
				t.Errorf("got %d lines with the decision, want one for each of the %d writes", n, tt.writes)
			}
			for _, secret := range []string{"Fine", w.ID, "Sam", "Ledger"} {
				if strings.Contains(log.String(), secret) {
					t.Errorf("got %q in the log, want nothing of content:\n%s", secret, log.String())
				}
			}
		})
	}
}

// checkCallLog wants one line for each request, with an id of its own.
func checkCallLog(t *testing.T, sent []*http.Request, log string) {
	t.Helper()
	ids, lists := map[string]bool{}, 0
	for _, r := range sent {
		id := r.Header.Get("X-Request-Id")
		line := ""
		for one := range strings.Lines(log) {
			if strings.Contains(one, "request_id="+id) {
				line += one
			}
		}
		if id == "" || ids[id] || strings.Count(line, "\n") != 1 || !strings.Contains(line, "operation=") ||
			!strings.Contains(line, "status=") || !strings.Contains(line, "milliseconds=") {
			t.Errorf("%s %s: got the id %q and the lines %q, want an id of its own, in one line with operation, status and time",
				r.Method, r.URL.Path, id, line)
		}
		ids[id] = true
		if strings.HasSuffix(r.URL.Path, "/object/WorkItem") {
			lists++
		}
	}
	if lists != 2 {
		t.Errorf("got %d lists, want one that is repeated", lists)
	}
}
