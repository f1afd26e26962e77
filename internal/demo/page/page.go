package page

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

//go:embed assets
var assets embed.FS

// Bot is the bot's process, which the page can end and start.
type Bot interface {
	// Running gives the process id, and false when it does not run.
	Running() (pid int, running bool)
	// Start starts it; a running one stays as it is.
	Start() error
	// Kill ends it at once, as a crash would.
	Kill() error
}

// Persona is a person whom one can play in the demo, by their name in Slack.
type Persona struct {
	SlackID string
	// Role is the person's part in a word, such as `approver`.
	Role string
}

// Options is what a page shows. All fields but Logger are needed; Personas may be empty.
type Options struct {
	Slack   *slacksim.Sim
	IIQ     *iiqsim.Sim
	Calls   *Calls
	Bot     Bot
	Journal *Journal
	// Personas come first in the list of people to play; the first two are in the two panes at the start.
	Personas []Persona
	// Workgroup is the IIQ name of the workgroup that the templates and the tour use; Approver, Requester and Target the
	// people.
	Workgroup, Approver, Requester, Target string
	Clock                                  func() time.Time
	Logger                                 *slog.Logger
}

// Page is the demo's page.
type Page struct {
	Options
	teller   *teller
	items    *itemBook
	troubles *troubles
	mu       sync.Mutex
	viewers  map[string]*viewer
	stopping context.Context
	// inSlack and inIIQ tell what has happened since New; leave ends both.
	inSlack <-chan slacksim.Notice
	inIIQ   <-chan iiqsim.Event
	leave   func()
	// iiqRev counts what has happened in IdentityIQ.
	iiqRev      atomic.Int64
	ownersOnce  sync.Once
	ownersKnown []choice
}

// slackBehind is how many notices of Slack's wait at most.
const slackBehind = 4096

// New makes a page, which misses nothing that happens from then on. Watch must run for anything to be seen, and ends what New
// began. New fails when Slack has too many listeners.
func New(ctx context.Context, o Options) (*Page, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	inSlack, leaveSlack, err := o.Slack.Subscribe(slackBehind)
	if err != nil {
		return nil, fmt.Errorf("watch Slack: %w", err)
	}
	p := &Page{Options: o, viewers: map[string]*viewer{}, stopping: ctx, inSlack: inSlack}
	var leaveIIQ func()
	p.inIIQ, leaveIIQ = o.IIQ.Subscribe()
	p.leave = func() {
		leaveSlack()
		leaveIIQ()
	}
	p.items = newItemBook(o.IIQ)
	p.teller = &teller{slack: o.Slack, iiq: o.IIQ, journal: o.Journal, items: p.items}
	p.troubles = newTroubles(o)
	o.Journal.onChange(p.wake)
	return p, nil
}

// Watch follows both simulators until ctx ends.
func (p *Page) Watch(ctx context.Context) error {
	defer p.leave()
	for {
		select {
		case <-ctx.Done():
			return nil
		case n, open := <-p.inSlack:
			if !open {
				return nil
			}
			p.wake()
			p.teller.slackNotice(n)
		case e, open := <-p.inIIQ:
			if !open {
				return nil
			}
			p.teller.iiqEvent(e)
			p.iiqRev.Add(1)
			p.wake()
		case c := <-p.Calls.calls:
			p.teller.iiqCalled(c)
		}
	}
}

// wake tells every viewer that something has changed.
func (p *Page) wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, v := range p.viewers {
		v.nudge()
	}
}

// Handler serves the page.
func (p *Page) Handler() http.Handler {
	mux := http.NewServeMux()
	static, err := fs.Sub(assets, "assets/static")
	if err != nil {
		p.Logger.Error("open the page's files", "error", err)
	}
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServerFS(static)))
	mux.HandleFunc("GET /{$}", p.index)
	mux.HandleFunc("GET /stream", p.stream)
	mux.HandleFunc("GET /identityiq/ui/rest/redirect", p.visit)
	p.slackDoings(mux)
	p.iiqDoings(mux)
	p.troubleDoings(mux)
	return guarded(mux)
}

// visit is where links of cards lead: the page itself, with the work item shown on IdentityIQ's side.
func (p *Page) visit(w http.ResponseWriter, r *http.Request) {
	to := "/"
	if found := itemLink.FindStringSubmatch(r.URL.RawQuery + "&" + r.URL.Query().Get("rp2")); found != nil {
		to = "/?item=" + found[1]
	}
	http.Redirect(w, r, to, http.StatusFound)
}
