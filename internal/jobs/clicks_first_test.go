package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/jobs"
)

// A job begins once there are few clicks in hand, and ends as it does without.
func TestAJobBeginsOnceFewClicksAreLeft(t *testing.T) {
	t.Parallel()
	var did []string
	failed := errors.New("no Slack")
	first := &jobs.ClicksFirst{AwaitCalm: func(context.Context) { did = append(did, "calm") }}
	err := first.Work(t.Context(), nil, func(context.Context) error { did = append(did, "work"); return failed })
	if got := strings.Join(did, " "); got != "calm work" || !errors.Is(err, failed) {
		t.Errorf("got %q and %v, want \"calm work\" and the job's own error", got, err)
	}
}
