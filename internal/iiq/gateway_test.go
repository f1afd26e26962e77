package iiq_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// tapped is a transport that keeps what was sent, and can answer in the place of IIQ.
type tapped struct {
	mu      sync.Mutex
	sent    []*http.Request
	bodies  []string
	instead func(r *http.Request) *http.Response
}

func (p *tapped) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = string(raw)
		r.Body = io.NopCloser(bytes.NewReader(raw))
	}
	p.mu.Lock()
	p.sent, p.bodies = append(p.sent, r), append(p.bodies, body)
	instead := p.instead
	p.mu.Unlock()
	if instead != nil {
		if resp := instead(r); resp != nil {
			return resp, nil
		}
	}
	return http.DefaultTransport.RoundTrip(r)
}

// answers makes the plugin answer capabilities with this status and body; 0 lets IIQ answer.
func (p *tapped) answers(status int, body string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.instead = func(r *http.Request) *http.Response {
		if status == 0 || !strings.HasSuffix(r.URL.Path, "/capabilities") {
			return nil
		}
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
	}
}

// asked counts the calls whose path ends so.
func (p *tapped) asked(path string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.sent {
		if strings.HasSuffix(r.URL.Path, path) {
			n++
		}
	}
	return n
}

// writes gives the headers and bodies of the decisions that were sent.
func (p *tapped) writes() (headers []http.Header, bodies []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n, r := range p.sent {
		if r.Method == http.MethodPut {
			headers, bodies = append(headers, r.Header), append(bodies, p.bodies[n])
		}
	}
	return headers, bodies
}

// gatewayBench is a client in front of a simulated gateway.
func gatewayBench(t *testing.T, log *slog.Logger, change ...func(*iiq.Config)) (*bench, *tapped) {
	t.Helper()
	sim := iiqsim.New(iiqsim.Options{Gateway: true, LockWait: time.Millisecond})
	base, stop, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close(); stop() })
	id, secret := sim.Credentials()
	cfg := iiq.Config{RootURL: sim.Root(base), ClientID: id, ClientSecret: secret, PluginPath: iiqsim.GatewayPath}
	for _, c := range change {
		c(&cfg)
	}
	tap := &tapped{}
	c, err := iiq.New(cfg, &http.Client{Transport: tap}, time.Now, log, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{sim, c, t}
	b.people()
	return b, tap
}

// decides reads an item back and decides it, as a worker does.
func (b *bench) decides(id, key string) (iiq.DecideAnswer, error) {
	b.t.Helper()
	w, err := b.WorkItemListed(b.t.Context(), id)
	b.must(err)
	return b.Decide(b.t.Context(), b.write(w, key))
}

func (b *bench) write(w approvals.WorkItem, key string) approvals.Write {
	return approvals.Write{WorkItemID: w.ID, ApproverID: b.id("Sam.Okoye"), State: approvals.StateFinished,
		Comment: "Fine (Sam Okoye, in Slack)", Key: key, Expect: approvals.ExpectedOf(w)}
}

const someKey = "8021657a-92e0-42e0-9a19-b388e29cbd38"

func TestADecisionCarriesItsKeyAndWhatWasRead(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil)
	if !b.AskGateway(t.Context()) {
		t.Fatal("ask for the gateway: got no answer, want one")
	}
	w := b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateViolation})
	if _, err := b.decides(w.ID, someKey); err != nil {
		t.Fatal(err)
	}
	headers, bodies := tap.writes()
	if len(headers) != 1 || headers[0].Get("Idempotency-Key") != someKey {
		t.Fatalf("got the headers %v, want one with the key", headers)
	}
	for _, part := range []string{`"expect":{"tag":"`, `"violations":1`, `"request":"` + w.IdentityRequest + `"`} {
		if !strings.Contains(bodies[0], part) {
			t.Errorf("got the body %s, want %s in it", bodies[0], part)
		}
	}
}

// Every shape of item that the simulator makes has one tag on both sides: a decision that expects it is taken.
func TestTagsOfBothSidesAgree(t *testing.T) {
	t.Parallel()
	b, _ := gatewayBench(t, nil)
	b.AskGateway(t.Context())
	for _, template := range iiqsim.Templates() {
		w := b.item(iiqsim.ItemSpec{Template: template, LineCount: 3})
		if w.Type != iiqsim.TypeApproval || w.NeedsSignature() {
			continue
		}
		read, err := b.WorkItemListed(t.Context(), w.ID)
		b.must(err)
		if read.Tag == "" {
			t.Logf("%s: has no tag, and is decided in IdentityIQ", template)
			continue
		}
		if _, err := b.Decide(t.Context(), b.write(read, "")); err != nil {
			t.Errorf("%s: got %v, want the decision taken: both sides have the same tag", template, err)
		}
	}
}

// What changes between the last look and the write refuses the decision, and is told as a change.
func TestWhatChangedMeanwhileIsRefused(t *testing.T) {
	t.Parallel()
	b, _ := gatewayBench(t, nil)
	b.AskGateway(t.Context())
	w := b.item(iiqsim.ItemSpec{})
	read, err := b.WorkItemListed(t.Context(), w.ID)
	b.must(err)
	b.must(b.UpdateItem(w.ID, func(w *iiqsim.WorkItem) { w.Lines[0].Value = "Ledger Writer" }))
	_, err = b.Decide(t.Context(), b.write(read, someKey))
	if code := refusalCode(err); !errors.Is(err, approvals.ErrIIQRefused) || code != approvals.RefusedChanged {
		t.Errorf("got %v, %q, want a refusal since it changed", err, code)
	}
}

