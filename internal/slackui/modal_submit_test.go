package slackui

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

// A sentence under a field is cut, however long IdentityIQ's own words in it are and by whichever form they come.
func TestFieldErrorsStaySmall(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", longestFieldError)
	for _, block := range []string{cards.BlockComment, cards.BlockLater, cards.BlockTold} {
		s := newEnv()
		c := &click{env: socket.NewEnvelope(socket.KindInteraction, "e1", nil, s.Router.clock(), s.noteAck), log: s.book.Logger()}
		s.refuseField(t.Context(), c, block, sentence{text: func(approvals.Language) string { return long + long }})
		var got struct{ Errors map[string]string }
		raw := strings.TrimPrefix(s.done[0], "ack ")
		if err := json.Unmarshal([]byte(raw), &got); err != nil || utf8.RuneCountInString(got.Errors[block]) != longestFieldError {
			t.Errorf("%s: got %s, %v, want %d characters", block, raw, err, longestFieldError)
		}
	}
}
