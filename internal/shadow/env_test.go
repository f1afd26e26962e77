package shadow

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// env is a Slack that notes what arrives, and a shadow's way to it.
type env struct {
	*testing.T
	pool   *pgxpool.Pool
	store  *Store
	way    *Transport
	api    string
	log    *bytes.Buffer
	mu     sync.Mutex
	came   []string
	stored []Kind
	gone   []string
}

// newEnv makes a world whose database is a shadow's.
func newEnv(t *testing.T) *env {
	t.Helper()
	w := emptyEnv(t)
	w.must(Claim(t.Context(), w.pool, ModeShadow))
	return w
}

// emptyEnv makes a world whose database is nobody's.
func emptyEnv(t *testing.T) *env {
	t.Helper()
	w := &env{T: t, pool: dbtest.New(t), log: &bytes.Buffer{}}
	slack := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.came = append(w.came, r.Method+" "+r.URL.Path)
		_, _ = io.WriteString(rw, `{"ok":true}`)
	}))
	t.Cleanup(slack.Close)
	w.api, w.store = slack.URL+"/api/", NewStore(w.pool)
	var err error
	w.way, err = NewTransport(w.api, nil, w.store, time.Now, slog.New(slog.NewTextHandler(w.log, nil)), Told{
		Stored:  func(k Kind) { w.stored = append(w.stored, k) },
		Refused: func(call string) { w.gone = append(w.gone, call) },
	})
	w.must(err)
	return w
}

func (w *env) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// call does what slack-go does: a form to the method's address.
func (w *env) call(ctx context.Context, address string, form url.Values) (map[string]any, error) {
	w.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	w.must(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := w.way.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var said map[string]any
	w.must(json.NewDecoder(resp.Body).Decode(&said))
	return said, nil
}

// post posts a card and gives where it is.
func (w *env) post(to, text, card string, a About) (channel, ts string) {
	w.Helper()
	form := url.Values{"channel": {to}, "text": {text}, "blocks": {`[{"type":"section","text":{"type":"plain_text","text":"` + text + `"}}]`}}
	if card != "" {
		form.Set("metadata", `{"event_type":"iiq_card","event_payload":{"card_id":"`+card+`"}}`)
	}
	said, err := w.call(With(w.Context(), a), w.api+"chat.postMessage", form)
	w.must(err)
	channel, _ = said["channel"].(string)
	ts, _ = said["ts"].(string)
	if said["ok"] != true || channel == "" || ts == "" {
		w.Fatalf("Slack would not have said %v", said)
	}
	return channel, ts
}

func (w *env) list(f Filter) []Row {
	w.Helper()
	var rows []Row
	w.must(w.store.List(w.Context(), f, func(r Row) error {
		rows = append(rows, r)
		return nil
	}))
	return rows
}

func (w *env) sql(statement string, args ...any) {
	w.Helper()
	_, err := w.pool.Exec(w.Context(), statement, args...)
	w.must(err)
}

func (w *env) count(query string) (n int) {
	w.Helper()
	w.must(w.pool.QueryRow(w.Context(), query).Scan(&n))
	return n
}
