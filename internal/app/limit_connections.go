package app

import (
	"net"
	"net/http"
	"sync"
)

// connectionLimit is a listener with a bound on its open connections. Beyond it a new connection is closed at once: those
// that are open have the time-outs of the server. Each carries one request at a time, so it bounds the requests as well.
type connectionLimit struct {
	net.Listener
	slots chan struct{}
}

func limitConnections(l net.Listener, most int) *connectionLimit {
	return &connectionLimit{Listener: l, slots: make(chan struct{}, most)}
}

// Accept gives the next connection that there is room for.
func (l *connectionLimit) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case l.slots <- struct{}{}:
			return &limitedConn{Conn: c, free: sync.OnceFunc(func() { <-l.slots })}, nil
		default:
			_ = c.Close()
		}
	}
}

// leavingRoom answers as h does. While more than half of the connections are open, each is closed after its answer, so that
// idle ones keep nobody out.
func (l *connectionLimit) leavingRoom(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(l.slots) > cap(l.slots)/2 {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

// limitedConn gives its slot back when it is closed.
type limitedConn struct {
	net.Conn
	free func()
}

// Close closes the connection.
func (c *limitedConn) Close() error {
	defer c.free()
	return c.Conn.Close()
}