func refusalCode(err error) approvals.RefusalCode {
	var told interface{ Refusal() approvals.RefusalCode }
	if errors.As(err, &told) {
		return told.Refusal()
	}
	return ""
}

// An answer that is lost after the effect is asked for again by the key, and the decision is written once.
func TestALostAnswerIsSettledByTheKey(t *testing.T) {
	t.Parallel()
	for _, kind := range []iiqsim.FaultKind{iiqsim.FaultCut, iiqsim.FaultTruncate, iiqsim.FaultStatus} {
		b, _ := gatewayBench(t, nil)
		b.AskGateway(t.Context())
		w := b.item(iiqsim.ItemSpec{})
		_, err := b.AddFault(iiqsim.Fault{Kind: kind, Status: 502, Method: "PUT", AfterEffect: true, Count: 2})
		b.must(err)
		answer, err := b.decides(w.ID, someKey)
		if err != nil || answer.Item.State != approvals.StateFinished {
			t.Errorf("%s: got %q, %v, want it decided", kind, answer.Item.State, err)
		}
		if rows := b.Audit(); len(rows) != 1 {
			t.Errorf("%s: got %d decisions written, want one", kind, len(rows))
		}
	}
}

// Without a gateway that knows keys an unclear write is sent once.
func TestAnUnclearWriteWithoutKeysIsSentOnce(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil)
	without := "act.key,act.tag"
	b.SetGateway(map[string]*string{"without": &without})
	b.AskGateway(t.Context())
	w := b.item(iiqsim.ItemSpec{})
	_, err := b.AddFault(iiqsim.Fault{Kind: iiqsim.FaultCut, Method: "PUT", AfterEffect: true, Count: 1})
	b.must(err)
	if _, err := b.decides(w.ID, someKey); !errors.Is(err, approvals.ErrOutcomeUnknown) {
		t.Errorf("got %v, want an unknown outcome", err)
	}
	headers, bodies := tap.writes()
	if len(headers) != 1 || headers[0].Get("Idempotency-Key") != "" || strings.Contains(bodies[0], "expect") {
		t.Errorf("got %d writes, %v, %v, want one as the vendor's plugin takes it", len(headers), headers, bodies)
	}
}

func TestTakenByItsKey(t *testing.T) {
	t.Parallel()
	b, _ := gatewayBench(t, nil)
	b.AskGateway(t.Context())
	w, open := b.item(iiqsim.ItemSpec{}), b.item(iiqsim.ItemSpec{})
	read, err := b.WorkItemListed(t.Context(), w.ID)
	b.must(err)
	if _, err := b.Decide(t.Context(), b.write(read, someKey)); err != nil {
		t.Fatal(err)
	}
	other := read
	other.ID = open.ID
	for name, c := range map[string]struct {
		write approvals.Write
		taken bool
	}{
		"what was taken":                 {b.write(read, someKey), true},
		"another key":                    {b.write(read, "00000000-92e0-42e0-9a19-b388e29cbd38"), false},
		"an item that is open":           {b.write(other, "11111111-92e0-42e0-9a19-b388e29cbd38"), false},
		"the same key for another":       {b.write(other, someKey), false},
		"an item that nobody ever heard": {b.write(approvals.WorkItem{ID: strings.Repeat("f", 32)}, "2"), false},
	} {
		taken, asked, err := b.Taken(t.Context(), c.write)
		if err != nil || !asked || taken != c.taken {
			t.Errorf("%s: got taken %t, asked %t, %v, want %t, asked", name, taken, asked, err, c.taken)
		}
	}
	if len(b.Audit()) != 1 || len(b.OpenItems()) != 1 {
		t.Errorf("got %d decisions and %d open items after the questions, want one of each", len(b.Audit()), len(b.OpenItems()))
	}
}

func TestTheWinnerIsRead(t *testing.T) {
	t.Parallel()
	b, _ := gatewayBench(t, nil)
	b.AskGateway(t.Context())
	w := b.item(iiqsim.ItemSpec{})
	read, err := b.WorkItemListed(t.Context(), w.ID)
	b.must(err)
	b.must(b.Deny(w.ID, "Ada.Mensah", "No budget"))
	_, err = b.Decide(t.Context(), b.write(read, someKey))
	var told interface {
		Ending() (approvals.ApprovalSummary, bool)
	}
	if !errors.As(err, &told) || !errors.Is(err, approvals.ErrIIQRefused) {
		t.Fatalf("got %v, want a refusal that tells the winner", err)
	}
	s, known := told.Ending()
	if !known || s.State != approvals.StateRejected || s.Completer != "Ada.Mensah" || s.WorkItemID != w.ID || s.Ended.IsZero() ||
		len(s.Lines) != len(w.Lines) {
		t.Errorf("got the ending %+v, %t, want the denial by Ada.Mensah", s, known)
	}
}
