package identitymap

import (
	"context"
	"fmt"
	"time"
)

// Synced is the state of the copy of the identities, for health checks and administrators.
type Synced struct {
	Run int64
	// StartedAt and CompletedAt are zero when there was no such run yet; CompletedAt is of the last plausible one.
	StartedAt   time.Time
	CompletedAt time.Time
	// People is how many active people that run listed.
	People int64
	// ActivityKnown is false when IIQ says of nobody whether they are active. Then nobody can decide anything.
	ActivityKnown bool
	// LastError says why the last run failed or removed nobody; "" when it did neither.
	LastError string
}

// Untold reports whether a whole reading showed that IIQ says of nobody whether they are active.
func (s Synced) Untold() bool {
	return !s.ActivityKnown && (!s.CompletedAt.IsZero() || s.LastError == whyUntold)
}

// Synced reads how the last refresh ended.
func (m *Map) Synced(ctx context.Context) (Synced, error) {
	row, err := m.q.GetIdentitySync(ctx)
	if err != nil {
		return Synced{}, fmt.Errorf("read state of identity refresh: %w", err)
	}
	s := Synced{Run: row.Run, People: row.People, ActivityKnown: row.ActivityKnown, LastError: row.LastError}
	if row.StartedAt != nil {
		s.StartedAt = *row.StartedAt
	}
	if row.CompletedAt != nil {
		s.CompletedAt = *row.CompletedAt
	}
	return s, nil
}
