// Package retryafter reads the header Retry-After, in every form in which it is met.
package retryafter

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Longest bounds the wait that somebody can ask for.
const Longest = time.Hour

// Parse gives the wait that a value asks for at the time now, up to Longest. The value is a number of seconds or a date, as RFC 9110
// has it (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3), or seconds with a fraction, as some proxies send. ok is false
// where it is none of these. A date that is past asks for no wait.
func Parse(value string, now time.Time) (wait time.Duration, ok bool) {
	value = strings.TrimSpace(value)
	if n, err := strconv.ParseFloat(value, 64); err == nil {
		if math.IsNaN(n) || n < 0 {
			return 0, false
		}
		if n >= Longest.Seconds() {
			return Longest, true
		}
		return time.Duration(n * float64(time.Second)), true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	return max(0, min(at.Sub(now), Longest)), true
}

// Normalize rewrites the header of a 429 as whole seconds, at least one, for clients that read nothing else. An answer whose header
// cannot be read gets otherwise.
func Normalize(resp *http.Response, now time.Time, otherwise time.Duration) {
	if resp.StatusCode != http.StatusTooManyRequests {
		return
	}
	wait, ok := Parse(resp.Header.Get("Retry-After"), now)
	if !ok {
		wait = otherwise
	}
	resp.Header.Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
}
