package webapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/slack-go/slack"
)

const methodPublish = "views.publish"

// publishAnswer is the part of the answer that is read. Slack returns the whole view, and parsing its blocks would
// take longer than everything else that is done for a Home tab.
type publishAnswer struct {
	slack.SlackResponse
	View struct {
		Hash string `json:"hash"`
	} `json:"view"`
}

// PublishHome sets somebody's Home tab and returns its new hash. With a hash, it does so only if the tab has not
// changed since, else ErrViewGone. https://docs.slack.dev/reference/methods/views.publish
func (a *Client) PublishHome(ctx context.Context, user string, v slack.HomeTabViewRequest, hash string) (newHash string, err error) {
	if user == "" {
		return "", errors.New("publish home: no user")
	}
	req := slack.PublishViewContextRequest{UserID: user, View: v}
	if hash != "" {
		req.Hash = &hash
	}
	raw, err := json.Marshal(req)
	if err != nil {
		return "", fmt.Errorf("write Home tab: %w: %w", ErrInvalidBlocks, err)
	}
	err = a.call(ctx, methodPublish, func(ctx context.Context) error {
		newHash, err = a.publish(ctx, raw)
		return err
	})
	return newHash, err
}

// publish gives slack-go's own error kinds, so that one place gives them a meaning.
func (a *Client) publish(ctx context.Context, raw []byte) (hash string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.cfg.APIURL+methodPublish, bytes.NewReader(raw))
	if err != nil {
		return "", fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+a.cfg.BotToken)
	resp, err := a.doer.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := limited(resp); err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
	}
	var answer publishAnswer
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return "", fmt.Errorf("read answer: %w", err)
	}
	if !answer.Ok && answer.Error == "" {
		return "", errors.New("answer says neither ok nor an error")
	}
	return answer.View.Hash, answer.Err()
}
