package browser

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/demo/page"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// studio is a world with the bot and the demo's page, in which pictures are taken: unlike in the demo, time can go by.
type studio struct {
	*tab
	*demo.World
	demo.Stage
	dir string
}

// newStudio starts everything; the bot reminds after an hour, tells requesters, and makes one message of many items.
func newStudio(t *testing.T, dir string) *studio {
	t.Helper()
	d := startChromium(t)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	calls := page.NewCalls()
	w, err := demo.Start(ctx, demo.Options{Seed: 1, Gateway: true, IIQ: func(o *iiqsim.Options) { o.Logger = calls.Logger() }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	stage, err := w.SetStage()
	if err != nil {
		t.Fatal(err)
	}
	address := servePage(ctx, t, w, stage, calls)
	runFor(t, w, map[string]string{"REMIND_AFTER": "1h", "TELL_REQUESTER": "on",
		"CARDS_AT_ONCE": "16", "SLACK_LIMITS": "off", "IIQ_PUBLIC_URL": address + "identityiq"})
	s := &studio{tab: openTab(t, d, address, 1280, 900, false), World: w, Stage: stage, dir: dir}
	s.await("the page", newest(0, "asks to remove access"))
	s.must(s.eval(`document.querySelector('[data-tour=skip]').click()`, nil))
	s.size(1180, 1700, false)
	s.still()
	return s
}

// still takes away what disturbs a picture: movements, and what would show at the corners of a form.
func (p *tab) still() {
	p.Helper()
	p.must(p.eval(`{ const plain = new CSSStyleSheet(); plain.replaceSync('.layer { background: #fff !important } .modal { box-shadow: none !important }'); document.adoptedStyleSheets = [plain]; }`, nil))
	p.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-reduced-motion",
		"value": "reduce"}}}, nil)
}

// noBot is the page's switch of the bot, which nobody presses here.
type noBot struct{}

func (noBot) Running() (int, bool) { return 0, true }
func (noBot) Start() error         { return nil }
func (noBot) Kill() error          { return errors.New("the bot of the pictures is not killed") }

func servePage(ctx context.Context, t *testing.T, w *demo.World, s demo.Stage, calls *page.Calls) string {
	t.Helper()
	listener, _, err := page.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := page.Options{Slack: w.Slack, IIQ: w.IIQ, Calls: calls, Bot: noBot{}, Journal: page.NewJournal(time.Now), Clock: time.Now,
		Workgroup: s.Workgroup, Approver: s.Approver, Requester: s.Requester, Target: s.Target}
	for _, r := range s.Roles {
		o.Personas = append(o.Personas, page.Persona{SlackID: w.SlackID(r.Name), Role: r.Role})
	}
	show, err := page.New(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = show.Watch(ctx) }()
	server := &http.Server{Handler: show.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + listener.Addr().String() + "/"
}

// runFor builds the bot and runs it in the world until the test ends.
func runFor(t *testing.T, w *demo.World, more map[string]string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bot")
	noteSources(t)
	if out, err := exec.Command("go", "build", "-o", path, "github.com/iiq-approvals/bot/cmd/bot").CombinedOutput(); err != nil {
		t.Fatalf("build the bot: %v\n%s", err, out)
	}
	said := &saying{grown: make(chan struct{}, 1)}
	cmd := exec.Command(path, "run")
	cmd.Stdout, cmd.Stderr = said, said
	for _, settings := range []map[string]string{w.Settings(), more} {
		for k, v := range settings {
			cmd.Env = append(cmd.Env, k+"="+v)
		}
	}
	cmd.Env = append(cmd.Env, "HOME="+os.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatalf("start the bot: %v", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the bot said:\n%s", said.tail(40))
		}
	})
}

// ask makes a work item and gives its number as people see it.
func (s *studio) ask(spec iiqsim.ItemSpec) (id, number string) {
	s.Helper()
	if spec.Owner == "" {
		spec.Owner = s.Approver
	}
	if spec.Requester == "" {
		spec.Requester, spec.Target = s.Requester, s.Target
	}
	w, err := s.IIQ.AddWorkItem(spec)
	s.must(err)
	return w.ID, strings.TrimLeft(w.Name, "0")
}

// sql changes the bot's tables where time has to have gone by.
func (s *studio) sql(statements ...string) {
	s.Helper()
	conn, err := pgx.Connect(s.ctx(), s.DatabaseURL)
	s.must(err)
	defer conn.Close(context.Background())
	for _, q := range statements {
		_, err := conn.Exec(s.ctx(), q)
		s.must(err)
	}
}

// take writes a small picture of what the expression finds.
func (s *studio) take(name, expression string) {
	s.Helper()
	s.must(s.eval(`document.activeElement.blur()`, nil))
	s.call("Input.dispatchMouseEvent", map[string]any{"type": "mouseMoved", "x": 1, "y": 1}, nil)
	s.must(s.eval("("+expression+`).scrollIntoView({ block: 'end', behavior: 'instant' })`, nil))
	path := filepath.Join(s.dir, name+".png")
	s.shoot(path, expression)
	s.must(shrink(path))
}

// be changes who the person in the first pane is.
func (s *studio) be(name string) {
	s.Helper()
	(&story{tab: s.tab}).be(0, name)
}

// choose takes an entry of the newest message's menu.
func (s *studio) choose(message, entry string) {
	s.Helper()
	s.must(s.eval("((menu) => { menu.value = [...menu.options].find((o) => o.text === '"+entry+"').value; "+
		"menu.dispatchEvent(new Event('change', {bubbles: true})) })(("+message+").querySelector('select[data-choose]'))", nil))
}
