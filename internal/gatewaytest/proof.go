package gatewaytest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Proof gives the headers of a call that changes something, where the gateway wants a proof of it by this key. path is the one below
// the plugin's base, at is epoch milliseconds by the gateway's clock.
func Proof(key, method, path string, at int64, body []byte) http.Header {
	return Headers("X-Decision-Time", strconv.FormatInt(at, 10), "X-Decision-Proof", ProofHash(key, method, path, at, body))
}

// ProofHash is the proof itself.
func ProofHash(key, method, path string, at int64, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = fmt.Fprintf(mac, "%s\n%s\n%d\n%s", method, strings.TrimPrefix(path, "/"), at, body)
	return hex.EncodeToString(mac.Sum(nil))
}
