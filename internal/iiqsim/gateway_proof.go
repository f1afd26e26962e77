package iiqsim

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// proofWindow is how far the time of a proof may be from the gateway's own.
const proofWindow = 5 * time.Minute

// proven wants a proof that a call which changes something is the bot's, where an administrator has set the key of it.
func (s *Sim) proven(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		key, now := s.gateway.setting("decisionKey"), s.nowMillis()
		s.mu.Unlock()
		if key == "" || !gatewayID.MatchString(r.PathValue("id")) {
			next(w, r)
			return
		}
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxGatewayBody))
		if err != nil {
			refused("bad_body", "the body is cut, or larger than 256 kB").write(w)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(raw))
		_, path, _ := strings.Cut(r.URL.Path, GatewayPath+"/")
		given := r.Header.Get("X-Decision-Time")
		at, err := strconv.ParseInt(given, 10, 64)
		away := time.Duration(max(now-at, at-now)) * time.Millisecond
		want := proofOf(key, r.Method, path, given, raw)
		if err != nil || away > proofWindow || !hmac.Equal([]byte(want), []byte(r.Header.Get("X-Decision-Proof"))) {
			refused("not_caller", "the call has no proof that it is the bot's, or one of another time").write(w)
			return
		}
		next(w, r)
	}
}

// proofOf is the proof of a call.
func proofOf(key, method, path, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = fmt.Fprintf(mac, "%s\n%s\n%s\n%s", method, path, at, body)
	return hex.EncodeToString(mac.Sum(nil))
}
