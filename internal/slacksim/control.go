package slacksim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// controls are the doings of people and the switches of the simulator over HTTP, for other processes. Bodies and answers
// are JSON; an error is {"error": "…"} with status 400, or 404 for what is not on a person's screen.
//
//	GET  /_sim/users channels sockets stats calls faults switches clock seq
//	GET  /_sim/messages?channel=C  inbox?user=U  message?channel=C&ts=T  ephemerals?user=U  modals?user=U  home?user=U  dm?user=U
//	GET  /_sim/wait?after=SEQ&timeout=10s   (answers when anything has changed since)   /_sim/changes   (server-sent events)
//	POST /_sim/users channels  users/update{id, …}  switches{…}  scopes{scopes}  tokens{token, error}  clock{advance}  uninstall
//	POST /_sim/click  submit{user, entries}  fill  close{user}  command{user, channel, command, text}  say  mention  open{user, tab}
//	POST /_sim/faults  faults/remove{id}  sockets/drop{n}  sockets/disconnect{reason, n}  sockets/refresh{n}
func (s *Sim) controls(mux *http.ServeMux) {
	s.queryRoutes(mux)
	s.personRoutes(mux)
	s.troubleRoutes(mux)
	mux.HandleFunc("GET /_sim/changes", s.serveChanges)
	mux.HandleFunc("GET /_sim/wait", s.serveWait)
}

// take registers a control that reads a JSON body of the type T.
func take[T any](mux *http.ServeMux, path string, do func(ctx context.Context, in T) (any, error)) {
	mux.HandleFunc("POST /_sim/"+path, func(w http.ResponseWriter, r *http.Request) {
		var in T
		raw, err := io.ReadAll(r.Body)
		if err == nil && len(raw) > 0 {
			err = json.Unmarshal(raw, &in)
		}
		if err != nil {
			respond(w, nil, fmt.Errorf("read body: %w", err))
			return
		}
		out, err := do(r.Context(), in)
		respond(w, out, err)
	})
}

// give registers a query.
func give(mux *http.ServeMux, path string, get func(arg func(string) string) (any, error)) {
	mux.HandleFunc("GET /_sim/"+path, func(w http.ResponseWriter, r *http.Request) {
		out, err := get(r.URL.Query().Get)
		respond(w, out, err)
	})
}

func respond(w http.ResponseWriter, out any, err error) {
	status := http.StatusOK
	switch {
	case errors.Is(err, ErrNotSeen) || errors.Is(err, ErrNoUser):
		status = http.StatusNotFound
	case err != nil:
		status = http.StatusBadRequest
	}
	if err != nil {
		out = map[string]string{"error": err.Error()}
	}
	if out == nil {
		out = map[string]bool{"ok": true}
	}
	raw, err := json.Marshal(out)
	if err != nil {
		http.Error(w, "encode answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

// serveWait answers with the number of the latest change as soon as it is above `after`, or when the time is over.
func (s *Sim) serveWait(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	timeout, err2 := time.ParseDuration(r.URL.Query().Get("timeout"))
	if err != nil || err2 != nil || timeout > time.Minute {
		respond(w, nil, errors.New("wait: after is a number, timeout a duration up to 1m"))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), timeout)
	defer cancel()
	// The end of the time is an answer like any other.
	_ = s.WaitFor(ctx, func() bool { return s.Seq() > after })
	respond(w, map[string]uint64{"seq": s.Seq()}, nil)
}

// serveChanges streams every change as server-sent events.
func (s *Sim) serveChanges(w http.ResponseWriter, r *http.Request) {
	changes, cancel, err := s.Subscribe(256)
	if err != nil {
		respond(w, nil, err)
		return
	}
	defer cancel()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	for err == nil {
		err = out.Flush()
		if err != nil {
			return
		}
		select {
		case n := <-changes:
			var raw []byte
			if raw, err = json.Marshal(n); err == nil {
				_, err = fmt.Fprintf(w, "id: %d\ndata: %s\n\n", n.Seq, raw)
			}
		case <-r.Context().Done():
			return
		case <-s.stopping:
			return
		}
	}
}
