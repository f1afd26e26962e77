package browser

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// seenWithin is how long something may take to be seen on the page; it bounds a failure, and measures nothing.
const seenWithin = 45 * time.Second

// tab is one page of the browser, with what went wrong on it.
type tab struct {
	testing.TB
	d       *devTools
	session string
	mu      sync.Mutex
	errors  []string
}

// openTab opens an address in a page of this size.
func openTab(t testing.TB, d *devTools, address string, width, height int, phone bool) *tab {
	t.Helper()
	p := &tab{TB: t, d: d}
	var target struct{ TargetID, BrowserContextID string }
	// A context of its own: nothing is remembered from another test.
	p.must(d.call(p.ctx(), "", "Target.createBrowserContext", map[string]any{}, &target))
	p.must(d.call(p.ctx(), "", "Target.createTarget", map[string]any{"url": "about:blank", "browserContextId": target.BrowserContextID},
		&target))
	var attached struct{ SessionID string }
	p.must(d.call(p.ctx(), "", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached))
	p.session = attached.SessionID
	d.listen(p.session, p.event)
	for _, method := range []string{"Page.enable", "Runtime.enable", "Log.enable"} {
		p.call(method, map[string]any{}, nil)
	}
	p.size(width, height, phone)
	p.call("Page.navigate", map[string]any{"url": address}, nil)
	t.Cleanup(func() {
		if t.Failed() {
			p.picture("failed-" + strings.ReplaceAll(t.Name(), "/", "-"))
		}
		for _, e := range p.complaints() {
			t.Errorf("the browser's console: %s", e)
		}
	})
	return p
}

func (p *tab) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), seenWithin)
	p.Cleanup(cancel)
	return ctx
}

func (p *tab) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *tab) call(method string, params, out any) {
	p.Helper()
	p.must(p.d.call(p.ctx(), p.session, method, params, out))
}

// size sets how large the page is, at two pixels a point.
func (p *tab) size(width, height int, phone bool) {
	p.Helper()
	p.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 2, "mobile": phone},
		nil)
}

// event notes what a person would find in the console as an error.
func (p *tab) event(method string, params json.RawMessage) {
	var e struct {
		Type  string
		Entry struct{ Level, Text, URL string }
		Args  []struct{ Value any }
	}
	if json.Unmarshal(params, &e) != nil {
		return
	}
	bad := method == "Runtime.exceptionThrown" || method == "Runtime.consoleAPICalled" && (e.Type == "error" || e.Type == "assert") ||
		method == "Log.entryAdded" && e.Entry.Level == "error"
	if bad {
		p.mu.Lock()
		p.errors = append(p.errors, fmt.Sprintf("%s %s", method, params))
		p.mu.Unlock()
	}
}

func (p *tab) complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.errors...)
}

// eval runs an expression, which may be a promise, and reads its value into out.
func (p *tab) eval(expression string, out any) error {
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	err := p.d.call(p.ctx(), p.session, "Runtime.evaluate",
		map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &r)
	switch {
	case err != nil:
		return err
	case r.ExceptionDetails != nil:
		return fmt.Errorf("evaluate: %s", r.ExceptionDetails.Exception.Description)
	case out == nil || r.Result.Value == nil:
		return nil
	}
	return json.Unmarshal(r.Result.Value, out)
}

// await waits in the page until an expression is true; it is asked again with each frame that is drawn.
func (p *tab) await(what, expression string) {
	p.Helper()
	script := fmt.Sprintf(`new Promise((done) => { const end = performance.now() + %d;
		const look = () => { let ok = false; try { ok = Boolean(%s); } catch {} if (ok || performance.now() > end) done(ok); else setTimeout(look, 20); }; look(); })`,
		seenWithin.Milliseconds()-5000, expression)
	var ok bool
	p.must(p.eval(script, &ok))
	if !ok {
		var text string
		_ = p.eval(`[...document.querySelectorAll('.slack:not([hidden]) .messages, .slack:not([hidden]) .home:not([hidden]), .said, #iiq, #log')].map((n) => n.innerText.slice(-2500)).join('\n----\n')`, &text)
		p.Fatalf("not seen: %s\n%s", what, text)
	}
}

// press clicks with the mouse on what the expression finds, as a person does: where it is, if nothing is over it.
func (p *tab) press(what, expression string) {
	p.Helper()
	p.await(what, expression)
	var at struct {
		X, Y float64
		Over string
	}
	p.must(p.eval(fmt.Sprintf(`(() => { const node = %s; node.scrollIntoView({ block: 'center', behavior: 'instant' });
		const r = node.getBoundingClientRect(); const x = r.left + r.width / 2, y = r.top + r.height / 2;
		const top = document.elementFromPoint(x, y);
		return { X: x, Y: y, Over: top && (node.contains(top) || top.contains(node)) ? '' : String(top && top.outerHTML).slice(0, 200) }; })()`, expression), &at))
	if at.Over != "" {
		p.Fatalf("%s is covered by %s", what, at.Over)
	}
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		p.call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1}, nil)
	}
}

// write types into what has the focus; key presses one key.
func (p *tab) write(text string) {
	p.Helper()
	p.call("Input.insertText", map[string]any{"text": text}, nil)
}

func (p *tab) key(name string, code int) {
	p.Helper()
	event := map[string]any{"type": "keyDown", "key": name, "code": name, "windowsVirtualKeyCode": code}
	if name == "Enter" {
		event["text"] = "\r"
	}
	p.call("Input.dispatchKeyEvent", event, nil)
	event["type"] = "keyUp"
	p.call("Input.dispatchKeyEvent", event, nil)
}

// picture keeps what is seen now, when PICTURES names a folder.
func (p *tab) picture(name string) {
	p.Helper()
	dir := os.Getenv("PICTURES")
	if dir == "" {
		return
	}
	p.shoot(filepath.Join(dir, name+".png"), "")
}

// shoot writes a picture of what the expression finds, or of all that is seen.
func (p *tab) shoot(path, expression string) {
	p.Helper()
	params := map[string]any{"format": "png"}
	if expression != "" {
		var r struct{ X, Y, Width, Height float64 }
		p.must(p.eval(fmt.Sprintf(`(() => { const r = %s.getBoundingClientRect(); return { X: r.x, Y: r.y, Width: r.width, Height: r.height }; })()`, expression), &r))
		params["clip"] = map[string]any{"x": r.X, "y": r.Y, "width": r.Width, "height": r.Height, "scale": 1}
	}
	var shot struct{ Data string }
	p.call("Page.captureScreenshot", params, &shot)
	raw, err := base64.StdEncoding.DecodeString(shot.Data)
	p.must(err)
	p.must(os.MkdirAll(filepath.Dir(path), 0o755))
	p.must(os.WriteFile(path, raw, 0o644))
}
