package dbtest

import (
	"context"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// pooler stands between clients and a database, as PgBouncer does: it logs clients in by itself, and gives them sessions of its
// own making.
type pooler struct {
	url string
	// transactions is true when each transaction gets another session, the one that was given back last first.
	transactions bool
	// statements is true when it refuses transactions, since each statement gets another session.
	statements bool

	mu   sync.Mutex // guards free
	free []*pgconn.HijackedConn
}

// Pooled puts a pooler in transaction mode before a database and gives the address through it.
func Pooled(t testing.TB, databaseURL string) string {
	t.Helper()
	return through(t, &pooler{url: databaseURL, transactions: true})
}

// PooledByStatement puts a pooler in statement mode before a database and gives the address through it.
func PooledByStatement(t testing.TB, databaseURL string) string {
	t.Helper()
	return through(t, &pooler{url: databaseURL, transactions: true, statements: true})
}

// PooledBySession puts a pooler in session mode before a database and gives the address through it. It passes on nothing of
// what its clients ask for at the start of a session.
func PooledBySession(t testing.TB, databaseURL string) string {
	t.Helper()
	return through(t, &pooler{url: databaseURL})
}

func through(t testing.TB, p *pooler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
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
	u, err := url.Parse(p.url)
	if err != nil {
		t.Fatalf("dbtest: read address: %v", err)
	}
	address := url.URL{Scheme: "postgres", User: u.User, Host: listener.Addr().String(), Path: u.Path, RawQuery: "sslmode=disable"}
	return address.String()
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
		asked, err := receive(client)
		if err != nil {
			break
		}
		if held == nil {
			if held, err = p.take(); err != nil {
				break
			}
		}
		if query := new(pgproto3.Query); p.statements && query.Decode(asked[0][5:]) == nil && query.String == "BEGIN" {
			client.Send(&pgproto3.ErrorResponse{Severity: "FATAL", Code: "08P01",
				Message: "transaction blocks not allowed in statement pooling mode"})
			_ = client.Flush()
			break
		}
		status, err := relay(client, held, asked)
		if err != nil {
			break
		}
		if status == 'I' && p.transactions {
			p.give(held)
			held = nil
		}
	}
	if held != nil {
		_ = held.Conn.Close()
	}
}

// receive reads what a client sends until it waits for an answer. The messages are copies, since each read reuses the last.
func receive(client *pgproto3.Backend) (asked [][]byte, err error) {
	for {
		message, err := client.Receive()
		if err != nil {
			return nil, err
		}
		wire, err := message.Encode(nil)
		if err != nil {
			return nil, err
		}
		asked = append(asked, wire)
		switch message.(type) {
		case *pgproto3.Query, *pgproto3.Sync:
			return asked, nil
		case *pgproto3.Terminate:
			return nil, net.ErrClosed
		}
	}
}

// relay brings one question to a session and all of its answer back.
func relay(client *pgproto3.Backend, session *pgconn.HijackedConn, asked [][]byte) (status byte, err error) {
	for _, wire := range asked {
		if _, err := session.Conn.Write(wire); err != nil {
			return 0, err
		}
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
