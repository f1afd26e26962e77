package slacksim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// appsConnectionsOpen hands out a ticket for one connection: https://docs.slack.dev/reference/methods/apps.connections.open.
func (s *Sim) appsConnectionsOpen(c *call) (result, error) {
	s.stats.Opens++
	if code := s.switches.RefuseOpens; code != "" {
		return nil, fail(code)
	}
	ticket := s.newUUID()
	s.tickets[ticket] = s.now()
	s.after(ticketLife, func() { delete(s.tickets, ticket) })
	q := url.Values{"ticket": {ticket}, "app_id": {s.opts.AppID}}
	return result{"url": "ws" + strings.TrimPrefix(s.baseURL, "http") + "/link/?" + q.Encode()}, nil
}

// serveLink takes the WebSocket of a ticket.
func (s *Sim) serveLink(w http.ResponseWriter, r *http.Request) {
	f := s.fault("socket.handshake")
	if f.before(w, r, s.stopping) {
		return
	}
	s.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	made, known := s.tickets[ticket]
	delete(s.tickets, ticket)
	fresh := known && s.now().Sub(made) <= ticketLife && !s.closed
	s.mu.Unlock()
	if !fresh || r.URL.Query().Get("app_id") != s.opts.AppID {
		http.Error(w, "bad ticket", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }, EnableCompression: true}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		s.log.Debug("upgrade", "error", err)
		return
	}
	s.welcome(newSocket(s, conn), r.URL.Query().Get("debug_reconnects") == "true")
}

// welcome registers the socket and says hello, or turns it away.
func (s *Sim) welcome(so *socket, short bool) {
	s.mu.Lock()
	reason := ""
	switch {
	case s.closed:
		s.mu.Unlock()
		so.cut()
		return
	case !s.switches.SocketMode:
		reason = "link_disabled"
	case len(s.sockets) >= maxConnections:
		reason = "too_many_websockets"
	}
	s.nextSock++
	so.id, so.opened = s.nextSock, s.stamp()
	s.stats.SocketsOpened++
	go so.writeLoop()
	go so.readLoop()
	if reason != "" {
		so.disconnect(reason)
		s.note(Notice{Kind: "socket_closed", Detail: reason})
		s.mu.Unlock()
		return
	}
	s.sockets = append(s.sockets, so)
	so.push(s.hello())
	s.note(Notice{Kind: "socket_open"})
	s.scheduleRefresh(so, short)
	s.flushPending()
	s.mu.Unlock()
}

func (s *Sim) hello() map[string]any {
	return map[string]any{
		"type": "hello", "connection_info": map[string]any{"app_id": s.opts.AppID}, "num_connections": len(s.sockets),
		"debug_info": map[string]any{
			"host": "applink-sim", "started": s.stamp().UTC().Format("2006-01-02 15:04:05.000"), "build_number": 54,
			"approximate_connection_time": 18060,
		},
	}
}

func (s *Sim) scheduleRefresh(so *socket, short bool) {
	life := s.opts.ConnectionLife
	if short {
		life = 360 * time.Second
	}
	if life > 0 {
		s.after(max(0, life-s.opts.RefreshWarning), func() { s.refresh(so) })
	}
}

// refresh warns a socket, asks it to go, and closes it.
func (s *Sim) refresh(so *socket) {
	if !slices.Contains(s.sockets, so) {
		return
	}
	so.push(disconnectFrame("warning"))
	s.after(s.opts.RefreshWarning, func() {
		if slices.Contains(s.sockets, so) {
			s.dismiss(so, "refresh_requested")
		}
	})
}

func disconnectFrame(reason string) map[string]any {
	return map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "applink-sim"}}
}

// dismiss sends the reason and takes the socket out of the rotation; it is closed soon after.
func (s *Sim) dismiss(so *socket, reason string) {
	s.unregister(so, reason)
	so.disconnect(reason)
}

func (s *Sim) unregister(so *socket, reason string) {
	i := slices.Index(s.sockets, so)
	if i < 0 {
		return
	}
	s.sockets = slices.Delete(s.sockets, i, i+1)
	s.note(Notice{Kind: "socket_closed", Detail: reason})
}

func (s *Sim) disconnectAll(reason string) {
	for _, so := range slices.Clone(s.sockets) {
		s.dismiss(so, reason)
	}
}
