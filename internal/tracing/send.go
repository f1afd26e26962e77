package tracing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	traces "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

const (
	sendTimeout = 3 * time.Second
	// sendTries is how often a batch is sent at most. sendPause is the first pause between tries; each pause is longer.
	sendTries = 3
	sendPause = 500 * time.Millisecond
	// mostAnswer bounds how much of an answer is read, in bytes.
	mostAnswer = 64 << 10
)

// sender sends batches to an OTLP receiver: POST {endpoint}/v1/traces, binary protobuf.
// https://opentelemetry.io/docs/specs/otlp/#otlphttp
//
// OpenTelemetry's own exporter would do the same, but it also reads some twenty environment variables by itself, and
// complains about them on standard error, values included.
type sender struct {
	address string
	headers map[string]string
	client  *http.Client
}

func newSender(cfg Config, transport http.RoundTripper) *sender {
	if transport == nil {
		transport = &http.Transport{
			Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, TLSHandshakeTimeout: sendTimeout,
			MaxIdleConns: 1, MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: mostAnswer,
		}
	}
	return &sender{address: cfg.Endpoint + "/v1/traces", headers: cfg.Headers, client: &http.Client{
		Transport: transport, Timeout: sendTimeout,
		// The headers must never go to another address.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Start implements otlptrace.Client.
func (s *sender) Start(context.Context) error { return nil }

// Stop implements otlptrace.Client.
func (s *sender) Stop(context.Context) error {
	s.client.CloseIdleConnections()
	return nil
}

// UploadTraces sends a batch, and repeats it where the receiver does not answer or asks for it.
func (s *sender) UploadTraces(ctx context.Context, spans []*traces.ResourceSpans) error {
	// On the wire these bytes are the service's own request, whose Go type would bring in all of gRPC.
	body, err := proto.Marshal(&traces.TracesData{ResourceSpans: spans})
	if err != nil {
		return fmt.Errorf("encode spans: %w", err)
	}
	for try := 1; ; try++ {
		err := s.post(ctx, body)
		if err == nil || try == sendTries || !errors.Is(err, errAgain) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(try) * sendPause):
		}
	}
}

// errAgain marks an error that may be over soon.
var errAgain = errors.New("not taken for now")

func (s *sender) post(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address, bytes.NewReader(body))
	if err != nil {
		return errors.New("make request: the address is wrong")
	}
	req.Header.Set("Content-Type", "application/x-protobuf")
	for name, value := range s.headers {
		req.Header.Set(name, value)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		var about *url.Error
		if errors.As(err, &about) {
			err = about.Err
		}
		return fmt.Errorf("send spans: %w: %w", errAgain, err)
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.CopyN(io.Discard, resp.Body, mostAnswer)
	switch resp.StatusCode {
	case http.StatusOK, http.StatusAccepted, http.StatusNoContent:
		return nil
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return fmt.Errorf("send spans: %w: http status %d", errAgain, resp.StatusCode)
	}
	return fmt.Errorf("send spans: http status %d", resp.StatusCode)
}
