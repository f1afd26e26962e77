package jobs_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

func TestClickersOwnCardIsChangedByTheClicksAddress(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	s.Click("sam", "i1", approvals.Approve, "")
	s.Drain()
	sameEnd(s)
	if n := s.Slack.Count("replaced"); n < 1 {
		t.Error("the clicked card was not changed by the response_url")
	}
	s.Want("true", `SELECT response_uses >= 1 FROM decisions`)
	if n := s.Slack.Count("replaced") + s.Slack.Count("updated"); n > 4 {
		t.Errorf("%d changes for two cards, want at most 4", n)
	}
}

func TestAddressThatFailsIsFollowedByAnUpdate(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	s.Slack.Fails("replace", jobstest.ErrAway, jobstest.ErrAway, jobstest.ErrAway)
	s.Click("sam", "i1", approvals.Approve, "")
	s.Drain()
	sameEnd(s)
	if n := s.Slack.Count("replaced"); n != 0 {
		t.Errorf("the address was used %d times, want 0", n)
	}
}

func TestAddressIsUsedFiveTimesAndForHalfAnHour(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Drain()
	id := s.Click("sam", "i1", approvals.Approve, "")
	for n := range 6 {
		url, err := s.UseResponseURL(t.Context(), id)
		s.Must(err)
		if (url != "") != (n < 5) {
			t.Errorf(`use %d gave %q, want url other than "" %t`, n+1, url, n < 5)
		}
	}
	s.Exec(`UPDATE decisions SET response_uses = 0`)
	s.Later(31 * time.Minute)
	if url, err := s.UseResponseURL(t.Context(), id); err != nil || url != "" {
		t.Errorf(`after half an hour: %q, %v, want ""`, url, err)
	}
}
