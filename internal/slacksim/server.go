package slacksim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Handler serves the Web API at /api/, Socket Mode at /link/, response URLs, the controls at /_sim/ and the page at /.
// It answers requests for loopback hosts alone. The address that it hands out in URLs is that of SetBaseURL, else of the
// first request.
func (s *Sim) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", s.recorded.listen(s.serveAPI))
	mux.HandleFunc("/link/", s.serveLink)
	mux.HandleFunc("/actions/", s.recorded.listen(s.serveHook))
	mux.HandleFunc("/commands/", s.recorded.listen(s.serveHook))
	s.controls(mux)
	s.page(mux)
	return s.loopbackOnly(mux)
}

// SetBaseURL sets the address that sockets and response URLs are given under, such as http://127.0.0.1:8080.
func (s *Sim) SetBaseURL(u string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.baseURL = strings.TrimSuffix(u, "/")
}

// Start listens on an address of this machine, such as 127.0.0.1:0, and returns the address of the Web API, which ends in
// /api/. stop ends the server and the workspace.
func (s *Sim) Start(addr string) (apiURL string, stop func(), err error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return "", nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	if !loopback(host) {
		return "", nil, fmt.Errorf("listen on %q: not an address of this machine alone", addr)
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return "", nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	base := "http://" + ln.Addr().String()
	s.SetBaseURL(base)
	srv := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 16}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := srv.Serve(ln); err != nil && !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("serve", "error", err)
		}
	}()
	return base + "/api/", func() { s.shutDown(srv, served) }, nil
}

func (s *Sim) shutDown(srv *http.Server, served <-chan struct{}) {
	s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		if err := srv.Close(); err != nil {
			s.log.Debug("close server", "error", err)
		}
	}
	<-served
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// loopbackOnly refuses other hosts, so that no page of the internet can reach the workspace through a name that points
// here, and changes from pages of other origins. Socket Mode takes any origin, as Slack does.
func (s *Sim) loopbackOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(r.Host); err == nil {
			host = h
		}
		if !loopback(strings.Trim(host, "[]")) {
			http.Error(w, "loopback only", http.StatusForbidden)
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && !strings.HasPrefix(r.URL.Path, "/link/") {
			if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
				http.Error(w, "other origin", http.StatusForbidden)
				return
			}
		}
		s.learnBase(r.Host)
		r.Body = http.MaxBytesReader(w, r.Body, maxBody+1)
		next.ServeHTTP(w, r)
	})
}

func (s *Sim) learnBase(host string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.baseURL == "" {
		s.baseURL = "http://" + host
	}
}
