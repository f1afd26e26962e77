package transport

import (
	"context"
	"testing"
	"time"
)

func TestPausesEndWithTheirContext(t *testing.T) {
	t.Parallel()
	near, end := context.WithTimeout(t.Context(), time.Hour)
	defer end()
	if waitFor(near, 2*time.Hour) {
		t.Error("waited beyond the deadline")
	}
	end()
	if waitFor(near, 30*time.Minute) {
		t.Error("waited after the end")
	}
	if !waitFor(t.Context(), time.Nanosecond) {
		t.Error("did not wait")
	}
}
