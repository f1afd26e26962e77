package tracing

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	traces "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/iiq-approvals/bot/internal/patience"
)

func TestSpansAreSent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		answers []int
		want    int
		lost    bool
	}{
		{"at once", []int{200}, 1, false},
		{"after a busy answer", []int{503, 429, 202}, 3, false},
		{"not for ever", []int{503, 503, 503, 200}, 3, true},
		{"not again where they are refused", []int{400, 200}, 1, true},
		{"not elsewhere", []int{307, 200}, 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			got := make(chan *traces.TracesData, 10)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				n := int(asked.Add(1))
				body, err := io.ReadAll(r.Body)
				batch := &traces.TracesData{}
				if err != nil || proto.Unmarshal(body, batch) != nil || r.URL.Path != "/base/v1/traces" || r.Header.Get("X-Key") != "abc" {
					t.Errorf(`asked %s with %v, want Unmarshal nil, Path "/base/v1/traces" and Get "abc"`, r.URL, r.Header)
				}
				got <- batch
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(tt.answers[n-1])
			}))
			defer server.Close()
			var text bytes.Buffer
			tracer, err := Open(Config{Endpoint: server.URL + "/base", Headers: map[string]string{"X-Key": "abc"}, Service: "svc",
				Sampler: "always_on", Resource: map[string]string{"a": "b"}}, nil, slog.New(slog.NewTextHandler(&text, nil)))
			if err != nil {
				t.Fatal(err)
			}
			_, span := tracer.Root(t.Context(), "x", time.Time{})
			span.Set(WorkItemID, strings.Repeat("w", 2*longestValue))
			span.End()
			tracer.Close(t.Context())
			if int(asked.Load()) != tt.want || strings.Contains(text.String(), "cannot be sent") != tt.lost {
				t.Errorf("asked %d times, logged %q, want int %v and Contains %v", asked.Load(), text.String(), tt.want, tt.lost)
			}
			batch := patience.Receive(t, "what is sent", got)
			sent := batch.GetResourceSpans()[0].GetScopeSpans()[0].GetSpans()[0]
			if sent.GetName() != "x" || len(sent.GetAttributes()[0].GetValue().GetStringValue()) != longestValue {
				t.Errorf(`sent %v, want GetName "x" and a length of %v`, sent, longestValue)
			}
			if about := batch.GetResourceSpans()[0].GetResource().String(); !strings.Contains(about, "svc") || !strings.Contains(about, `"b"`) {
				t.Errorf(`sent as %s, want about with "svc" and about with "\"b\""`, about)
			}
		})
	}
}

// A receiver that never answers costs a stop no more than it is given, and says so once.
func TestASilentReceiver(t *testing.T) {
	t.Parallel()
	free := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-free }))
	defer server.Close()
	defer close(free)
	tracer, err := Open(Config{Endpoint: server.URL, Sampler: "always_on"}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	// More than the queue takes: nobody waits for room.
	for range queueSpans + 2*batchSpans {
		_, span := tracer.Root(t.Context(), "x", time.Time{})
		span.End()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	tracer.Close(ctx)
}

func TestNoReceiverNoTraces(t *testing.T) {
	t.Parallel()
	if tracer, err := Open(Config{}, nil, slog.New(slog.DiscardHandler)); tracer != nil || err != nil {
		t.Errorf("got %v, %v, want nil", tracer, err)
	}
}
