package transport

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// renewEarly is the longest time before its end at which a token is renewed. A token with a short life is renewed a
// tenth of its life before its end.
const renewEarly = 10 * time.Second

// unstatedLife is how long a token is used when IIQ does not state its life, which RFC 6749 section 5.1 allows.
const unstatedLife = 5 * time.Minute

// accessToken is a bearer token and the time when it has to be replaced.
type accessToken struct {
	value   string
	renewAt time.Time
}

// tokenFetch is one request for a token, shared by many callers.
type tokenFetch struct {
	done  chan struct{}
	token string
	err   error
}

// tokenCache holds one token for all callers.
type tokenCache struct {
	// fetch asks for a new token and returns its life, 0 for an unstated one.
	fetch   func(context.Context) (string, time.Duration, error)
	timeout time.Duration
	clock   func() time.Time
	// dropped counts the tokens that got a 401.
	dropped atomic.Int64

	mu      sync.Mutex // guards what follows
	current accessToken
	running *tokenFetch
}

// get gives the valid token, or waits for the one fetch that runs. The fetch outlives a caller that leaves.
func (c *tokenCache) get(ctx context.Context) (string, error) {
	c.mu.Lock()
	if c.current.value != "" && c.clock().Before(c.current.renewAt) {
		defer c.mu.Unlock()
		return c.current.value, nil
	}
	if c.running == nil {
		c.running = &tokenFetch{done: make(chan struct{})}
		go c.run(c.running)
	}
	running := c.running
	c.mu.Unlock()
	select {
	case <-running.done:
		return running.token, running.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// drop removes a token that got a 401, unless a newer one has replaced it.
func (c *tokenCache) drop(token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current.value == token {
		c.dropped.Add(1)
		c.current = accessToken{}
	}
}

func (c *tokenCache) run(f *tokenFetch) {
	ctx, cancel := context.WithTimeout(context.Background(), c.timeout)
	defer cancel()
	asked := c.clock()
	token, life, err := c.fetch(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		c.current = accessToken{token, asked.Add(usableFor(life))}
	}
	f.token, f.err = token, err
	c.running = nil
	close(f.done)
}

// usableFor is how long after the request for it a token of this life is used.
func usableFor(life time.Duration) time.Duration {
	if life <= 0 {
		life = unstatedLife
	}
	return life - min(renewEarly, life/10)
}

// bearer puts the token on each request. A 401 drops it and tries once more with a new one, since a call that got a
// 401 had no effect: docs/iiq-wire.md#authentication
type bearer struct {
	base   http.RoundTripper
	tokens *tokenCache
	// keeps leaves the token alone: a 401 is then about the right to make the call.
	keeps bool
}

// RoundTrip fails with the token's error where there is no token; nothing was sent then.
func (b *bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	token, err := b.tokens.get(req.Context())
	if err != nil {
		closeBody(req)
		return nil, err
	}
	resp, err := b.base.RoundTrip(withToken(req, token))
	if err != nil || resp.StatusCode != http.StatusUnauthorized || b.keeps {
		return resp, err
	}
	drain(resp.Body)
	_ = resp.Body.Close()
	journeyOf(req.Context()).undone()
	b.tokens.drop(token)
	if token, err = b.tokens.get(req.Context()); err != nil {
		return nil, err
	}
	again := withToken(req, token)
	if req.GetBody != nil {
		if again.Body, err = req.GetBody(); err != nil {
			return nil, err
		}
	}
	return b.base.RoundTrip(again)
}

func withToken(req *http.Request, token string) *http.Request {
	out := req.Clone(req.Context())
	out.Header.Set("Authorization", "Bearer "+token)
	return out
}
