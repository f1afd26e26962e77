package iiq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	// maxFacts bounds the columns of the settings that an entity is told with, maxFact each value, in characters.
	maxFacts = 20
	maxFact  = 500
)

// kindField is the column that tells what an entity is: Identity, AccountGroup, BusinessRole and others. It is asked for only
// where the settings name it.
const kindField = "type"

// factsOf reads the columns that the settings ask for beyond the known ones.
func factsOf(r row, columns []column) []approvals.EntityFact {
	var facts []approvals.EntityFact
	for _, c := range columns {
		if c.field == kindField || slices.Contains(reviewFields(), c.field) || len(facts) == maxFacts {
			continue
		}
		raw, _ := r.raw(c.name)
		readable := !strings.HasPrefix(string(raw), "{") && !strings.HasPrefix(string(raw), "[{")
		facts = append(facts, approvals.NewFact(c.field, cut(strings.Join(r.texts(c.name), ", "), maxFact), readable))
	}
	return facts
}

// ReviewEntity reads one entity by id. A 404, an empty 200, a 500, and an answer that does not tell which review it is in are
// approvals.ErrNoAnswerByID, which does not say that the entity is gone: ask ReviewEntityListed.
func (c *Client) ReviewEntity(ctx context.Context, id string) (ReviewEntity, error) {
	if !validID(id) {
		return ReviewEntity{}, fmt.Errorf("get access review entity: id: %w", ErrBadArgument)
	}
	var found ReviewEntity
	query := url.Values{"attributes": {names(c.reviews)}}
	err := c.read(ctx, read{
		endpoint: "table/CertificationEntity/{id}", kind: callByID, limit: singleBodyLimit,
		url: c.pluginURL("/table/CertificationEntity/"+id, query),
		parse: func(a *answer) (err error) {
			found, err = c.parseEntity(a.body, id)
			return err
		},
	})
	if err != nil {
		return ReviewEntity{}, fmt.Errorf("get access review entity: %w", err)
	}
	return found, nil
}

var errSilent = errors.New("the answer tells nothing of the entity")

// parseEntity reads one entity; its shape is not published, so it may be the object itself, or stand alone in a list.
func (c *Client) parseEntity(body io.Reader, id string) (ReviewEntity, error) {
	r, err := oneRow(body)
	if err == nil && len(r) == 0 {
		err = fmt.Errorf("%w: %w", approvals.ErrNoAnswerByID, errSilent)
	}
	if err != nil {
		return ReviewEntity{}, err
	}
	e, err := readEntity(r, c.reviews, "")
	switch {
	case err != nil:
		return e, err
	case e.ID != id:
		return e, fmt.Errorf("%w: %w", approvals.ErrIIQBroken, errNotAsked)
	case e.Review.ID == "" || e.Status == "":
		return e, fmt.Errorf("%w: %w", approvals.ErrNoAnswerByID, errSilent)
	}
	return e, nil
}

// oneRow gives the only object of an answer; none where the answer is empty, or a list of nothing.
func oneRow(body io.Reader) (row, error) {
	raw, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	if len(strings.TrimSpace(string(raw))) == 0 {
		return nil, nil
	}
	var r row
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, plain(err)
	}
	listed, ok := r["objects"]
	if !ok {
		return r, nil
	}
	var all []row
	if json.Unmarshal(listed, &all) != nil || len(all) > 1 {
		return nil, errNotTable
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all[0], nil
}

// ReviewEntityListed asks the list for one entity. A well-formed list without it is approvals.ErrNotListed: only that says that
// it is gone.
func (c *Client) ReviewEntityListed(ctx context.Context, id string) (ReviewEntity, error) {
	found, err := c.ReviewEntitiesByID(ctx, []string{id})
	switch {
	case err != nil:
		return ReviewEntity{}, err
	case len(found) == 0:
		return ReviewEntity{}, wrapEntities(approvals.ErrNotListed)
	case found[0].ID != id:
		return ReviewEntity{}, wrapEntities(fmt.Errorf("%w: %w", approvals.ErrIIQBroken, errNotAsked))
	}
	return found[0], nil
}

// complete is IIQ's word for an entity that is decided.
func (e ReviewEntity) complete() bool { return strings.EqualFold(e.Status, "Complete") }
