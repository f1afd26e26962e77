package stubrun

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// Audit gives the audit rows of decisions that IdentityIQ has, as its table tells them.
func (g *Gateway) Audit(ctx context.Context) ([]books.GatewayRow, error) {
	raw, err := g.host.Control(ctx, http.MethodGet, "/_host/audit", nil)
	if err != nil {
		return nil, fmt.Errorf("read audit rows: %w", err)
	}
	var rows []struct {
		ID, Target, String1, String4 string
		Attributes                   struct{ Op, Outcome string }
	}
	if err := json.Unmarshal(raw, &rows); err != nil {
		return nil, fmt.Errorf("read audit rows: %w", err)
	}
	var out []books.GatewayRow
	for _, r := range rows {
		var outcome struct{ State string }
		if err := json.Unmarshal([]byte(r.Attributes.Outcome), &outcome); err != nil {
			return nil, fmt.Errorf("read the outcome of audit row %s: %w", r.ID, err)
		}
		out = append(out, books.GatewayRow{ID: r.ID, Op: r.Attributes.Op, Item: r.Target, Approver: r.String4, State: outcome.State,
			Key: r.String1})
	}
	return out, nil
}
