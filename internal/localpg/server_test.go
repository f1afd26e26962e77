package localpg

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func start(t *testing.T, opts Options) *Server {
	t.Helper()
	opts.Fast = true
	server, err := Start(t.Context(), opts)
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return server
}

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func execute(t *testing.T, address, sql string) {
	t.Helper()
	if _, err := connect(t, address).Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func ask(t *testing.T, address, sql string) string {
	t.Helper()
	var answer string
	if err := connect(t, address).QueryRow(t.Context(), sql).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return answer
}

// openFolder is a temporary folder that other accounts can enter, which
// t.TempDir is not.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "localpg-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, os.ErrNotExist)
}

func TestServerAnswersAndLeavesNothing(t *testing.T) {
	t.Parallel()
	server := start(t, Options{Settings: map[string]string{"work_mem": "5MB"}})
	address := server.URL("postgres")
	for sql, want := range map[string]string{
		"SHOW server_encoding":            "UTF8",
		"SHOW listen_addresses":           "127.0.0.1",
		"SHOW fsync":                      "off",
		"SHOW work_mem":                   "5MB",
		"SHOW log_min_error_statement":    "panic",
		"SELECT current_user::text":       superuser,
		"SELECT inet_server_addr()::text": "127.0.0.1/32",
		"SHOW password_encryption":        "scram-sha-256",
		"SELECT left(rolpassword, 16) FROM pg_authid WHERE rolname = current_user":          "SCRAM-SHA-256$1:",
		"SELECT count(*)::text FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'": "0",
	} {
		if got := ask(t, address, sql); got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
	pid := server.proc.cmd.Process.Pid
	if err := server.Stop(); err != nil {
		t.Fatalf("stop: %v", err)
	}
	if alive(pid) {
		t.Errorf("process %d still runs", pid)
	}
	if _, err := os.Stat(server.home.path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("folder is still there: %v, want %v", err, os.ErrNotExist)
	}
	if err := server.Stop(); err != nil {
		t.Errorf("second stop: %v", err)
	}
	if err := server.Restart(t.Context()); !errors.Is(err, ErrStopped) {
		t.Errorf("restart after stop: %v, want %v", err, ErrStopped)
	}
}

func TestServerWantsThePassword(t *testing.T) {
	t.Parallel()
	server := start(t, Options{})
	address := strings.Replace(server.URL("postgres"), server.password, "wrong", 1)
	conn, err := pgx.Connect(t.Context(), address)
	if err == nil {
		_ = conn.Close(t.Context())
		t.Fatal("connected with a wrong password")
	}
	if len(server.password) < 20 {
		t.Errorf("password of %d characters, want at least 20", len(server.password))
	}
}

func TestRestartKeepsAddressAndData(t *testing.T) {
	t.Parallel()
	server := start(t, Options{})
	if err := server.EnsureDatabase(t.Context(), "my-bot"); err != nil {
		t.Fatal(err)
	}
	if err := server.EnsureDatabase(t.Context(), "my-bot"); err != nil {
		t.Fatalf("second time: %v", err)
	}
	address := server.URL("my-bot")
	execute(t, address, "CREATE TABLE kept AS SELECT 'first'::text AS word")
	if err := server.Restart(t.Context()); err != nil {
		t.Fatalf("restart: %v", err)
	}
	execute(t, address, "UPDATE kept SET word = 'second'")
	old := server.proc.cmd.Process.Pid
	for range 2 {
		if err := server.Kill(); err != nil {
			t.Fatalf("kill: %v", err)
		}
	}
	if alive(old) {
		t.Errorf("killed process %d still runs", old)
	}
	if err := server.Restart(t.Context()); err != nil {
		t.Fatalf("restart after kill: %v", err)
	}
	if got := ask(t, address, "SELECT word FROM kept"); got != "second" {
		t.Errorf(`after a crash the table says %q, want "second"`, got)
	}
	if server.URL("my-bot") != address {
		t.Error("address changed")
	}
}

func TestNamedFolderIsKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(openFolder(t), "kept")
	first := start(t, Options{DataDir: dir})
	execute(t, first.URL("postgres"), "CREATE TABLE kept AS SELECT 'word'::text AS word")
	if _, err := Start(t.Context(), Options{DataDir: dir}); !errors.Is(err, ErrInUse) {
		t.Errorf("second server on the folder: %v, want %v", err, ErrInUse)
	}
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	second := start(t, Options{DataDir: dir})
	if got := ask(t, second.URL("postgres"), "SELECT word FROM kept"); got != "word" {
		t.Errorf(`table says %q, want "word"`, got)
	}
}

func TestNamedFolderOfAnotherVersion(t *testing.T) {
	t.Parallel()
	dir := openFolder(t)
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("9.6\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{DataDir: dir})
	if err == nil || !strings.Contains(err.Error(), "of Postgres 9.6") {
		t.Fatalf(`start: %v, want an error and Error with "of Postgres 9.6"`, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "PG_VERSION")); err != nil {
		t.Errorf("the data were touched: %v", err)
	}
}

func TestHalfMadeDataAreMadeAgain(t *testing.T) {
	t.Parallel()
	dir := openFolder(t)
	if err := os.MkdirAll(filepath.Join(dir, "data.new", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	server := start(t, Options{DataDir: dir})
	if got := ask(t, server.URL("postgres"), "SELECT 'up'"); got != "up" {
		t.Errorf(`answer %q, want "up"`, got)
	}
}

func TestWrongSettingSaysWhy(t *testing.T) {
	t.Parallel()
	_, err := Start(t.Context(), Options{Settings: map[string]string{"shared_buffers": "plenty"}})
	if err == nil || !strings.Contains(err.Error(), "shared_buffers") {
		t.Fatalf(`start: %v, want an error and Error with "shared_buffers"`, err)
	}
}

func TestTakenPortIsNoticed(t *testing.T) {
	t.Parallel()
	server := start(t, Options{})
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(server.port)))
	if err != nil {
		t.Fatal(err)
	}
	if err := server.launch(t.Context()); !errors.Is(err, errPortTaken) {
		t.Errorf("launch on a taken port: %v, want %v", err, errPortTaken)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if err := server.Restart(t.Context()); err != nil {
		t.Errorf("restart on the port given back: %v", err)
	}
}

func TestCanceledStartLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(ctx, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("start: %v, want %v", err, context.Canceled)
	}
}
