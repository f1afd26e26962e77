package iiqsim

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Rights of the gateway's callers.
const (
	rightNone   = ""
	rightRead   = "read"
	rightDecide = "decide"
)

// GatewayClient is one more OAuth client, with the account that stands behind it and its rights in the gateway.
type GatewayClient struct {
	ID     string   `json:"id"`
	Secret string   `json:"secret"`
	Name   string   `json:"name"`
	Rights []string `json:"rights"`
}

// gatewayClients has a mutex of its own, since the token call asks it.
type gatewayClients struct {
	mu    sync.Mutex
	known map[string]GatewayClient
}

func (g *gateway) knows(credentials string) bool {
	id, secret, _ := strings.Cut(credentials, ":")
	c, known := g.client(id)
	return known && c.Secret == secret
}

func (g *gateway) client(id string) (GatewayClient, bool) {
	g.clients.mu.Lock()
	defer g.clients.mu.Unlock()
	c, known := g.clients.known[id]
	return c, known
}

// AddClient adds an OAuth client. Its id must be another than that of Options.
func (s *Sim) AddClient(c GatewayClient) error {
	if c.ID == "" || c.Secret == "" || c.ID == s.opts.ClientID {
		return fmt.Errorf("add client %q: an id of its own and a secret are needed", c.ID)
	}
	s.gateway.clients.mu.Lock()
	defer s.gateway.clients.mu.Unlock()
	s.gateway.clients.known[c.ID] = c
	return nil
}

// callerOf gives the client whose token a call carries; it wants the mutex.
func (s *Sim) callerOf(r *http.Request) GatewayClient {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if c, known := s.gateway.client(s.tokens.client[token]); known {
		return c
	}
	return GatewayClient{ID: s.opts.ClientID, Name: s.opts.ClientID, Rights: []string{rightRead, rightDecide}}
}

// allowed lets a caller through who has the right and, where it is listed, is on the list of callers.
func (s *Sim) allowed(right string, listed bool, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		caller, callers := s.callerOf(r), s.gateway.list("callers")
		s.mu.Unlock()
		switch {
		case right != rightNone && !slices.Contains(caller.Rights, right):
			// IdentityIQ itself refuses this, before the plugin's code runs.
			w.WriteHeader(http.StatusForbidden)
		case listed && len(callers) > 0 && !slices.Contains(callers, caller.Name):
			refused("not_caller", "this account is not on the list of callers").write(w)
		default:
			next(w, r)
		}
	}
}
