package identitymap

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// readPage reads a page from IIQ: each usable identity once, in IIQ's order. An identity without an id makes the page
// invalid, since it is unknown whom it left out. An identity whose id cannot be stored is dropped alone.
func readPage(told []approvals.Identity) (page []approvals.Identity, err error) {
	seen := make(map[string]bool, len(told))
	page = make([]approvals.Identity, 0, len(told))
	for _, i := range told {
		if i.ID == "" {
			return nil, fmt.Errorf("list identities: one without an id: %w", approvals.ErrIIQBroken)
		}
		if seen[i.ID] || !validID(i.ID) {
			continue
		}
		seen[i.ID] = true
		page = append(page, i)
	}
	return page, nil
}

// count adds a page to the counts.
func (s *Stats) count(page []approvals.Identity, told int) {
	s.Pages++
	s.Seen += len(page)
	s.Unusable += told - len(page)
	for _, i := range page {
		s.ActivityKnown = s.ActivityKnown || i.ActivityKnown
		switch {
		case i.Workgroup:
			s.Workgroups++
		case i.Active():
			s.Active++
		default:
			s.Inactive++
		}
	}
}
