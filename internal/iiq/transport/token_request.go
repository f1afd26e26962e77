package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// maxToken bounds a bearer token.
const maxToken = 16 << 10

// tokenEndpoint is the path of the token endpoint below {root}: docs/iiq-wire.md#token
const tokenEndpoint = "/oauth2/token"

// basic turns the library's token request into the one that IIQ expects: the raw id and secret in the Basic header
// (the library query-escapes both) and an empty body (the library also puts grant_type there).
type basic struct {
	base       http.RoundTripper
	id, secret string
}

// RoundTrip marks the answer as JSON whatever its header says, since the library would read text/plain as a form.
func (b *basic) RoundTrip(req *http.Request) (*http.Response, error) {
	closeBody(req)
	out := req.Clone(withEndpoint(req.Context(), "oauth2/token"))
	out.SetBasicAuth(b.id, b.secret)
	out.Header.Set("User-Agent", userAgent)
	out.Header.Set("Accept", "application/json")
	out.Body, out.GetBody, out.ContentLength = http.NoBody, nil, 0
	resp, err := b.base.RoundTrip(out)
	if err == nil {
		resp.Header.Set("Content-Type", "application/json")
		kept, is := req.Context().Value(tokenAnswerKey{}).(*tokenAnswer)
		if !is {
			kept = &tokenAnswer{}
		}
		kept.body, kept.front = &cappedReader{src: resp.Body, left: ErrorBodyLimit}, head{left: pageHead}
		resp.Body = struct {
			io.Reader
			io.Closer
		}{wire.WithoutByteOrderMark(&teeReader{kept.body, &kept.front}), resp.Body}
	}
	return resp, err
}

// tokenAnswer is what is kept of an answer with status 200 that the library could not read, since its errors do not say why.
type tokenAnswer struct {
	body  *cappedReader
	front head
}

type tokenAnswerKey struct{}

// senseless gives the error for such an answer.
func (a *tokenAnswer) senseless() error {
	err := fmt.Errorf("get token: unreadable answer: %w", approvals.ErrIIQBroken)
	if a.body != nil && a.body.failure != nil && a.body.failure != wire.ErrTooLarge {
		return &approvals.IIQTroubleError{Trouble: approvals.IIQTrouble{Kind: approvals.TroubleAway}, Err: err}
	}
	return senseless(err, &a.front)
}

// tokenSource asks for new tokens.
type tokenSource struct {
	conf   clientcredentials.Config
	client *http.Client
	clock  func() time.Time
}

func newTokenSource(cfg Config, through http.RoundTripper, clock func() time.Time) *tokenSource {
	return &tokenSource{
		conf: clientcredentials.Config{
			ClientID:  cfg.ClientID,
			TokenURL:  cfg.RootURL + tokenEndpoint + "?grant_type=client_credentials",
			AuthStyle: oauth2.AuthStyleInHeader,
		},
		client: &http.Client{
			Transport:     &basic{base: through, id: cfg.ClientID, secret: cfg.ClientSecret},
			CheckRedirect: stay,
		},
		clock: clock,
	}
}

// fetch gives a new token and its life, 0 where IIQ does not state it. The library's own errors quote the answer's
// body, so none of them is passed on.
func (s *tokenSource) fetch(ctx context.Context) (string, time.Duration, error) {
	kept := &tokenAnswer{}
	ctx = context.WithValue(ctx, tokenAnswerKey{}, kept)
	tok, err := s.conf.Token(context.WithValue(ctx, oauth2.HTTPClient, s.client))
	if err != nil {
		return "", 0, s.failure(err, kept)
	}
	if !headerSafe(tok.AccessToken) {
		return "", 0, fmt.Errorf("get token: unusable token: %w", approvals.ErrIIQBroken)
	}
	return tok.AccessToken, lifeOf(tok.Extra("expires_in")), nil
}

func (s *tokenSource) failure(err error, unread *tokenAnswer) error {
	var answered *oauth2.RetrieveError
	var sent *url.Error
	switch {
	case errors.As(err, &answered):
		return fmt.Errorf("get token: %w", tokenMeaning(answered, s.clock()))
	case errors.As(err, &sent):
		return fmt.Errorf("get token: %w: %w", approvals.ErrIIQAway, sent.Err)
	}
	return unread.senseless()
}

// headerSafe reports whether the token is visible ASCII of a sane length.
func headerSafe(token string) bool {
	if len(token) > maxToken {
		return false
	}
	for i := range len(token) {
		if token[i] <= ' ' || token[i] > '~' {
			return false
		}
	}
	return token != ""
}

// lifeOf reads expires_in, which some servers send as a string.
func lifeOf(v any) time.Duration {
	var seconds float64
	switch n := v.(type) {
	case float64:
		seconds = n
	case string:
		seconds, _ = strconv.ParseFloat(n, 64)
	}
	const most = 365 * 24 * 3600
	if !(seconds > 0) {
		return 0
	}
	return time.Duration(min(seconds, most) * float64(time.Second))
}
