package e2e

import (
	"bytes"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	traces "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// span is a span as a receiver of traces sees it.
type span struct {
	trace, id, parent, name string
	// links are the traces that it points to.
	links []string
	words map[string]string
	// counts has its numbers.
	counts map[string]int64
	failed bool
	// end is when it ended, in nanoseconds since 1970.
	end uint64
}

// receiver takes traces as OTLP over HTTP, binary.
type receiver struct {
	*httptest.Server
	mu      sync.Mutex
	bytes   bytes.Buffer
	headers []http.Header
	spans   []span
	bad     []error
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(r.take))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) take(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(io.LimitReader(req.Body, 16<<20))
	r.mu.Lock()
	defer r.mu.Unlock()
	var batch traces.TracesData
	if err == nil {
		err = proto.Unmarshal(body, &batch)
	}
	if err != nil || req.Method != http.MethodPost || req.URL.Path != "/v1/traces" {
		r.bad = append(r.bad, err)
		http.Error(w, "no traces", http.StatusBadRequest)
		return
	}
	r.bytes.Write(body)
	r.headers = append(r.headers, req.Header.Clone())
	for _, of := range batch.GetResourceSpans() {
		for _, by := range of.GetScopeSpans() {
			for _, s := range by.GetSpans() {
				got := span{trace: hex.EncodeToString(s.GetTraceId()), id: hex.EncodeToString(s.GetSpanId()),
					parent: hex.EncodeToString(s.GetParentSpanId()),
					name:   s.GetName(), words: map[string]string{}, counts: map[string]int64{}, failed: s.GetStatus().GetCode() != 0,
					end: s.GetEndTimeUnixNano()}
				for _, a := range s.GetAttributes() {
					got.words[a.GetKey()] = a.GetValue().GetStringValue()
					got.counts[a.GetKey()] = a.GetValue().GetIntValue()
				}
				for _, l := range s.GetLinks() {
					got.links = append(got.links, hex.EncodeToString(l.GetTraceId()))
				}
				r.spans = append(r.spans, got)
			}
		}
	}
}

// seen gives the spans that hold.
func (r *receiver) seen(holds func(span) bool) []span {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []span
	for _, s := range r.spans {
		if holds(s) {
			found = append(found, s)
		}
	}
	return found
}

// below reports whether s is in the care of a span of this name, however far above.
func (r *receiver) below(s span, name string) bool {
	_, found := r.above(s, name)
	return found
}

// above gives the nearest span of this name in whose care s is.
func (r *receiver) above(s span, name string) (span, bool) {
	byID := map[string]span{}
	for _, other := range r.seen(func(o span) bool { return o.trace == s.trace }) {
		byID[other.id] = other
	}
	for at, known := byID[s.parent]; known; at, known = byID[at.parent] {
		if at.name == name {
			return at, true
		}
	}
	return span{}, false
}

// belowLook reports whether a look for work items caused the span. Either of the two rounds may be the first to see an item.
func (r *receiver) belowLook(s span) bool {
	return r.below(s, "round poll") || r.below(s, "round reconcile")
}

// orphans lists the spans of a trace whose parents never came.
func (r *receiver) orphans(trace string) []string {
	all := r.seen(func(s span) bool { return s.trace == trace })
	known := map[string]bool{"": true}
	for _, s := range all {
		known[s.id] = true
	}
	var names []string
	for _, s := range all {
		if !known[s.parent] {
			names = append(names, s.name)
		}
	}
	return names
}
