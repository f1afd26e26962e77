package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// A control that approves carries values which the bot wrote, and which come back from Slack. Where the rules demand a confirmation,
// that they come back proves nothing: a value can be left out, taken from another control, or made up. So the bot knows its own
// controls that ask for one: a form, a card and a Home tab by a proof under a key of the database.

// confirmKey is the key of the proofs. It is read once, from a database that never changes it.
type confirmKey struct {
	mu  sync.Mutex
	key string
}

func (k *confirmKey) read(ctx context.Context, q *db.Queries) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.key != "" {
		return k.key, nil
	}
	key, err := q.ConfirmKey(ctx)
	if err != nil {
		return "", fmt.Errorf("read key of confirmations: %w", err)
	}
	k.key = key
	return key, nil
}

// proofLength is how many bytes of a proof a control carries.
const proofLength = 16

// confirmProof is the proof that a form or a Home tab, drawn for this person, shows this of the item and asks for a confirmation
// before it approves.
func confirmProof(key, workItemID, identityID, requestMark, factsMark string) string {
	mac := hmac.New(sha256.New, []byte(key))
	// None of the four has a line break in it.
	_, _ = mac.Write([]byte(strings.Join([]string{workItemID, identityID, requestMark, factsMark}, "\n")))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:proofLength])
}

// prove gives the proof for what a view or a row shows; "" where the rules demand no confirmation.
func (d *core) prove(ctx context.Context, q *db.Queries, demanded bool, workItemID, identityID, requestMark, factsMark string) (string,
	error) {
	if !demanded {
		return "", nil
	}
	key, err := d.confirm.read(ctx, q)
	if err != nil {
		return "", err
	}
	return confirmProof(key, workItemID, identityID, requestMark, factsMark), nil
}

// confirmed reports whether the control that was used has a proof of ours that it asks for a confirmation, and gives what the clicker's
// own card was last noted to show, for controls of versions that make no proofs. Both are still to be held against the item.
func (d Clicks) confirmed(ctx context.Context, q *db.Queries, c approvals.Click, card db.Card) (proven bool, ownCard []byte, err error) {
	who := c.Person.Identity.ID
	// A card whose message was not noted yet has none that another one could be taken for.
	if card.IdentityID == who && (card.MessageTs == "" || card.MessageTs == c.MessageTS) {
		ownCard = card.AskedHash
	}
	if c.ConfirmProof == "" {
		return false, ownCard, nil
	}
	want, err := d.prove(ctx, q, true, c.WorkItemID, who, c.RequestMark, c.FactsMark)
	return err == nil && hmac.Equal([]byte(want), []byte(c.ConfirmProof)), ownCard, err
}
