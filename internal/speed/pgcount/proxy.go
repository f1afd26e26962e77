package pgcount

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
)

// Proxy passes connections on and counts. Its methods may be called from any goroutine.
type Proxy struct {
	listener net.Listener
	target   string
	address  string

	connections, roundTrips, statements, parses atomic.Int64

	mu     sync.Mutex
	closed bool
	open   map[net.Conn]bool
	wg     sync.WaitGroup
}

// Start listens on a free port of this machine and passes everything on to the server of a Postgres address. The server must not
// ask for encryption, since nothing could be counted then. Close ends it.
func Start(databaseURL string) (*Proxy, error) {
	u, err := url.Parse(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("read the address of Postgres: malformed")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	p := &Proxy{listener: l, target: u.Host, open: map[net.Conn]bool{}}
	u.Host = l.Addr().String()
	p.address = u.String()
	p.wg.Go(p.accept)
	return p, nil
}

// URL is the address of the same database through the proxy. It holds the password, as the address behind it does.
func (p *Proxy) URL() string { return p.address }

// Counts gives what was asked so far.
func (p *Proxy) Counts() Counts {
	return Counts{p.connections.Load(), p.roundTrips.Load(), p.statements.Load(), p.parses.Load()}
}

// Close cuts every connection and waits until nothing of the proxy runs.
func (p *Proxy) Close() {
	_ = p.listener.Close()
	p.mu.Lock()
	p.closed = true
	for c := range p.open {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.wg.Wait()
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = client.Close()
			continue
		}
		if p.keep(client, server) {
			p.connections.Add(1)
			p.wg.Go(func() { p.pass(client, server) })
		}
	}
}

// keep notes the two ends of a connection for Close, and reports false when it was too late.
func (p *Proxy) keep(ends ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range ends {
		if p.closed {
			_ = c.Close()
			continue
		}
		p.open[c] = true
	}
	return !p.closed
}

// pass copies both ways until either side ends.
func (p *Proxy) pass(client, server net.Conn) {
	back := make(chan struct{})
	go func() {
		defer close(back)
		_, _ = io.Copy(client, server)
		_ = client.Close()
	}()
	// A question is counted before it is passed on, so that whoever has the answer finds it counted.
	_, _ = io.Copy(server, io.TeeReader(client, &Messages{Note: p.note}))
	_ = server.Close()
	<-back
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, client)
	delete(p.open, server)
}

// note counts one message of a client by its kind.
func (p *Proxy) note(kind byte) {
	switch kind {
	case 'Q':
		p.roundTrips.Add(1)
		p.statements.Add(1)
	case 'S':
		p.roundTrips.Add(1)
	case 'E':
		p.statements.Add(1)
	case 'P':
		p.parses.Add(1)
	}
}
