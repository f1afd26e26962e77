package gatewaytest

import (
	"context"
	"errors"
	"fmt"
)

// LeavesAlone does something and wants the item and the audit as they were before.
func (t *Target) LeavesAlone(ctx context.Context, i Item, do func() error) error {
	return t.Leaves(ctx, func() (string, error) { return t.Fixtures.Stored(ctx, i.ID) }, do)
}

// Leaves is LeavesAlone for whatever is stored.
func (t *Target) Leaves(ctx context.Context, stored func() (string, error), do func() error) error {
	look := func() (string, int, error) {
		stored, err := stored()
		if err != nil {
			return "", 0, err
		}
		rows, err := GatewayOf(t).AuditRows(ctx)
		if errors.Is(err, ErrBeyond) {
			// From outside a real IdentityIQ nobody sees them; what is stored is compared all the same.
			return stored, 0, nil
		}
		return stored, rows, err
	}
	before, rowsBefore, err := look()
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	after, rowsAfter, err := look()
	if err != nil {
		return err
	}
	if after != before {
		return fmt.Errorf("stored after a refusal: got %s, want it unchanged: %s", after, before)
	}
	return Same("audit rows after a refusal", rowsAfter, rowsBefore)
}
