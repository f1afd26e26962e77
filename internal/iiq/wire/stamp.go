package wire

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

var errNotADate = errors.New("not a date")

// LatestStamp is the end of the year 9999 in epoch milliseconds.
const LatestStamp = 253402300799999

// stamp reads a date: epoch milliseconds as text (docs/iiq-wire.md#filters-and-time), or RFC 3339. An empty text, and
// 0, is the zero time.
func stamp(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" || s == "null" || s == "0" {
		return time.Time{}, nil
	}
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil {
		if ms < 0 || ms > LatestStamp {
			return time.Time{}, errNotADate
		}
		return time.UnixMilli(ms).UTC(), nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.Year() < 1970 {
		return time.Time{}, errNotADate
	}
	return t.UTC(), nil
}
