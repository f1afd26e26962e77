package slacksim

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

// recording keeps what the app sends, byte for byte, once somebody asks for it.
type recording struct {
	mu   sync.Mutex // guards the rest
	most int
	data bytes.Buffer
	lost bool
}

// Record keeps from now on every byte that the app sends: the address and the body of each call, of each answer to a
// response_url and the frames of its sockets, up to most bytes. Earlier recordings are dropped; 0 ends it.
func (s *Sim) Record(most int) {
	r := &s.recorded
	r.mu.Lock()
	defer r.mu.Unlock()
	r.most, r.lost = most, false
	r.data.Reset()
}

// Recorded gives what was kept since Record; whole is false where more came than was to be kept. Calls and frames end with a
// line break each.
func (s *Sim) Recorded() (sent []byte, whole bool) {
	r := &s.recorded
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Clone(r.data.Bytes()), !r.lost
}

// Write implements io.Writer and never fails.
func (r *recording) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	keep := max(0, min(len(p), r.most-r.data.Len()))
	r.lost = r.lost || keep < len(p) && r.most > 0
	r.data.Write(p[:keep])
	return len(p), nil
}

// listen lets the recording hear all that a handler reads. Each body is kept whole before its handler gets it, so that nothing
// of two calls is mixed up.
func (r *recording) listen(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		if r.on() {
			body, err := io.ReadAll(io.LimitReader(req.Body, maxBody+1))
			_, _ = r.Write([]byte(req.Method + " " + req.URL.RequestURI() + "\n" + string(body) + "\n"))
			rest := io.Reader(bytes.NewReader(body))
			if err != nil {
				rest = io.MultiReader(rest, failing{err})
			}
			req.Body = io.NopCloser(rest)
		}
		next(w, req)
	}
}

func (r *recording) on() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.most > 0
}

// failing gives the error of a body that broke off.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
