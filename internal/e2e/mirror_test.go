package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/iiq-approvals/bot/internal/gatewayhost"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// mirror is an IdentityIQ whose plugin is the stub-run gateway. People play in the simulator, which keeps the story's
// books; before each call of the plugin the host is told what has changed there, and a decision that the host took is
// told to the simulator.
//
//	bot ──▶ mirror ── token, ping ──▶ simulator ◀── people of the story
//	          └── the plugin's calls ──▶ host       (decisions that it took ──▶ simulator's ledger)
type mirror struct {
	t     *testing.T
	sim   *iiqsim.Sim
	host  *gatewayhost.Host
	token string

	mu      sync.Mutex
	people  map[string]string          // id ▶ members, as the host has them
	waiting map[string]iiqsim.WorkItem // open items, as the host has them
}

// mirrored gives the root of such an IdentityIQ.
func mirrored(t *testing.T, sim *iiqsim.Sim, host *gatewayhost.Host) string {
	t.Helper()
	m := &mirror{t: t, sim: sim, host: host, people: map[string]string{}, waiting: map[string]iiqsim.WorkItem{}}
	m.login()
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	return sim.Root(server.URL)
}

func (m *mirror) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.URL.Path, "/"+gatewayhost.Path+"/") {
		m.sim.Handler().ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	// A decision that is being taken must not look like an item that vanished.
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.sync(); err != nil {
		m.t.Errorf("tell the host what changed: %v", err)
	}
	answer, err := m.host.Pass(r.Context(), r, body, m.token)
	if err != nil {
		m.t.Errorf("ask the host: %v", err)
		http.Error(w, "the host is away", http.StatusBadGateway)
		return
	}
	if r.Method == http.MethodPut && answer.Status == http.StatusOK && answer.Header.Get("X-Outcome") == "decided" {
		m.book(r, body)
	}
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(answer.Body)
}

// book tells the simulator of a decision, as the vendor's plugin would have taken it. A fault of the story that strikes
// here cuts the bot's own call, after the effect.
func (m *mirror) book(r *http.Request, body []byte) {
	var d struct {
		Approver string `json:"approver"`
		State    string `json:"state"`
		Comment  string `json:"comment"`
	}
	id := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	delete(m.waiting, id)
	if err := json.Unmarshal(body, &d); err != nil {
		m.t.Errorf("read the decision: %v", err)
	}
	raw, err := json.Marshal(d)
	if err != nil {
		m.t.Errorf("write the decision: %v", err)
	}
	path := "/identityiq/" + iiqsim.DefaultPluginPath + "/object/WorkItem/" + id
	again := httptest.NewRequestWithContext(r.Context(), http.MethodPut, path, bytes.NewReader(raw))
	again.Header.Set("Authorization", r.Header.Get("Authorization"))
	again.Header.Set("Content-Type", "application/json")
	told := httptest.NewRecorder()
	m.sim.Handler().ServeHTTP(told, again)
	if told.Code != http.StatusOK {
		m.t.Errorf("the simulator's books: got status %d, %.300q, want 200", told.Code, told.Body)
	}
}

func (m *mirror) login() {
	m.t.Helper()
	var err error
	if m.token, err = m.host.Token(m.t.Context(), iiqsim.DefaultClientID, iiqsim.DefaultClientSecret); err != nil {
		m.t.Fatal(err)
	}
}

// control makes a control call of the host.
func (m *mirror) control(method, path string, in any) error {
	_, err := m.host.Control(context.Background(), method, path, in)
	return err
}

// sync tells the host what people have changed since the last call.
func (m *mirror) sync() error {
	all := m.sim.Identities()
	for _, i := range all {
		if _, known := m.people[i.ID]; known {
			continue
		}
		alone := i
		alone.Members = nil
		if err := m.control(http.MethodPost, "/_sim/identities", alone); err != nil {
			return err
		}
		m.people[i.ID] = ""
	}
	for _, i := range all {
		if members := fmt.Sprint(i.Members); i.Workgroup && m.people[i.ID] != members {
			if err := m.control(http.MethodPut, "/_sim/identities/"+i.ID+"/members", i.Members); err != nil {
				return err
			}
			m.people[i.ID] = members
		}
	}
	return m.syncItems()
}

func (m *mirror) syncItems() error {
	open := map[string]bool{}
	for _, w := range m.sim.OpenItems() {
		open[w.ID] = true
		before, known := m.waiting[w.ID]
		var err error
		switch {
		case !known:
			err = m.control(http.MethodPost, "/_sim/items", iiqsim.ItemSpec{
				Owner: w.OwnerID, Requester: w.RequesterID, Target: w.TargetID, Item: w, NoRequest: w.IdentityRequest == "",
			})
		case before.OwnerID != w.OwnerID:
			err = m.control(http.MethodPost, "/_sim/items/"+w.ID+"/forward", map[string]string{"to": w.OwnerID})
		}
		if err != nil {
			return err
		}
		m.waiting[w.ID] = w
	}
	for id := range m.waiting {
		if open[id] {
			continue
		}
		if err := m.end(id); err != nil {
			return err
		}
		delete(m.waiting, id)
	}
	return nil
}

// end tells the host of an item that somebody decided in IdentityIQ's pages.
func (m *mirror) end(id string) error {
	w, err := m.sim.WorkItem(id)
	if err != nil {
		return err
	}
	who := w.Completer
	for _, i := range m.sim.Identities() {
		if i.Shown() == w.Completer {
			who = i.ID
		}
	}
	return m.control(http.MethodPost, "/_sim/items/"+id+"/complete", iiqsim.Completion{By: who, State: w.State, Comment: w.Comments})
}
