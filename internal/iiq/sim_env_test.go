package iiq_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// bench is a client in front of a running simulator.
type bench struct {
	*iiqsim.Sim
	*iiq.Client
	t testing.TB
}

func start(t testing.TB, opts iiqsim.Options, change ...func(*iiq.Config)) *bench {
	t.Helper()
	sim := iiqsim.New(opts)
	base, stop, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close(); stop() })
	id, secret := sim.Credentials()
	cfg := iiq.Config{RootURL: sim.Root(base), ClientID: id, ClientSecret: secret, PluginPath: opts.PluginPath}
	for _, c := range change {
		c(&cfg)
	}
	transport := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(transport.CloseIdleConnections)
	c, err := iiq.New(cfg, transport, time.Now, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{sim, c, t}
}

// people adds Sam, Dana, Lee and Ada, and the workgroup Desk of Ada and the group Inner of Lee.
func (b *bench) people() {
	b.t.Helper()
	for _, name := range []string{"Sam.Okoye", "Dana.Reyes", "Lee.Quinn", "Ada.Mensah"} {
		b.must(second(b.AddIdentity(iiqsim.Identity{
			Name: name, Email: strings.ToLower(name) + "@example.com", DisplayName: strings.ReplaceAll(name, ".", " "),
			Department: "Finance",
		})))
	}
	b.must(second(b.AddWorkgroup("Inner", "Inner desk", "Lee.Quinn")))
	b.must(second(b.AddWorkgroup("Desk", "Access desk", "Ada.Mensah", "Inner")))
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) id(name string) string {
	b.t.Helper()
	i, err := b.Identity(name)
	b.must(err)
	return i.ID
}

func (b *bench) item(spec iiqsim.ItemSpec) iiqsim.WorkItem {
	b.t.Helper()
	spec.Owner = or(spec.Owner, "Sam.Okoye")
	spec.Requester, spec.Target = or(spec.Requester, "Lee.Quinn"), or(spec.Target, "Dana.Reyes")
	spec.Template = iiqsim.Template(or(string(spec.Template), string(iiqsim.TemplateRole)))
	w, err := b.AddWorkItem(spec)
	b.must(err)
	return w
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func second[T any](_ T, err error) error { return err }

func (b *bench) approve(w iiqsim.WorkItem) error {
	_, err := b.Decide(b.t.Context(), approvals.Write{
		WorkItemID: w.ID, ApproverID: b.id("Sam.Okoye"), State: approvals.StateFinished, Comment: "Fine.\nReally (Sam Okoye, in Slack)",
	})
	return err
}
