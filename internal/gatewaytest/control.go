package gatewaytest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Control makes fixtures by the control calls of the simulator and of the stub-run gateway, which are the same.
type Control struct {
	// Base is the address of the server, without the context root.
	Base string
	HTTP *http.Client
}

// call sends JSON and reads JSON; in and out may be nil.
func (c *Control) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader = http.NoBody
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("encode fixture: %w", err)
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.Base+path, body)
	if err != nil {
		return fmt.Errorf("make control call: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return fmt.Errorf("read control answer: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("control %s %s: got status %d, %.300q, want 200", method, path, res.StatusCode, raw)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("control %s %s: read answer: %w", method, path, err)
	}
	return nil
}

type made struct {
	ID string `json:"id"`
}

// AddPerson makes a person.
func (c *Control) AddPerson(ctx context.Context, p Person) (string, error) {
	var out made
	err := c.call(ctx, http.MethodPost, "/_sim/identities", p, &out)
	return out.ID, err
}

// AddGroup makes a workgroup.
func (c *Control) AddGroup(ctx context.Context, name string, members ...string) (string, error) {
	var out made
	err := c.call(ctx, http.MethodPost, "/_sim/identities", map[string]any{
		"name": name, "display_name": name, "workgroup": true, "members": append([]string{}, members...),
	}, &out)
	return out.ID, err
}

// SetMembers replaces the members of a workgroup.
func (c *Control) SetMembers(ctx context.Context, group string, members ...string) error {
	return c.call(ctx, http.MethodPut, "/_sim/identities/"+url.PathEscape(group)+"/members", append([]string{}, members...), nil)
}

// AddItem makes a work item.
func (c *Control) AddItem(ctx context.Context, i ItemSpec) (Item, error) {
	var out Item
	err := c.call(ctx, http.MethodPost, "/_sim/items", i, &out)
	return out, err
}

// ChangeItem changes an open item.
func (c *Control) ChangeItem(ctx context.Context, id string, fields map[string]any) error {
	return c.call(ctx, http.MethodPatch, "/_host/items/"+id, fields, nil)
}

// Decide ends an item as if somebody did it in IdentityIQ's pages.
func (c *Control) Decide(ctx context.Context, id, by, state string) error {
	return c.call(ctx, http.MethodPost, "/_sim/items/"+id+"/complete", map[string]any{"by": by, "state": state, "comment": "in IdentityIQ"},
		nil)
}

// Expire ends an item without a decision.
func (c *Control) Expire(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodPost, "/_sim/items/"+id+"/expire", nil, nil)
}

// ChangePerson changes somebody.
func (c *Control) ChangePerson(ctx context.Context, id string, fields map[string]any) error {
	return c.call(ctx, http.MethodPatch, "/_sim/identities/"+id, fields, nil)
}

// StoredPerson gives somebody as the control call tells them.
func (c *Control) StoredPerson(ctx context.Context, id string) (string, error) {
	return c.shown(ctx, "/_sim/identities/"+id)
}

// Stored gives the item as the control call tells it.
func (c *Control) Stored(ctx context.Context, id string) (string, error) {
	return c.shown(ctx, "/_sim/items/"+id)
}

// shown gives an object's JSON in an order that is the same each time.
func (c *Control) shown(ctx context.Context, path string) (string, error) {
	var out any
	if err := c.call(ctx, http.MethodGet, path, nil, &out); err != nil {
		return "", err
	}
	raw, err := json.Marshal(out)
	return string(raw), err
}

// AddReview makes an access review.
func (c *Control) AddReview(ctx context.Context, r Review) (string, error) {
	var out made
	err := c.call(ctx, http.MethodPost, "/_sim/reviews", r, &out)
	return out.ID, err
}

// AddLine adds a line to a review.
func (c *Control) AddLine(ctx context.Context, l ReviewLine) (string, error) {
	var out made
	err := c.call(ctx, http.MethodPost, "/_host/lines", l, &out)
	return out.ID, err
}

// SignReview signs a review off as if somebody did it in IdentityIQ's pages.
func (c *Control) SignReview(ctx context.Context, id, by string) error {
	return c.call(ctx, http.MethodPost, "/_sim/reviews/"+id+"/sign", map[string]any{"by": by}, nil)
}

// StoredReview gives a review as the control call tells it.
func (c *Control) StoredReview(ctx context.Context, id string) (string, error) {
	return c.shown(ctx, "/_sim/reviews/"+id)
}

// Entities gives the ids of a review's entities by the names of whom they are about.
func (c *Control) Entities(ctx context.Context, id string) (map[string]string, error) {
	var told struct {
		Entities []struct{ ID, Identity string }
	}
	err := c.call(ctx, http.MethodGet, "/_sim/reviews/"+id, nil, &told)
	out := map[string]string{}
	for _, e := range told.Entities {
		out[e.Identity] = e.ID
	}
	return out, err
}

// AuditRows counts the gateway's audit rows.
func (c *Control) AuditRows(ctx context.Context) (int, error) {
	var rows []json.RawMessage
	err := c.call(ctx, http.MethodGet, "/_host/audit", nil, &rows)
	return len(rows), err
}

// Set changes the plugin's settings.
func (c *Control) Set(ctx context.Context, settings map[string]*string) error {
	return c.call(ctx, http.MethodPut, "/_host/settings", settings, nil)
}

// Settings gives the plugin's settings.
func (c *Control) Settings(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	err := c.call(ctx, http.MethodGet, "/_host/settings", nil, &out)
	return out, err
}

// Hold makes another session hold the row.
func (c *Control) Hold(ctx context.Context, id string, hold time.Duration) error {
	return c.call(ctx, http.MethodPut, "/_host/locks", map[string]any{"item": id, "hold_ms": hold.Milliseconds()}, nil)
}

// FailEngine makes the engine throw.
func (c *Control) FailEngine(ctx context.Context, calls int) error {
	return c.call(ctx, http.MethodPut, "/_host/failures", map[string]any{"process": calls}, nil)
}

// FailCommit makes what writes an act throw.
func (c *Control) FailCommit(ctx context.Context, calls int) error {
	return c.call(ctx, http.MethodPut, "/_host/failures", map[string]any{"commit": calls}, nil)
}

// Describe says more about an access.
func (c *Control) Describe(ctx context.Context, what Catalogued) error {
	return c.call(ctx, http.MethodPost, "/_host/catalogue", what, nil)
}

// Give gives somebody an access.
func (c *Control) Give(ctx context.Context, g Grant) error {
	return c.call(ctx, http.MethodPost, "/_host/grants", g, nil)
}

// AddClient makes another OAuth client.
func (c *Control) AddClient(ctx context.Context, client Client) error {
	return c.call(ctx, http.MethodPost, "/_host/clients", client, nil)
}

// AddLate makes a work item that is committed later.
func (c *Control) AddLate(ctx context.Context, i ItemSpec, commitIn time.Duration) (Item, error) {
	var out Item
	err := c.call(ctx, http.MethodPost, "/_host/late", map[string]any{"spec": i, "commit_in_ms": commitIn.Milliseconds()}, &out)
	return out, err
}

// TouchLate changes an item in a transaction that is committed later.
func (c *Control) TouchLate(ctx context.Context, id string, commitIn time.Duration) error {
	return c.call(ctx, http.MethodPost, "/_host/late-touch", map[string]any{"item": id, "commit_in_ms": commitIn.Milliseconds()}, nil)
}
