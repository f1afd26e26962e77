package webapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// methodRespond is the name of a response URL in metrics. It is no Web API method and none of the limits covers it.
const methodRespond = "response_url"

// maxResponseAnswer bounds what is read of the answer, which is "ok" or a short JSON.
const maxResponseAnswer = 4096

type responseBody struct {
	Text            string        `json:"text"`
	Blocks          *slack.Blocks `json:"blocks,omitempty"`
	ResponseType    string        `json:"response_type,omitempty"`
	ReplaceOriginal bool          `json:"replace_original"`
}

// Respond answers at the response URL of an interaction or a command. replaceOriginal rewrites the clicked message;
// otherwise the clicker alone sees a new one. A URL can be used 5 times within 30 minutes. After that, or when it is
// not an address of Slack, the error is ErrResponseGone.
// https://docs.slack.dev/interactivity/handling-user-interaction
func (a *Client) Respond(ctx context.Context, responseURL string, m cards.Message, replaceOriginal bool) error {
	if !a.mayCall(responseURL) {
		return fmt.Errorf("respond: address refused: %w", ErrResponseGone)
	}
	body := responseBody{Text: m.Text, ReplaceOriginal: replaceOriginal}
	if len(m.Blocks) > 0 {
		body.Blocks = &slack.Blocks{BlockSet: m.Blocks}
	}
	if !replaceOriginal {
		body.ResponseType = "ephemeral"
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write response: %w: %w", ErrInvalidBlocks, err)
	}
	err = a.observed(ctx, methodRespond, func(ctx context.Context) error { return a.postResponse(ctx, responseURL, raw) })
	if err != nil {
		return fmt.Errorf("respond: %w", err)
	}
	return nil
}

// slacksHosts are the domains of Slack: https://docs.slack.dev/interactivity/handling-user-interaction and, for GovSlack,
// https://docs.slack.dev/govslack
func slacksHosts() []string { return []string{"slack.com", "slack-gov.com"} }

// mayCall allows https to Slack's hosts, and whatever the address of Slack in the settings is on: a forwarder, or a simulator on
// this machine. Nobody else is sent what a card says.
func (a *Client) mayCall(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	if api, err := url.Parse(a.cfg.APIURL); err == nil && u.Scheme == api.Scheme &&
		(strings.EqualFold(api.Host, u.Host) || onThisMachine(api) && onThisMachine(u)) {
		return true
	}
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && slices.ContainsFunc(slacksHosts(), func(of string) bool {
		return host == of || strings.HasSuffix(host, "."+of)
	})
}

func onThisMachine(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

func (a *Client) postResponse(ctx context.Context, address string, raw []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := a.doer.Do(req)
	if err != nil {
		// The address is a secret, since anybody who has it can write in the conversation.
		return withoutAddress(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxResponseAnswer))
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	return responseMeaning(resp, answer)
}

func withoutAddress(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// responseMeaning gives slack-go's own error kinds, so that one place gives them a meaning.
func responseMeaning(resp *http.Response, answer []byte) error {
	if err := limited(resp); err != nil {
		return err
	}
	var said slack.SlackResponse
	word := strings.TrimSpace(string(answer))
	if json.Unmarshal(answer, &said) == nil {
		if said.Ok {
			return nil
		}
		word = said.Error
	}
	switch {
	case resp.StatusCode == http.StatusOK && (word == "ok" || word == ""):
		return nil
	case resp.StatusCode >= 500:
		return slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
	case errorMeaning(word) != nil:
		return slack.SlackErrorResponse{Err: word, ResponseMetadata: said.ResponseMetadata}
	case resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone || resp.StatusCode == http.StatusForbidden:
		return slack.SlackErrorResponse{Err: "expired_url"}
	}
	return slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
}
