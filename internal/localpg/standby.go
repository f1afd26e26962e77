package localpg

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// StandbySettings are what a server has to be started with for Standby.
func StandbySettings() map[string]string {
	return map[string]string{"wal_level": "replica", "max_wal_senders": "4", "wal_keep_size": "64MB"}
}

// Standby starts a second server that follows this one: it can be read, and written to as soon as it was promoted
// (pg_promote). This server is restarted for it. The caller stops the standby.
func (s *Server) Standby(ctx context.Context) (*Server, error) {
	h, err := temporaryHome(ctx, s.acct, true)
	if err != nil {
		return nil, err
	}
	b := &Server{home: h, bin: s.bin, acct: s.acct, log: s.log, password: s.password,
		settings: append([]string{"-c", "wal_retrieve_retry_interval=100ms"}, s.settings...)}
	err = s.copyTo(ctx, h)
	if err == nil {
		err = b.follow(s.URL(superuser))
	}
	if err == nil {
		err = b.begin(ctx, Prepared{})
	}
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	return b, nil
}

// copyTo copies the data while the server does not run.
func (s *Server) copyTo(ctx context.Context, h *home) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.pause(); err != nil {
		return err
	}
	_, err := copyTree(s.home.data(), h.data(), s.acct)
	if err == nil {
		err = os.WriteFile(h.passwordFile(), []byte(s.password), 0o600)
	}
	return errors.Join(err, s.relaunch(ctx))
}

// follow says whom the server is to follow.
func (s *Server) follow(primary string) error {
	u, err := url.Parse(primary)
	if err != nil {
		return fmt.Errorf("read address of primary: %w", err)
	}
	signal := filepath.Join(s.home.data(), "standby.signal")
	if err := errors.Join(os.WriteFile(signal, nil, 0o600), own(signal, s.acct)); err != nil {
		return fmt.Errorf("make a standby: %w", err)
	}
	conf, err := os.OpenFile(filepath.Join(s.home.data(), "postgresql.auto.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("make a standby: %w", err)
	}
	_, err = fmt.Fprintf(conf, "primary_conninfo = 'host=%s port=%s user=%s password=%s'\n", u.Hostname(), u.Port(), superuser, s.password)
	if err := errors.Join(err, conf.Close()); err != nil {
		return fmt.Errorf("make a standby: %w", err)
	}
	return nil
}
