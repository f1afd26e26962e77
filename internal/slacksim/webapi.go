package slacksim

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// serveAPI answers /api/METHOD. Unknown methods are answered with status 200, as Slack does.
func (s *Sim) serveAPI(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	name := strings.TrimPrefix(r.URL.Path, "/api/")
	c, err := readCall(r, name)
	if c == nil {
		c = &call{method: name, args: map[string]any{}}
	}
	f := s.fault(name)
	if f.before(w, r, s.stopping) {
		s.logCall(Call{Method: s.loggable(name), Status: f.statusSeen(), Bytes: c.bytes, Took: time.Since(began), Fault: f.kind(),
			Arguments: c.shown()})
		return
	}
	var out result
	if err == nil {
		err = f.codeError()
	}
	if err == nil {
		out, err = s.answer(c)
	}
	log := Call{Method: s.loggable(name), Status: http.StatusOK, Bytes: c.bytes, Took: time.Since(began), Fault: f.kind(),
		Arguments: c.shown()}
	if f.after(w, r, s.stopping) {
		log.Status = f.statusSeen()
		s.logCall(log)
		return
	}
	s.write(w, c, out, err, &log)
}

// loggable keeps the counts of calls from growing with names that nobody knows.
func (s *Sim) loggable(name string) string {
	if _, known := s.methods[name]; !known {
		return "unknown_method"
	}
	return name
}

func (s *Sim) logCall(c Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record(c)
}

func (s *Sim) answer(c *call) (result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDue()
	m, known := s.methods[c.method]
	if !known {
		return nil, &apiError{code: "unknown_method", extra: map[string]any{"req_method": c.method}}
	}
	if err := s.authorize(c, m); err != nil {
		return nil, err
	}
	if err := s.limited(m); err != nil {
		return nil, err
	}
	return m.run(s, c)
}

func (s *Sim) write(w http.ResponseWriter, c *call, out result, err error, log *Call) {
	var body map[string]any
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	if err != nil {
		e := codeOf(err)
		log.Error, body = e.code, e.body()
		if e.status != 0 {
			log.Status = e.status
		}
		for name, values := range e.header {
			h[name] = values
		}
	} else {
		body = withOK(out, c.warnings)
	}
	if c.scopes != nil {
		h.Set("X-OAuth-Scopes", strings.Join(c.scopes, ","))
		h.Set("X-Accepted-OAuth-Scopes", strings.Join(s.methods[c.method].scopes, ","))
	}
	s.logCall(*log)
	raw, err := json.Marshal(body)
	if err != nil {
		s.log.Error("encode answer", "method", c.method, "error", err)
		http.Error(w, "encode answer", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(log.Status)
	if _, err := w.Write(raw); err != nil {
		s.log.Debug("write answer", "method", c.method, "error", err)
	}
}

func withOK(out result, warnings []string) map[string]any {
	body := map[string]any{"ok": true}
	for k, v := range out {
		body[k] = v
	}
	if len(warnings) > 0 {
		body["warning"] = strings.Join(warnings, ",")
		meta, _ := body["response_metadata"].(map[string]any)
		if meta == nil {
			meta = map[string]any{}
		}
		meta["warnings"] = warnings
		body["response_metadata"] = meta
	}
	return body
}
