package doctor

import (
	"context"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// pooler gives each transaction another session, the one that was given back last first, as PgBouncer does in transaction
// mode. It knows the simple protocol alone.
type pooler struct {
	url string

	mu   sync.Mutex // guards free
	free []*pgconn.HijackedConn
}

// pooled puts a pooler in transaction mode before a database and gives the address through it.
func pooled(t testing.TB, databaseURL string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &pooler{url: databaseURL}
	var clients sync.WaitGroup
	clients.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			clients.Go(func() { p.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		clients.Wait()
		for _, c := range p.free {
			_ = c.Conn.Close()
		}
	})
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	through := url.URL{Scheme: "postgres", User: u.User, Host: listener.Addr().String(), Path: u.Path, RawQuery: "sslmode=disable"}
	return through.String()
}

func (p *pooler) serve(conn net.Conn) {
	defer conn.Close()
	client := pgproto3.NewBackend(conn, conn)
	if _, err := client.ReceiveStartupMessage(); err != nil {
		return
	}
	client.Send(&pgproto3.AuthenticationOk{})
	for name, value := range map[string]string{"server_version": "16.0", "client_encoding": "UTF8", "standard_conforming_strings": "on"} {
		client.Send(&pgproto3.ParameterStatus{Name: name, Value: value})
	}
	client.Send(&pgproto3.BackendKeyData{ProcessID: 1, SecretKey: []byte{0, 0, 0, 1}})
	client.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	var held *pgconn.HijackedConn
	for client.Flush() == nil {
		query, err := client.Receive()
		if _, isQuery := query.(*pgproto3.Query); err != nil || !isQuery {
			break
		}
		if held == nil {
			if held, err = p.take(); err != nil {
				break
			}
		}
		status, err := relay(client, held, query.(*pgproto3.Query))
		if err != nil {
			break
		}
		if status == 'I' {
			p.give(held)
			held = nil
		}
	}
	if held != nil {
		_ = held.Conn.Close()
	}
}

// relay brings one question to a session and all of its answer back.
func relay(client *pgproto3.Backend, session *pgconn.HijackedConn, query *pgproto3.Query) (status byte, err error) {
	session.Frontend.Send(query)
	if err := session.Frontend.Flush(); err != nil {
		return 0, err
	}
	for {
		answer, err := session.Frontend.Receive()
		if err != nil {
			return 0, err
		}
		client.Send(answer)
		if ready, ok := answer.(*pgproto3.ReadyForQuery); ok {
			return ready.TxStatus, nil
		}
	}
}

func (p *pooler) take() (*pgconn.HijackedConn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		c := p.free[n-1]
		p.free = p.free[:n-1]
		return c, nil
	}
	conn, err := pgconn.Connect(context.Background(), p.url)
	if err != nil {
		return nil, err
	}
	return conn.Hijack()
}

func (p *pooler) give(c *pgconn.HijackedConn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, c)
}
