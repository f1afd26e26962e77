package slacksim

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

// played is a fault that has been chosen for one call. A nil one plays nothing.
type played struct {
	rule Fault
}

func (p *played) kind() string {
	if p == nil {
		return ""
	}
	return p.rule.Kind
}

// statusSeen is the status that the app saw; 0 for a connection that was cut.
func (p *played) statusSeen() int {
	switch p.kind() {
	case FaultStatus, FaultStatusAfter:
		return p.rule.Status
	case FaultRateLimited:
		return http.StatusTooManyRequests
	}
	return 0
}

// before plays what happens before the call is looked at; true means that the call is over.
func (p *played) before(w http.ResponseWriter, r *http.Request, stopping <-chan struct{}) bool {
	switch p.kind() {
	case FaultStatus:
		refuse(w, p.rule.Status)
	case FaultRateLimited:
		w.Header().Set("Retry-After", strconv.Itoa(max(1, p.rule.RetryAfter)))
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"ok":false,"error":"ratelimited"}`))
	case FaultDelay:
		pause(r, p.rule.Delay(), stopping)
		return false
	case FaultHang:
		pause(r, maxHang, stopping)
		cutConnection(w)
	case FaultCutBefore:
		cutConnection(w)
	default:
		return false
	}
	return true
}

// codeError is the error code that the call is to earn.
func (p *played) codeError() error {
	if p.kind() == FaultError {
		return fail(p.rule.Error)
	}
	return nil
}

// after plays what happens instead of the answer, when all is done; true means that nothing else may be written.
func (p *played) after(w http.ResponseWriter, r *http.Request, stopping <-chan struct{}) bool {
	switch p.kind() {
	case FaultCutAfter:
		cutConnection(w)
	case FaultHangAfter:
		pause(r, maxHang, stopping)
		cutConnection(w)
	case FaultStatusAfter:
		refuse(w, p.rule.Status)
	default:
		return false
	}
	return true
}

// refuse answers as Slack's front does, with a page instead of JSON.
func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<html><body><h1>" + http.StatusText(status) + "</h1></body></html>"))
}

func pause(r *http.Request, d time.Duration, stopping <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
	case <-stopping:
	}
}

// cutConnection ends the TCP connection without an answer.
func cutConnection(w http.ResponseWriter) {
	hj, ok := w.(http.Hijacker)
	if !ok {
		return
	}
	conn, _, err := hj.Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
