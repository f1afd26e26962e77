package shadow

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
)

// Filter is a selection of messages; the zero value is all.
type Filter struct {
	Since time.Time
	// Who is an e-mail, an IIQ name or id, or a Slack id.
	Who  string
	Kind Kind
}

// Row is one message as it is listed.
type Row struct {
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	Kind   Kind      `json:"kind"`
	Method string    `json:"method"`
	// SlackUserID is the recipient; "" in a channel.
	SlackUserID string `json:"slack_user_id,omitempty"`
	Channel     string `json:"channel"`
	IdentityID  string `json:"identity_id,omitempty"`
	// Person is the name of the identity, Number the number of the work item, where known.
	Person     string          `json:"person,omitempty"`
	WorkItemID string          `json:"work_item_id,omitempty"`
	Number     string          `json:"number,omitempty"`
	Text       string          `json:"text"`
	Blocks     json.RawMessage `json:"blocks,omitempty"`
}

// page is how many rows one query reads.
const page = 200

// List passes every message that the filter lets through to yield, the oldest first, read page by page.
func (s *Store) List(ctx context.Context, f Filter, yield func(Row) error) error {
	after := int64(0)
	for {
		rows, err := db.New(s.pool).ListShadowMessages(ctx, db.ListShadowMessagesParams{
			After: after, Since: f.Since, Kind: string(f.Kind), Who: f.Who, NameFolded: caseless.Name(f.Who),
			EmailFolded: caseless.Address(f.Who), Most: page,
		})
		if err != nil {
			return fmt.Errorf("list messages of the shadow: %w", err)
		}
		for _, r := range rows {
			if err := yield(rowOf(r)); err != nil {
				return err
			}
			after = r.ID
		}
		if len(rows) < page {
			return nil
		}
	}
}

func rowOf(r db.ListShadowMessagesRow) Row {
	return Row{ID: r.ID, At: r.At.UTC(), Kind: Kind(r.Kind), Method: r.Method, SlackUserID: r.SlackUserID, Channel: r.ChannelID,
		IdentityID: r.IdentityID, Person: r.Person, WorkItemID: r.WorkItemID, Number: r.Number, Text: r.Fallback, Blocks: r.Blocks}
}
