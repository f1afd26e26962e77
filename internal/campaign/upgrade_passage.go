package campaign

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// passage is a version's way to Slack and to IdentityIQ. It notes what went along, so that the books can tell which version
// did what.
type passage struct {
	mu    sync.Mutex
	notes notes
}

type notes struct {
	// posted are cards by id, changed are messages, written are work items by id.
	posted, changed, written map[string]bool
	reminders                int
}

func newPassage() *passage {
	return &passage{notes: notes{posted: map[string]bool{}, changed: map[string]bool{}, written: map[string]bool{}}}
}

// seen is what went along until now.
func (p *passage) seen() notes {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.notes
	n.posted, n.changed, n.written = maps.Clone(n.posted), maps.Clone(n.changed), maps.Clone(n.written)
	return n
}

// message names a message.
func message(channel, ts string) string { return channel + " " + ts }

// maxHeard bounds what is read of one call, and of one line of a log.
const maxHeard = 1 << 20

// noteSlack notes a message that is posted or changed.
func (p *passage) noteSlack(r *http.Request) {
	method := path.Base(r.URL.Path)
	if method != "chat.postMessage" && method != "chat.update" {
		return
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxHeard))
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(raw), r.Body))
	if err != nil {
		return
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case method == "chat.update":
		p.notes.changed[message(form.Get("channel"), form.Get("ts"))] = true
	case strings.HasPrefix(form.Get("text"), reminderBegins):
		p.notes.reminders++
	default:
		if card := books.CardOf([]byte(form.Get("metadata"))); card != "" {
			p.notes.posted[card] = true
		}
	}
}

// noteIIQ notes a decision that is written.
func (p *passage) noteIIQ(r *http.Request) {
	if r.Method != http.MethodPut {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notes.written[path.Base(r.URL.Path)] = true
}

// pass puts a listener before an address. It gives the address to use in its place, with the same path.
func pass(to string, note func(*http.Request)) (address string, stop func(), err error) {
	target, err := url.Parse(to)
	if err != nil {
		return "", nil, fmt.Errorf("read address: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("listen: %w", err)
	}
	root := &url.URL{Scheme: target.Scheme, Host: target.Host}
	proxy := &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(root) },
		ErrorHandler: cut, ErrorLog: log.New(io.Discard, "", 0),
	}
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		note(r)
		proxy.ServeHTTP(w, r)
	})}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener)
	}()
	stop = func() {
		_ = server.Close()
		<-served
	}
	mine := *target
	mine.Host = listener.Addr().String()
	return mine.String(), stop, nil
}

// cut ends the connection where there is no answer to pass on, as if nobody stood in between.
func cut(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
