package stubrun

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/iiq-approvals/bot/internal/gatewayhost"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// mostQuestion bounds what is read of one call, in bytes.
const mostQuestion = 64 << 20

// Gateway is a stub-run host whose IdentityIQ has the same people and items as the simulator's.
type Gateway struct {
	host *gatewayhost.Host
	stop func()
	sim  *iiqsim.Sim

	// pages is held for reading from a decision until it is booked, and for writing by whoever does something in the web pages.
	pages sync.RWMutex

	mu       sync.Mutex
	token    string
	troubles []string
	outcomes map[string]int
}

// Start starts a host with the people and workgroups of the simulator. The simulator gets its calls by
// iiqsim.Options.GatewayBy, so that it is made first: Serve says which one it is.
func Start() (*Gateway, error) {
	host, stop, err := gatewayhost.Launch()
	if err != nil {
		return nil, err
	}
	return &Gateway{host: host, stop: stop, outcomes: map[string]int{}}, nil
}

// Serve tells the host of everybody in the simulator, in which nothing may wait yet, and books there from now on.
func (g *Gateway) Serve(ctx context.Context, sim *iiqsim.Sim) error {
	g.sim = sim
	if err := g.login(ctx); err != nil {
		return err
	}
	all := sim.Identities()
	for _, i := range all {
		i.Members = nil
		if err := g.control(ctx, http.MethodPost, "/_sim/identities", i); err != nil {
			return err
		}
	}
	for _, i := range all {
		if !i.Workgroup {
			continue
		}
		if err := g.control(ctx, http.MethodPut, "/_sim/identities/"+i.ID+"/members", i.Members); err != nil {
			return err
		}
	}
	return nil
}

// Stop ends the host.
func (g *Gateway) Stop() { g.stop() }

// Troubles are what went wrong between the host and the simulator, and must not.
func (g *Gateway) Troubles() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]string(nil), g.troubles...)
}

// Outcomes counts the answers to decisions: decided, replayed, and the words of refusals.
func (g *Gateway) Outcomes() map[string]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	out := map[string]int{}
	for word, n := range g.outcomes {
		out[word] = n
	}
	return out
}

func (g *Gateway) trouble(format string, args ...any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.troubles) < 100 {
		g.troubles = append(g.troubles, fmt.Sprintf(format, args...))
	}
}

// ServeHTTP answers a call of the bot's. Who has left is served all the same: a decision that the host takes is booked.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, mostQuestion))
	if err != nil {
		// The bot has left in the middle of its request.
		panic(http.ErrAbortHandler)
	}
	decides := r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/object/WorkItem/")
	if decides {
		g.pages.RLock()
		defer g.pages.RUnlock()
	}
	a, err := g.ask(r, body)
	if err != nil {
		g.trouble("ask the host: %v", err)
		http.Error(w, "the host is away", http.StatusBadGateway)
		return
	}
	if decides {
		g.book(context.WithoutCancel(r.Context()), r.URL.Path, body, a)
	}
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body)
}

// ask sends a call on with a token of its own, and once more with a new one where that is over.
func (g *Gateway) ask(r *http.Request, body []byte) (gatewayhost.Answer, error) {
	ctx := context.WithoutCancel(r.Context())
	send := func() (gatewayhost.Answer, error) {
		g.mu.Lock()
		token := g.token
		g.mu.Unlock()
		return g.host.Pass(ctx, r, body, token)
	}
	a, err := send()
	if err != nil || a.Status != http.StatusUnauthorized {
		return a, err
	}
	if err := g.login(ctx); err != nil {
		return a, err
	}
	return send()
}

// book notes what became of a decision, and tells the simulator of one that was taken.
func (g *Gateway) book(ctx context.Context, path string, body []byte, a gatewayhost.Answer) {
	word := a.Header.Get("X-Outcome")
	if a.Status != http.StatusOK {
		var refused struct{ Error string }
		_ = json.Unmarshal(a.Body, &refused)
		word = fmt.Sprintf("%d %s", a.Status, refused.Error)
	}
	g.mu.Lock()
	g.outcomes[word]++
	g.mu.Unlock()
	if word != "decided" {
		return
	}
	var d struct{ Approver, State, Comment string }
	if err := json.Unmarshal(body, &d); err != nil {
		g.trouble("read a decision that the host took: %v", err)
		return
	}
	if err := g.sim.Book(ctx, path[strings.LastIndexByte(path, '/')+1:], d.Approver, d.State, d.Comment); err != nil {
		g.trouble("the host took a decision that the simulator would have refused: %v", err)
	}
}

func (g *Gateway) login(ctx context.Context) error {
	token, err := g.host.Token(ctx, iiqsim.DefaultClientID, iiqsim.DefaultClientSecret)
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.token = token
	return nil
}
