package socket

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

const (
	handshakeTimeout = 20 * time.Second
	// wsWriteBuffer is above the largest ack, so that each goes out as a single frame
	// (https://github.com/slack-go/slack/issues/1196).
	wsWriteBuffer = 32 << 10
)

// dial asks Slack for an address and connects to it.
func (c *conn) dial(ctx context.Context) (*websocket.Conn, error) {
	api := slack.New("", slack.OptionAppLevelToken(c.cfg.AppToken), slack.OptionAPIURL(c.cfg.APIURL),
		slack.OptionHTTPClient(webapi.NewDoer(c.cfg.HTTP, c.clock)))
	_, address, err := api.StartSocketModeContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("open connection: %w", err)
	}
	// The address holds a ticket, so that no error repeats it.
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "ws" && u.Scheme != "wss" {
		return nil, errNoAddress
	}
	dialer := wsDialer(strings.Replace(u.Scheme, "ws", "http", 1), tlsSettings(c.cfg.HTTP))
	origin := http.Header{"Origin": {"https://api.slack.com"}}
	ws, answer, err := dialer.DialContext(ctx, address, origin) //nolint:bodyclose // gorilla has closed it
	if err != nil && answer != nil {
		return nil, fmt.Errorf("dial: %w, status %d", err, answer.StatusCode)
	}
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	return ws, nil
}

// wsDialer makes a dialer whose library speaks TLS above the tunnel of a proxy; scheme is http or https, by which the proxy
// is chosen. Proxies are honoured here, since the library's own support knows none that speaks TLS.
func wsDialer(scheme string, settings *tls.Config) *websocket.Dialer {
	return &websocket.Dialer{
		HandshakeTimeout: handshakeTimeout,
		WriteBufferSize:  wsWriteBuffer,
		TLSClientConfig:  settings,
		NetDialContext: func(ctx context.Context, _, addr string) (net.Conn, error) {
			return dialThrough(ctx, scheme, addr)
		},
	}
}

// tlsSettings copies the trusted authorities of the Web API's client.
func tlsSettings(client *http.Client) *tls.Config {
	settings := &tls.Config{}
	if t, ok := client.Transport.(*http.Transport); ok && t.TLSClientConfig != nil {
		settings = t.TLSClientConfig.Clone()
	}
	settings.MinVersion = max(settings.MinVersion, tls.VersionTLS12)
	settings.NextProtos = []string{"http/1.1"}
	return settings
}

// dialThrough dials addr, through the proxy that the environment names for it, if any.
func dialThrough(ctx context.Context, scheme, addr string) (net.Conn, error) {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: scheme, Host: addr}})
	if err != nil {
		return nil, fmt.Errorf("read proxy settings: %w", err)
	}
	var d net.Dialer
	if proxy == nil {
		return d.DialContext(ctx, "tcp", addr)
	}
	c, err := dialProxy(ctx, &d, proxy)
	if err != nil {
		return nil, fmt.Errorf("dial proxy: %w", err)
	}
	if err := connectThrough(ctx, c, proxy, addr); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

func dialProxy(ctx context.Context, d *net.Dialer, proxy *url.URL) (net.Conn, error) {
	port := proxy.Port()
	switch {
	case proxy.Scheme != "http" && proxy.Scheme != "https":
		return nil, fmt.Errorf("a proxy of the kind %q is not supported, only http and https", proxy.Scheme)
	case port == "" && proxy.Scheme == "https":
		port = "443"
	case port == "":
		port = "80"
	}
	addr := net.JoinHostPort(proxy.Hostname(), port)
	if proxy.Scheme == "http" {
		return d.DialContext(ctx, "tcp", addr)
	}
	t := tls.Dialer{NetDialer: d, Config: &tls.Config{MinVersion: tls.VersionTLS12}}
	return t.DialContext(ctx, "tcp", addr)
}

// connectThrough asks the proxy for a tunnel. It reads nothing beyond the proxy's answer, since the client speaks
// first afterwards.
func connectThrough(ctx context.Context, c net.Conn, proxy *url.URL, addr string) error {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(handshakeTimeout)
	}
	if err := c.SetDeadline(deadline); err != nil {
		return fmt.Errorf("set deadline: %w", err)
	}
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: http.Header{}}
	if proxy.User != nil {
		password, _ := proxy.User.Password()
		secret := base64.StdEncoding.EncodeToString([]byte(proxy.User.Username() + ":" + password))
		req.Header.Set("Proxy-Authorization", "Basic "+secret)
	}
	if err := req.Write(c); err != nil {
		return fmt.Errorf("ask proxy: %w", err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), req)
	if err != nil {
		return fmt.Errorf("read proxy's answer: %w", err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("proxy refused the tunnel with status %d", resp.StatusCode)
	}
	return c.SetDeadline(time.Time{})
}
