package iiq

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

// OpenReviewEntities gives up to limit entities (0: the configured page size) whose id comes after afterID, in the
// order of the ids. An empty page is the end. Where this IIQ can filter by certification.signed, entities of signed
// reviews are left out, however many years of them there are. The client finds out once whether IIQ can. An entity
// that is left out may therefore still exist: ask ReviewEntitiesByID.
func (c *Client) OpenReviewEntities(ctx context.Context, afterID string, limit int) ([]ReviewEntity, error) {
	limit = c.pageOf(limit)
	var f Filter
	if afterID != "" {
		f = After("id", afterID)
	}
	signed := nameOf(c.reviews, "certification.signed")
	if signed != "" && !c.signedRefused.Load() {
		found, err := c.entityRows(ctx, And(IsNull(signed), f), afterID, limit)
		if !transport.ColumnsRefused(err) {
			return found, wrapEntities(err)
		}
	}
	found, err := c.entityRows(ctx, f, afterID, limit)
	if err == nil && signed != "" && c.signedRefused.CompareAndSwap(false, true) {
		c.log.Info("IdentityIQ does not filter access reviews by whether they are signed; all are read", "column", signed)
	}
	return found, wrapEntities(err)
}

// ReviewEntitiesByID gives those of these entities that are in IIQ's list, 100 ids at most.
func (c *Client) ReviewEntitiesByID(ctx context.Context, ids []string) ([]ReviewEntity, error) {
	for _, id := range ids {
		if !validID(id) {
			return nil, wrapEntities(fmt.Errorf("id: %w", ErrBadArgument))
		}
	}
	var found []ReviewEntity
	err := c.batch.inBatches(c.clock, ids, func(ids []string) error {
		some, err := c.entitiesByID(ctx, ids)
		found = append(found, some...)
		return err
	})
	if err != nil {
		return nil, wrapEntities(err)
	}
	return found, nil
}

func (c *Client) entitiesByID(ctx context.Context, ids []string) ([]ReviewEntity, error) {
	var found []ReviewEntity
	// A page may be shorter than asked for, so only an empty one is the end.
	for after := ""; len(found) < len(ids); {
		f := In("id", ids...)
		if after != "" {
			f = And(f, After("id", after))
		}
		page, err := c.entityRows(ctx, f, after, len(ids))
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		found, after = append(found, page...), page[len(page)-1].ID
	}
	return found, nil
}

func wrapEntities(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("list access review entities: %w", err)
}
