package page

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

const (
	// maxViewers bounds how many browser pages may be open.
	maxViewers = 30
	// restBetween lets changes that come together go out together.
	restBetween = 15 * time.Millisecond
	// heartbeat shows a browser that is gone.
	heartbeat = 20 * time.Second
)

// viewer is one open browser page.
type viewer struct {
	id      string
	wakes   chan struct{}
	changes chan change
	panes   [2]*pane
	log     int
	iiq     string
	iiqRev  int64
	state   string
}

// change sets what a pane shows.
type change struct {
	pane int
	to   showing
}

func (v *viewer) nudge() {
	select {
	case v.wakes <- struct{}{}:
	default:
	}
}

func (p *Page) admit() (*viewer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.viewers) >= maxViewers {
		return nil, errors.New("too many pages are open")
	}
	v := &viewer{id: rand.Text(), wakes: make(chan struct{}, 1), changes: make(chan change, 16)}
	p.viewers[v.id] = v
	v.nudge()
	return v, nil
}

func (p *Page) dismiss(v *viewer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.viewers, v.id)
}

func (p *Page) viewer(id string) *viewer {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.viewers[id]
}

// stream sends a browser page what it is to show, as server-sent events, for as long as it is open.
func (p *Page) stream(w http.ResponseWriter, r *http.Request) {
	v, err := p.admit()
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	defer p.dismiss(v)
	w.Header().Set("Content-Type", "text/event-stream")
	out := &sender{w: w, flush: http.NewResponseController(w)}
	out.send("hello", map[string]any{"stream": v.id, "rev": p.Journal.newest()})
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for out.err == nil {
		select {
		case <-r.Context().Done():
			return
		case <-p.stopping.Done():
			return
		case c := <-v.changes:
			v.panes[c.pane] = &pane{showing: c.to, fresh: true, sent: map[string]string{}}
			v.nudge()
		case <-beat.C:
			out.comment()
		case <-v.wakes:
			if err := p.refresh(v, out); err != nil {
				p.Logger.Error("show the demo", "error", err)
				return
			}
			pause(r, restBetween)
		}
	}
}

func pause(r *http.Request, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
	}
}

// refresh sends whatever differs from what the viewer has.
func (p *Page) refresh(v *viewer, out *sender) error {
	for i, pn := range v.panes {
		if pn == nil || pn.User == "" {
			continue
		}
		if err := p.refreshPane(i, pn, out); err != nil {
			return err
		}
	}
	if err := p.refreshLog(v, out); err != nil {
		return err
	}
	if err := p.refreshIIQ(v, out); err != nil {
		return err
	}
	state := p.state()
	raw, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("encode state: %w", err)
	}
	out.ifNew("state", &v.state, string(raw), state)
	return out.err
}

func (p *Page) refreshIIQ(v *viewer, out *sender) error {
	rev := p.iiqRev.Load() + 1
	if v.iiqRev == rev {
		return nil
	}
	v.iiqRev = rev
	html, err := p.iiqHTML()
	if err != nil {
		return err
	}
	out.ifNew("iiq", &v.iiq, html, map[string]any{"html": html})
	return nil
}

func (p *Page) refreshPane(i int, pn *pane, out *sender) error {
	if pn.fresh {
		places, err := render("places", map[string]any{"Places": p.places(pn.User), "Here": pn.Channel, "Tab": pn.Tab})
		if err != nil {
			return err
		}
		out.send("pane", map[string]any{"pane": i, "reset": true, "showing": pn.showing, "places": places, "zone": p.zone(pn.User)})
	}
	pieces, err := p.changes(pn)
	if err != nil {
		return err
	}
	if len(pieces) > 0 || pn.fresh {
		out.send("messages", map[string]any{"pane": i, "fresh": pn.fresh, "pieces": pieces})
	}
	pn.fresh = false
	home, err := p.homeHTML(pn.User)
	if err != nil {
		return err
	}
	out.ifNew("home", &pn.home, home, map[string]any{"pane": i, "html": home})
	modal, err := p.modalHTML(pn.User)
	if err != nil {
		return err
	}
	out.ifNew("modal", &pn.modal, modal, map[string]any{"pane": i, "html": modal})
	return nil
}

// line is an entry of the account for the browser.
type line struct {
	ID   int    `json:"id"`
	Rev  int    `json:"rev"`
	HTML string `json:"html"`
	Code string `json:"code,omitempty"`
	Item string `json:"item,omitempty"`
	Fine bool   `json:"fine,omitempty"`
}

func (p *Page) refreshLog(v *viewer, out *sender) error {
	entries, rev := p.Journal.since(v.log)
	v.log = rev
	lines := make([]line, 0, len(entries))
	for _, e := range entries {
		html, err := render("entry", e)
		if err != nil {
			return err
		}
		lines = append(lines, line{ID: e.ID, Rev: e.Rev, HTML: html, Code: e.Code, Item: e.ItemID, Fine: e.Fine})
	}
	if len(lines) > 0 {
		out.send("log", lines)
	}
	return nil
}

// sender writes server-sent events; after the first error it writes no more.
type sender struct {
	w     http.ResponseWriter
	flush *http.ResponseController
	err   error
}

func (s *sender) send(kind string, data any) {
	if s.err != nil {
		return
	}
	raw, err := json.Marshal(data)
	if err != nil {
		s.err = fmt.Errorf("encode %s: %w", kind, err)
		return
	}
	if _, s.err = fmt.Fprintf(s.w, "event: %s\ndata: %s\n\n", kind, raw); s.err == nil {
		s.err = s.flush.Flush()
	}
}

// ifNew sends data when its key differs from the one that was sent last.
func (s *sender) ifNew(kind string, last *string, key string, data any) {
	if key = strings.TrimSpace(key); *last != key {
		*last = key
		s.send(kind, data)
	}
}

func (s *sender) comment() {
	if _, s.err = fmt.Fprint(s.w, ": still here\n\n"); s.err == nil {
		s.err = s.flush.Flush()
	}
}
