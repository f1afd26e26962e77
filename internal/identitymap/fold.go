package identitymap

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
)

// foldedAtOnce bounds how many rows one statement folds.
const foldedAtOnce = 500

// FoldRows folds the names and addresses of the rows that a version wrote which folds none, in pages. It returns how
// many it has folded. Until then such rows are found as that version finds them. Rows that are folded cost nothing.
func (m *Map) FoldRows(ctx context.Context) (folded int, err error) {
	for _, page := range []func(context.Context, *db.Queries) (found, done int, err error){foldIdentities, foldSlackUsers} {
		for {
			found, done, err := page(ctx, m.q)
			if err != nil {
				return folded, err
			}
			folded += done
			// Whatever was written in between comes with the next round.
			if found < foldedAtOnce || done == 0 {
				break
			}
		}
	}
	return folded, nil
}

func foldIdentities(ctx context.Context, q *db.Queries) (found, done int, err error) {
	rows, err := q.UnfoldedIdentities(ctx, foldedAtOnce)
	if err != nil {
		return 0, 0, fmt.Errorf("list identities to fold: %w", err)
	}
	if len(rows) == 0 {
		return 0, 0, nil
	}
	var p db.FoldIdentitiesParams
	for _, r := range rows {
		p.Ids, p.Names, p.Emails = append(p.Ids, r.ID), append(p.Names, r.Name), append(p.Emails, r.Email)
		p.NamesFolded = append(p.NamesFolded, caseless.Name(r.Name))
		p.EmailsFolded = append(p.EmailsFolded, emailKey(r.Email))
	}
	n, err := q.FoldIdentities(ctx, p)
	if err != nil {
		return 0, 0, fmt.Errorf("fold identities: %w", err)
	}
	return len(rows), int(n), nil
}

func foldSlackUsers(ctx context.Context, q *db.Queries) (found, done int, err error) {
	rows, err := q.UnfoldedSlackUsers(ctx, foldedAtOnce)
	if err != nil {
		return 0, 0, fmt.Errorf("list Slack users to fold: %w", err)
	}
	if len(rows) == 0 {
		return 0, 0, nil
	}
	var p db.FoldSlackUsersParams
	for _, r := range rows {
		p.TeamIds, p.Ids, p.Emails = append(p.TeamIds, r.TeamID), append(p.Ids, r.ID), append(p.Emails, r.Email)
		p.EmailsFolded = append(p.EmailsFolded, emailKey(r.Email))
	}
	n, err := q.FoldSlackUsers(ctx, p)
	if err != nil {
		return 0, 0, fmt.Errorf("fold Slack users: %w", err)
	}
	return len(rows), int(n), nil
}
