package iiqsim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// maxControl is the largest body of a control call, in bytes.
const maxControl = 64 << 20

// nothing is the body of control calls that take or give none.
type nothing struct{}

// controlRoutes are the control methods over HTTP, for other processes. Bodies are the JSON of the Go types.
func (s *Sim) controlRoutes() http.Handler {
	mux := http.NewServeMux()
	s.routeState(mux)
	s.routeEmptiness(mux)
	s.routeOddities(mux)
	s.routePeople(mux)
	s.routeItems(mux)
	s.routeReviews(mux)
	if s.opts.Gateway {
		s.routeGateway(mux)
	}
	return mux
}

// control turns a function into a handler: strict JSON in, JSON out, errors by their kind.
func control[In, Out any](mux *http.ServeMux, pattern string, do func(r *http.Request, in In) (Out, error)) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := readControl(w, r, &in); err != nil {
			writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		out, err := do(r, in)
		switch {
		case err == nil:
			writeJSON(w, http.StatusOK, out)
		case errors.Is(err, ErrUnknown):
			writeJSON(w, http.StatusNotFound, map[string]string{"error": err.Error()})
		case errors.Is(err, ErrClosed):
			writeJSON(w, http.StatusConflict, map[string]string{"error": err.Error()})
		default:
			writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		}
	})
}

// do is control for functions that give only an error.
func do[In any](mux *http.ServeMux, pattern string, act func(r *http.Request, in In) error) {
	control(mux, pattern, func(r *http.Request, in In) (nothing, error) { return nothing{}, act(r, in) })
}

// show is control for what takes no body.
func show[Out any](mux *http.ServeMux, pattern string, read func() Out) {
	control(mux, pattern, func(*http.Request, nothing) (Out, error) { return read(), nil })
}

// readControl reads a JSON body; an empty one leaves in as it is.
func readControl(w http.ResponseWriter, r *http.Request, in any) error {
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControl))
	body.DisallowUnknownFields()
	if err := body.Decode(in); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// streamEvents sends one JSON line an event until the client leaves.
func (s *Sim) streamEvents(w http.ResponseWriter, r *http.Request) {
	events, cancel := s.Subscribe()
	defer cancel()
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.WriteHeader(http.StatusOK)
	flush := http.NewResponseController(w)
	if flush.Flush() != nil {
		return
	}
	out := json.NewEncoder(w)
	for {
		select {
		case e, open := <-events:
			if !open || out.Encode(e) != nil || flush.Flush() != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}
