package e2e

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
)

// Each story has a bot of its own, which costs a second of processor time. The short form of the tests plays those that
// are marked by none of these: the main job, and one story of each topic.

// promise marks a story that holds a promise of reliability or of security. Its rule has tests of its own below the bot, so
// that the short form goes without it. LONG_TESTS asks for it, with the race detector or without.
func promise(t *testing.T) {
	t.Helper()
	patience.Long(t)
}

// variant marks a story of one more setting, shape or sentence. It finds no other race than the stories beside it, so that
// LONG_TESTS asks for it without the race detector alone, as .ci/run does: it takes the names of those that begin so.
func variant(t *testing.T) {
	t.Helper()
	patience.Long(t)
	if raceBuild {
		t.Skip("a story that is played without the race detector")
	}
}

// resting marks a variant that waits for minutes and does next to nothing. .ci/run plays it beside what has work to do.
func resting(t *testing.T) {
	t.Helper()
	variant(t)
}
