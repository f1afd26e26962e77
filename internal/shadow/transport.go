package shadow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// ErrRefused says that the call would have changed something, and was not sent.
var ErrRefused = errors.New("this is a shadow: nothing leaves")

// Transport is a shadow's transport to Slack's Web API. Make it with NewTransport.
type Transport struct {
	base  http.RoundTripper
	api   *url.URL
	store *Store
	clock func() time.Time
	log   *slog.Logger
	told  Told
	last  atomic.Int64
}

// Told has the callbacks of a counter; each may be nil.
type Told struct {
	// Stored is called for each message that was stored instead of sent.
	Stored func(Kind)
	// Refused is called with the name of a call that was refused: a Web API method, or "response_url".
	Refused func(call string)
}

// maxForm bounds how much of a call is read, in bytes; 50 blocks of 3,000 characters, escaped, fit.
const maxForm = 2 << 20

// longestCall bounds the name of a call in logs and metrics; Slack's methods have up to about 50 characters.
const longestCall = 60

// NewTransport makes the transport. apiURL is the address of the Web API, with its final slash. base sends the calls
// that only read; nil is the standard library's own.
func NewTransport(apiURL string, base http.RoundTripper, store *Store, clock func() time.Time, log *slog.Logger, told Told) (*Transport,
	error) {
	api, err := url.Parse(apiURL)
	if err != nil || api.Host == "" {
		return nil, fmt.Errorf("read the address of Slack's Web API: %q is none", apiURL)
	}
	if base == nil {
		base = http.DefaultTransport
	}
	return &Transport{base: base, api: api, store: store, clock: clock, log: log, told: told}, nil
}

// RoundTrip passes on calls that only read, stores messages and answers as Slack would, and refuses everything else
// with ErrRefused. Its errors mean that nothing was sent and nothing was stored.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	method, ours := t.method(r.URL)
	if !ours {
		return nil, t.refuse(r, "response_url")
	}
	switch fateOf(method) {
	case passed:
		return t.base.RoundTrip(r)
	case stored, answered:
		form, err := readForm(r)
		if err != nil {
			return nil, fmt.Errorf("read call of %s: %w", method, err)
		}
		said, err := t.play(r.Context(), method, form)
		if err != nil {
			return nil, fmt.Errorf("play %s: %w", method, err)
		}
		return answerWith(r, said)
	}
	return nil, t.refuse(r, method)
}

// method takes the Web API method out of an address; false where the address is not the Web API's.
func (t *Transport) method(u *url.URL) (string, bool) {
	name, below := strings.CutPrefix(u.Path, t.api.Path)
	return name, below && strings.EqualFold(u.Host, t.api.Host) && u.Scheme == t.api.Scheme
}

// refuse logs the refusal, without the address, since a response URL is a secret.
func (t *Transport) refuse(r *http.Request, call string) error {
	closeBody(r)
	if call == "" || len(call) > longestCall {
		call = "unknown"
	}
	t.log.Error("a call that would have changed something in Slack was refused: this is a shadow", "method", call)
	if t.told.Refused != nil {
		t.told.Refused(call)
	}
	return ErrRefused
}

// readForm reads the fields of a call, which is a form. https://docs.slack.dev/apis/web-api
func readForm(r *http.Request) (url.Values, error) {
	if r.Body == nil {
		return r.URL.Query(), nil
	}
	defer closeBody(r)
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxForm+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxForm {
		return nil, fmt.Errorf("over %d bytes", maxForm)
	}
	return url.ParseQuery(string(raw))
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
}

// play gives the answer that Slack would have given.
func (t *Transport) play(ctx context.Context, method string, form url.Values) (any, error) {
	switch method {
	case methodPost:
		return t.post(ctx, form)
	case methodUpdate:
		return t.update(ctx, form)
	case methodOpen:
		return openedAnswer{OK: true, Channel: channelAnswer{ID: channelFor(form.Get("users"))}}, nil
	case methodHistory:
		return t.history(ctx, form)
	}
	return nil, ErrRefused
}

func answerWith(r *http.Request, said any) (*http.Response, error) {
	raw, err := json.Marshal(said)
	if err != nil {
		return nil, fmt.Errorf("write answer: %w", err)
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		ContentLength: int64(len(raw)), Body: io.NopCloser(bytes.NewReader(raw)), Request: r,
	}, nil
}
