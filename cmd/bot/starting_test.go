package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// refusedConnection is what a port gives that nobody listens at.
func refusedConnection(t *testing.T) error {
	t.Helper()
	_, err := pgx.Connect(t.Context(), "postgres://bot@127.0.0.1:1/approvals?sslmode=disable")
	if err == nil {
		t.Fatal("somebody listens at port 1")
	}
	return err
}

func TestOnlyAPostgresThatIsAwayIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  error
		away bool
	}{
		"nobody listens":           {refusedConnection(t), true},
		"it starts":                {&pgconn.PgError{Code: "57P03"}, true},
		"it is being shut down":    {&pgconn.PgError{Code: "57P01"}, true},
		"it is full":               {&pgconn.PgError{Code: "53300"}, true},
		"wrong password":           {&pgconn.PgError{Code: "28P01"}, false},
		"no such database":         {&pgconn.PgError{Code: "3D000"}, false},
		"no right":                 {&pgconn.PgError{Code: "42501"}, false},
		"a strange certificate":    {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, false},
		"it does not answer":       {context.DeadlineExceeded, true},
		"the connection was cut":   {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), true},
		"the connection was reset": {fmt.Errorf("adopt rules: %w", &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}), true},
		"the schema is behind":     {errors.New("the database schema is at version 3 and this binary needs 11"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := databaseAway(fmt.Errorf("read schema version: %w", tc.err)); got != tc.away {
				t.Errorf("away is %t, want %t, for %v", got, tc.away, tc.err)
			}
		})
	}
}
