package shadow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/shorten"
)

// The bounds of what is kept.
const (
	// maxFallback is in characters; Slack's own bound for a message's text is 4,000 by advice.
	maxFallback = 4000
	// maxBlocks is in bytes.
	maxBlocks = 256 << 10
	// keepFor and keepRows bound the table. Once an hour older rows, and all but the newest, are removed.
	keepFor  = 90 * 24 * time.Hour
	keepRows = 200_000
	// maxCards bounds a search for cards.
	maxCards = 1000
)

// Message is one message or update that would have been sent.
type Message struct {
	Kind   Kind
	Method string
	// SlackUserID is the recipient of a direct message; "" in a channel.
	SlackUserID string
	Channel, TS string
	About       About
	// CardID is set where the message is a card.
	CardID string
	// Text is the fallback text, Blocks the blocks as JSON, "" where there are none.
	Text, Blocks string
}

// Store keeps messages in Postgres.
type Store struct{ pool *pgxpool.Pool }

// NewStore makes a store on the pool.
func NewStore(pool *pgxpool.Pool) *Store { return &Store{pool: pool} }

// Keep stores a message. ErrNoShadow: the database is no shadow's any more, and nothing was stored.
func (s *Store) Keep(ctx context.Context, m Message) error {
	rows, err := db.New(s.pool).StoreShadowMessage(ctx, db.StoreShadowMessageParams{
		Kind: string(m.Kind), Method: m.Method, SlackUserID: m.SlackUserID, ChannelID: m.Channel, MessageTs: m.TS,
		IdentityID: m.About.IdentityID, WorkItemID: m.About.WorkItemID, CardID: m.CardID,
		Fallback: shorten.To(maxFallback, storable(m.Text)), Blocks: blocksOf(m.Blocks),
	})
	if err != nil {
		return fmt.Errorf("store message: %w", err)
	}
	if rows == 0 {
		return ErrNoShadow
	}
	return nil
}

// blocksOf gives the blocks in stored form; nil where there are none, or more than are stored.
func blocksOf(blocks string) []byte {
	blocks = storable(blocks)
	if blocks == "" || len(blocks) > maxBlocks || !json.Valid([]byte(blocks)) {
		return nil
	}
	return []byte(blocks)
}

// storable removes characters that Postgres cannot store in a text.
func storable(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "�")
}

// KeptCard is a card that was stored.
type KeptCard struct{ TS, CardID string }

// Cards gives the cards of a channel since a moment, the newest first, 1,000 at most.
func (s *Store) Cards(ctx context.Context, channel string, since time.Time) ([]KeptCard, error) {
	rows, err := db.New(s.pool).ShadowCards(ctx, db.ShadowCardsParams{ChannelID: channel, Since: since, Most: maxCards})
	if err != nil {
		return nil, fmt.Errorf("look for cards: %w", err)
	}
	cards := make([]KeptCard, len(rows))
	for i, r := range rows {
		cards[i] = KeptCard{TS: r.MessageTs, CardID: r.CardID}
	}
	return cards, nil
}

// Sweep removes rows that are older than 90 days, and all but the newest 200,000.
func (s *Store) Sweep(ctx context.Context) error {
	_, err := db.New(s.pool).SweepShadowMessages(ctx, db.SweepShadowMessagesParams{Keep: keepFor, Most: keepRows})
	if err != nil {
		return fmt.Errorf("sweep messages of the shadow: %w", err)
	}
	return nil
}

// ErrNoShadow says that the database belongs to no shadow.
var ErrNoShadow = errors.New("the database belongs to no shadow")
