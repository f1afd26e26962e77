package slackui

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

// What somebody types is looked for as they typed it, wherever they type it and whatever Slack makes of it.
func TestTypedWordsAreLookedForAsTyped(t *testing.T) {
	t.Parallel()
	for arrives, want := range map[string]string{
		"R&amp;D":                                    "r&d",
		"<http://payroll.ex.com|payroll.ex.com>":     "payroll.ex.com",
		"<mailto:lee.quinn@ex.com|lee.quinn@ex.com>": "lee.quinn@ex.com",
		"“R&amp;D Ledger”":                           "r&d ledger",
		"‘R&amp;D’ Ledger":                           "r&d ledger",
		"O’Neil":                                     "o'neil",
		"<tel:7310001|7310001>":                      "7310001",
		"find <http://payroll.ex.com|payroll.ex.com> for &lt;Dana": "payroll.ex.com dana",
		"ÉMILE": "emile",
	} {
		for place, delivered := range map[string]struct {
			kind    socket.EnvelopeKind
			payload string
		}{
			"direct message": {socket.KindEvent, eventOf("Ev1", said(arrives))},
			"mention": {socket.KindEvent, eventOf("Ev1",
				fmt.Sprintf(`{"type":"app_mention","channel":"C1","user":"U1","text":%q}`, "<@UBOT> "+arrives))},
			"command": {socket.KindCommand, slash(arrives)},
		} {
			t.Run(place+" "+arrives, func(t *testing.T) {
				t.Parallel()
				s := newEnv()
				s.readErr = approvals.Refuse(approvals.RefusedNoSuchItem)
				s.deliver(t, delivered.kind, "e1", delivered.payload)
				found := ""
				for _, done := range s.done {
					if len(done) > 5 && done[:5] == "find " {
						found = done
						break
					}
				}
				if diff := cmp.Diff(fmt.Sprintf("find [%s] overdue=false types=[] for i1 0+5", want), found); diff != "" {
					t.Errorf("did %q (-want +got):\n%s", s.done, diff)
				}
			})
		}
	}
}
