package identitymap

import (
	"context"
	"sync"
)

// shared lets many callers wait for one answer. The request outlives a caller that leaves, within AskTimeout.
func shared[T any](ctx context.Context, m *Map, key string, ask func(context.Context) (T, error)) (T, error) {
	answers := m.asks.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), m.cfg.AskTimeout)
		defer cancel()
		return ask(ctx)
	})
	var none T
	select {
	case <-ctx.Done():
		return none, ctx.Err()
	case a := <-answers:
		if a.Err != nil {
			return none, a.Err
		}
		return a.Val.(T), nil
	}
}

// maxAliases bounds the memory for people with two ids. Beyond it the memory starts anew, at the cost of a call each.
const maxAliases = 10_000

// aliases remembers which id Slack answers with for another one: people of an Enterprise organisation may have a local
// and a global id, both permanent. https://docs.slack.dev/reference/methods/migration.exchange
type aliases struct {
	mu sync.Mutex
	to map[string]string
}

func (a *aliases) of(id string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if to, ok := a.to[id]; ok {
		return to
	}
	return id
}

func (a *aliases) learn(id, to string) {
	if id == to {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.to == nil || len(a.to) >= maxAliases {
		a.to = make(map[string]string)
	}
	a.to[id] = to
}
