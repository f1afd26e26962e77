package transport

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// The headers of a proof: docs/gateway-contract.md#the-proof-of-a-call
const (
	proofTimeHeader = "X-Decision-Time"
	proofHeader     = "X-Decision-Proof"
)

// ProofClock is the clock by which proofs are dated: the bot's own, put right by what the gateway last told of its own. A proof that
// is dated some minutes wrong is refused.
type ProofClock struct{ ahead atomic.Int64 }

// Hear takes the gateway's time, which it told between two moments of the bot's clock. Zero changes nothing.
func (c *ProofClock) Hear(gateway, asked, answered time.Time) {
	if !gateway.IsZero() {
		c.ahead.Store(int64(gateway.Sub(asked.Add(answered.Sub(asked) / 2))))
	}
}

// at is the gateway's time at the bot's time ours.
func (c *ProofClock) at(ours time.Time) time.Time { return ours.Add(time.Duration(c.ahead.Load())) }

// prover proves that a call which may change something is the bot's, by a key that the gateway has too. It stands below what
// repeats a call, so that a repeated one has a proof of its own time.
type prover struct {
	base http.RoundTripper
	// below is the address of the plugin, with a slash at its end. Calls to other addresses get no proof.
	below, key string
	clock      func() time.Time
	gateway    *ProofClock
}

// RoundTrip sends a copy of the request with its proof. A request whose body cannot be read twice is refused.
func (p *prover) RoundTrip(req *http.Request) (*http.Response, error) {
	path, ours := strings.CutPrefix(addressOf(req), p.below)
	if !ours || req.Method == http.MethodGet {
		return p.base.RoundTrip(req)
	}
	body, err := bodyOf(req)
	if err != nil {
		closeBody(req)
		return nil, err
	}
	at := strconv.FormatInt(p.gateway.at(p.clock()).UnixMilli(), 10)
	req = req.Clone(req.Context())
	req.Header.Set(proofTimeHeader, at)
	req.Header.Set(proofHeader, proofOf(p.key, req.Method, path, at, body))
	return p.base.RoundTrip(req)
}

// addressOf is the address of a request without its query.
func addressOf(req *http.Request) string {
	u := *req.URL
	u.RawQuery = ""
	return u.String()
}

// bodyOf reads a request's body, and leaves it to be sent.
func bodyOf(req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	if req.GetBody == nil {
		return nil, fmt.Errorf("prove a call: its body can be read once only: %w", ErrBadArgument)
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, fmt.Errorf("prove a call: %w", err)
	}
	defer func() { _ = body.Close() }()
	raw, err := io.ReadAll(body)
	if err != nil {
		return nil, fmt.Errorf("prove a call: %w", err)
	}
	return raw, nil
}

// proofOf is the keyed hash of a call, as both sides compute it.
func proofOf(key, method, path, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = fmt.Fprintf(mac, "%s\n%s\n%s\n", method, path, at)
	_, _ = mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
