package e2e

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// A workgroup that is named as the certifier reviews: IdentityIQ is asked right before the write whether it still has that name.
func TestAWorkgroupDecidesEntitiesHere(t *testing.T) {
	s := tell(t, atOnce(), decidingEntities())
	s.group("Review.Board", dana, sam)
	i := s.review(iiqsim.ReviewSpec{Name: "Board review", Reviewers: []string{"Review.Board"}, Targets: []string{lee}, Count: 2})
	all := s.entities(i)
	s.opens(sam, s.sees(sam, i, "0 of 3 done"), "Decide here")
	s.reads(sam, "Lee Quinn")
	s.choosing(sam, "Keep", "fits")
	s.entityStands(all[0], "done")
	if n := len(s.accepted("")); n != 1 {
		s.Errorf("IdentityIQ took %d decisions", n)
	}
}
