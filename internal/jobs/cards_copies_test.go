package jobs_test

import (
	"context"
	"maps"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// phases counts somebody's messages by what they show.
func (s *env) phases(slackUserID string) map[approvals.Phase]int {
	all := map[approvals.Phase]int{}
	for _, m := range s.Slack.Of(slackUserID) {
		all[m.Phase]++
	}
	return all
}

// Each change of an item has to reach every copy, from a budget that everybody shares: of the copies that somebody asks for the
// newest two follow, and the card that they got unasked.
func TestAtMostThreeCopiesFollow(t *testing.T) {
	t.Parallel()
	s := newCard(t)
	s.Drain()
	sam := approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-sam"}, Identity: approvals.Identity{ID: "sam", Name: "sam"}}
	open := func() { s.Must(s.SendCard(context.Background(), sam, "i1", false)) }
	for range 8 {
		open()
		s.Drain()
	}
	if got, want := s.phases("U-sam"), (map[approvals.Phase]int{approvals.PhaseOpen: 3, approvals.PhaseNewer: 6}); !maps.Equal(got, want) {
		t.Errorf("Sam's messages show %v, want %v", got, want)
	}
	for range 8 {
		open()
	}
	s.Drain()
	if got, want := s.phases("U-sam"), (map[approvals.Phase]int{approvals.PhaseOpen: 3, approvals.PhaseNewer: 8}); !maps.Equal(got, want) {
		t.Errorf("after eight at once Sam's messages show %v, want %v", got, want)
	}
	s.close("i1")
	s.Want("3", `SELECT count(*) FROM cards WHERE shown < want`)
	s.Drain()
	if got, want := s.phases("U-sam"), (map[approvals.Phase]int{approvals.PhaseEnded: 3, approvals.PhaseNewer: 8}); !maps.Equal(got, want) {
		t.Errorf("at the end Sam's messages show %v, want %v", got, want)
	}
}
