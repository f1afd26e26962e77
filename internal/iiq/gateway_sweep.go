package iiq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// Operations that a sweep over all items needs: docs/gateway-contract.md#reading
const (
	opStates   = "states"
	opOutcomes = "outcomes"
)

const (
	// statesPage is how many bare rows a page is asked for, at most.
	statesPage = 5000
	// maxRows bounds the rows of one page, whatever was asked for.
	maxRows = 20_000
	// MostOutcomes is how many items Outcomes may be asked about.
	MostOutcomes = 200
)

var errStrangeRows = errors.New("rows of another form")

// WorkItemStates gives the bare rows of the items after an id, open and closed ones of all types, in the order of the ids. Only an
// empty page is the end. approvals.ErrNotOffered: no gateway is known that has them. Ids that are not lower-case hexadecimal are
// refused, as are rows in another order: nobody can tell then which items a page lacks.
func (c *Client) WorkItemStates(ctx context.Context, after string) ([]approvals.BareItem, error) {
	g, _ := c.Gateway()
	if !g.offers(opStates) {
		return nil, fmt.Errorf("list states of work items: %w", approvals.ErrNotOffered)
	}
	limit := statesPage
	if g.Limits.States > 0 {
		limit = min(limit, g.Limits.States)
	}
	query := url.Values{"limit": {strconv.Itoa(limit)}}
	if after != "" {
		query.Set("after", after)
	}
	var rows []approvals.BareItem
	err := c.calls.Read(ctx, transport.Read{
		Endpoint: "states/WorkItem", Limit: c.listLimit, URL: c.pluginURL("/states/WorkItem", query),
		Parse: func(a *transport.Answer) (err error) {
			rows, err = parseStates(a, after)
			return err
		},
	})
	if err != nil {
		c.doubtGateway(ctx, err)
		return nil, fmt.Errorf("list states of work items: %w", err)
	}
	return rows, nil
}

func parseStates(a *transport.Answer, after string) ([]approvals.BareItem, error) {
	var told struct {
		Columns []string            `json:"columns"`
		Rows    [][]json.RawMessage `json:"rows"`
	}
	if err := decodeWhole(a, &told); err != nil {
		return nil, err
	}
	var at [4]int
	for n, name := range []string{"id", "stamp", "owner", "state"} {
		if at[n] = slices.Index(told.Columns, name); at[n] < 0 {
			return nil, errStrangeRows
		}
	}
	if told.Rows == nil || len(told.Rows) > maxRows {
		return nil, errStrangeRows
	}
	rows := make([]approvals.BareItem, 0, len(told.Rows))
	for _, r := range told.Rows {
		var id, owner, state *string
		var stamp *int64
		if len(r) != len(told.Columns) || json.Unmarshal(r[at[0]], &id) != nil || json.Unmarshal(r[at[1]], &stamp) != nil ||
			json.Unmarshal(r[at[2]], &owner) != nil || json.Unmarshal(r[at[3]], &state) != nil || id == nil {
			return nil, errStrangeRows
		}
		if !hexID.MatchString(*id) || *id <= after {
			return nil, errNoProgress
		}
		after = *id
		row := approvals.BareItem{ID: *id, OwnerID: textOf(owner), State: approvals.ItemState(wire.OneLine(textOf(state)))}
		if stamp != nil && *stamp > 0 && *stamp <= wire.LatestStamp {
			row.Stamp = time.UnixMilli(*stamp).UTC()
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// decodeWhole reads a JSON value, and refuses what was cut or goes on after it.
func decodeWhole(a *transport.Answer, into any) error {
	d := json.NewDecoder(a.Body)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w: %w", errStrangeRows, err)
	}
	if d.More() {
		return errStrangeRows
	}
	return nil
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Outcomes asks what became of up to MostOutcomes items. The answers come in the order of the questions, one each.
// approvals.ErrNotOffered: no gateway is known that can say so, or this client sends nothing but GET.
func (c *Client) Outcomes(ctx context.Context, asked []approvals.OutcomeQuestion) ([]approvals.ToldOutcome, error) {
	g, _ := c.Gateway()
	if !g.offers(opOutcomes) || c.cfg.ReadOnly {
		return nil, fmt.Errorf("ask how work items ended: %w", approvals.ErrNotOffered)
	}
	type item struct {
		ID      string `json:"id"`
		Request string `json:"request,omitempty"`
	}
	var body struct {
		Items []item `json:"items"`
	}
	for _, q := range asked {
		body.Items = append(body.Items, item{q.WorkItemID, q.Request})
	}
	question, err := json.Marshal(body)
	if err != nil || len(asked) == 0 || len(asked) > MostOutcomes {
		return nil, fmt.Errorf("ask how %d work items ended: %w", len(asked), ErrBadArgument)
	}
	var told []approvals.ToldOutcome
	err = c.calls.Read(ctx, transport.Read{
		Endpoint: "outcomes", Limit: c.listLimit, URL: c.pluginURL("/outcomes", nil), Question: question,
		Parse: func(a *transport.Answer) (err error) {
			told, err = parseOutcomes(a, asked)
			return err
		},
	})
	if err != nil {
		c.doubtGateway(ctx, err)
		return nil, fmt.Errorf("ask how work items ended: %w", err)
	}
	return told, nil
}

func parseOutcomes(a *transport.Answer, asked []approvals.OutcomeQuestion) ([]approvals.ToldOutcome, error) {
	var body struct {
		Objects []struct {
			ID      string             `json:"id"`
			Outcome approvals.ItemFate `json:"outcome"`
			gatewayEnding
		} `json:"objects"`
	}
	if err := decodeWhole(a, &body); err != nil {
		return nil, err
	}
	if len(body.Objects) != len(asked) {
		return nil, errStrangeRows
	}
	out := make([]approvals.ToldOutcome, len(asked))
	for n, o := range body.Objects {
		if o.ID != asked[n].WorkItemID {
			return nil, wire.ErrNotAsked
		}
		out[n] = approvals.ToldOutcome{WorkItemID: o.ID, Fate: approvals.FateUnknown}
		switch {
		case o.Outcome == approvals.FateOpen:
			out[n].Fate = approvals.FateOpen
		case o.Outcome == approvals.FateDecided && o.State != "" && !approvals.ItemState(o.State).Open():
			out[n].Fate, out[n].Summary = approvals.FateDecided, o.summary(o.ID)
		}
	}
	return out, nil
}
