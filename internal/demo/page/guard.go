package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// pageSecurity lets the page use its own files alone; inline scripts and styles do not run.
const pageSecurity = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// maxDoing bounds the body of what somebody does.
const maxDoing = 256 << 10

// guarded answers loopback hosts alone, so that no page of the internet reaches the demo through a name that points
// here, and takes doings from its own origin only.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pageSecurity)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		if !loopback(r.Host) {
			http.Error(w, "This demo is for this machine alone.", http.StatusForbidden)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead && !ownOrigin(r) {
			http.Error(w, "Only the demo's own page may do this.", http.StatusForbidden)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxDoing)
		next.ServeHTTP(w, r)
	})
}

func loopback(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// ownOrigin: browsers send the origin with every POST, and JSON cannot be sent across origins without asking first.
func ownOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return (origin == "" || origin == "http://"+r.Host) && strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// Listen listens on addr; when its port is taken, on a free one, and then taken is true. Other than loopback addresses
// are refused.
func Listen(addr string) (l net.Listener, taken bool, err error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, false, fmt.Errorf("read address %q: %w", addr, err)
	}
	if !loopback(host) {
		return nil, false, fmt.Errorf("listen on %q: the demo listens on this machine alone, such as 127.0.0.1:8085", addr)
	}
	if l, err = net.Listen("tcp", addr); err == nil {
		return l, false, nil
	}
	first := err
	if l, err = net.Listen("tcp", net.JoinHostPort(host, "0")); err != nil {
		return nil, false, fmt.Errorf("listen: %w", errors.Join(first, err))
	}
	return l, true, nil
}

// doing registers something that a person does: a JSON body in, JSON out; an error is a sentence for the person.
func doing[T any](mux *http.ServeMux, path string, do func(r *http.Request, in T) (any, error)) {
	mux.HandleFunc("POST /do/"+path, func(w http.ResponseWriter, r *http.Request) {
		var in T
		raw, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.NewDecoder(bytes.NewReader(raw)).Decode(&in)
		}
		var out any = struct{}{}
		if err == nil {
			out, err = do(r, in)
		}
		if err != nil {
			// With status 200, as a browser's console calls every other one an error of the page.
			out = map[string]string{"error": err.Error()}
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_ = json.NewEncoder(w).Encode(out)
	})
}
