package rounds

import (
	"context"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// requestsPage is how many identity requests one call reads; their names fit into an address of 2 KB.
const requestsPage = 50

// requestsByName reads identity requests, each once however often it is named, and gives them by their names. One that is not listed
// is missing; "" is no name.
func requestsByName(ctx context.Context, requests RequestReader, names []string) (map[string]approvals.IdentityRequest, error) {
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	slices.Sort(names)
	told := map[string]approvals.IdentityRequest{}
	for page := range slices.Chunk(slices.Compact(names), requestsPage) {
		found, err := requests.IdentityRequests(ctx, page)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			told[r.Name] = r
		}
	}
	return told, nil
}
