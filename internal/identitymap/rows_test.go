package identitymap

import (
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// A full refresh and a look for changes store the same people at once, each in IIQ's order for it: rows that were locked in
// that order would end one of the two.
func TestIdentitiesAreStoredInOneOrder(t *testing.T) {
	t.Parallel()
	page := []approvals.Identity{human(3, "c@ex.com"), human(1, "a@ex.com"), human(2, "b@ex.com")}
	p := identityRows(page, 1, epoch)
	if want := []string{id32(1), id32(2), id32(3)}; !slices.Equal(p.Ids, want) {
		t.Errorf("stored as %v, want %v", p.Ids, want)
	}
	if want := []string{"a@ex.com", "b@ex.com", "c@ex.com"}; !slices.Equal(p.Emails, want) {
		t.Errorf("with %v, want %v", p.Emails, want)
	}
	if page[0].ID != id32(3) {
		t.Error("the page itself was put in order")
	}
}
