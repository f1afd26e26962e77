package gatewayhost

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// mostAnswer bounds what is read of one answer, in bytes.
const mostAnswer = 64 << 20

// Answer is what the host answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Token fetches a token for an OAuth client of the host.
func (h *Host) Token(ctx context.Context, id, secret string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.Root+"/oauth2/token?grant_type=client_credentials", http.NoBody)
	if err != nil {
		return "", fmt.Errorf("make token request: %w", err)
	}
	req.SetBasicAuth(id, secret)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := do(req)
	if err != nil {
		return "", err
	}
	var told struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(a.Body, &told); err != nil || told.Token == "" {
		return "", errors.Join(fmt.Errorf("fetch a token of the host: got status %d, want one", a.Status), err)
	}
	return told.Token, nil
}

// Pass sends a call of somebody else on, with this body, and with this token in the place of theirs.
func (h *Host) Pass(ctx context.Context, r *http.Request, body []byte, token string) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, h.Base+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return Answer{}, fmt.Errorf("make request: %w", err)
	}
	req.Header = r.Header.Clone()
	req.Header.Set("Authorization", "Bearer "+token)
	return do(req)
}

// Control makes a control call, and gives what was answered. Any status but 200 is an error.
func (h *Host) Control(ctx context.Context, method, path string, in any) ([]byte, error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("encode control call: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, method, h.Base+path, bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("make control call: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	a, err := do(req)
	if err == nil && a.Status != http.StatusOK {
		err = fmt.Errorf("%s %s: got status %d, %.300q, want 200", method, path, a.Status, a.Body)
	}
	return a.Body, err
}

func do(req *http.Request) (Answer, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return Answer{}, fmt.Errorf("call the host: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return Answer{}, fmt.Errorf("read the host's answer: %w", err)
	}
	return Answer{res.StatusCode, res.Header, body}, nil
}
