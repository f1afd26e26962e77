package slacksim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// hook is a response_url: https://docs.slack.dev/interactivity/handling-user-interaction.
type hook struct {
	made    time.Time
	uses    int
	user    string
	channel *channel
	// source is the message that was pressed; nil for a command.
	source *message
}

// newHook makes a response_url for an interaction; it is forgotten an hour after it has expired.
func (s *Sim) newHook(kind, user string, ch *channel, source *message) string {
	path := fmt.Sprintf("/%s/%s/%d/%s", kind, s.opts.TeamID, s.rnd.IntN(1_000_000_000), s.random(24))
	s.hooks[path] = &hook{made: s.now(), user: user, channel: ch, source: source}
	s.after(hookLife+time.Hour, func() { delete(s.hooks, path) })
	return s.baseURL + path
}

// hookPayload is what an app may post; other fields are not looked at, as client libraries send many empty ones.
type hookPayload struct {
	Text            string          `json:"text"`
	Blocks          json.RawMessage `json:"blocks"`
	Attachments     json.RawMessage `json:"attachments"`
	Metadata        json.RawMessage `json:"metadata"`
	ResponseType    string          `json:"response_type"`
	ReplaceOriginal bool            `json:"replace_original"`
	DeleteOriginal  bool            `json:"delete_original"`
	ThreadTS        string          `json:"thread_ts"`
}

// serveHook takes a post to a response_url. The answer is the text `ok`, or an error as text with a status of its own.
func (s *Sim) serveHook(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	f := s.fault("response_url")
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	log := Call{Method: "response_url", Status: f.statusSeen(), Bytes: len(raw), Fault: f.kind(), Arguments: hookArguments(raw)}
	if err != nil || f.before(w, r, s.stopping) {
		log.Took = time.Since(began)
		s.logCall(log)
		return
	}
	err = f.codeError()
	if err == nil {
		err = s.answerHook(r, raw)
	}
	log.Took = time.Since(began)
	if f.after(w, r, s.stopping) {
		s.logCall(log)
		return
	}
	log.Status = http.StatusOK
	text := "ok"
	if err != nil {
		e := codeOf(err)
		log.Status, log.Error, text = max(e.status, http.StatusBadRequest), e.code, e.code
	}
	s.logCall(log)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(log.Status)
	_, _ = io.WriteString(w, text)
}

func hookArguments(raw []byte) map[string]string {
	c := &call{args: map[string]any{}}
	if json.Unmarshal(raw, &c.args) != nil {
		return nil
	}
	return c.shown()
}

func (s *Sim) answerHook(r *http.Request, raw []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hooks[r.URL.Path]
	switch {
	case h == nil:
		return &apiError{code: "no_such_url", status: http.StatusNotFound}
	case s.now().Sub(h.made) > hookLife:
		return &apiError{code: "expired_url", status: http.StatusNotFound}
	case h.uses >= maxHookUses:
		return &apiError{code: "used_url", status: http.StatusNotFound}
	case r.Method != http.MethodPost || len(raw) > maxBody:
		return fail("invalid_payload")
	}
	var p hookPayload
	if json.Unmarshal(raw, &p) != nil {
		return fail("invalid_payload")
	}
	if err := s.useHook(h, p); err != nil {
		return err
	}
	h.uses++
	return nil
}

func (s *Sim) useHook(h *hook, p hookPayload) error {
	if p.DeleteOriginal {
		return s.deleteOriginal(h)
	}
	ct, err := s.hookContent(p)
	if err != nil {
		return err
	}
	if p.ReplaceOriginal {
		return s.replaceOriginal(h, ct)
	}
	if ct.empty() {
		return fail("no_text")
	}
	switch p.ResponseType {
	case "in_channel":
		s.post(h.channel, ct, p.ThreadTS, "response_url")
	case "", "ephemeral":
		s.whisper(h.channel, h.user, ct, p.ThreadTS, "response_url")
	default:
		return fail("invalid_response_type")
	}
	return nil
}

func (s *Sim) hookContent(p hookPayload) (content, error) {
	c := &call{args: map[string]any{"text": p.Text}}
	for name, raw := range map[string]json.RawMessage{"blocks": p.Blocks, "attachments": p.Attachments} {
		if raw != nil && !bytes.Equal(raw, []byte("null")) {
			c.args[name] = string(raw)
		}
	}
	var meta struct {
		EventType string `json:"event_type"`
	}
	if json.Unmarshal(p.Metadata, &meta) == nil && meta.EventType != "" {
		c.args["metadata"] = string(p.Metadata)
	}
	return s.readContent(c)
}

func (s *Sim) replaceOriginal(h *hook, ct content) error {
	m := h.source
	switch {
	case m == nil:
		return fail("cannot_replace_original")
	case m.Deleted:
		return &apiError{code: "message_not_found", status: http.StatusNotFound}
	case ct.empty():
		return fail("no_text")
	}
	s.rewrite(h.channel, m, ct)
	return nil
}

// rewrite changes the pressed message; an ephemeral one stays ephemeral.
func (s *Sim) rewrite(ch *channel, m *message, ct content) {
	if !m.Ephemeral {
		s.change(ch, m, ct, "response_url")
		return
	}
	v := ct.update(m.Version, "response_url")
	v.At = s.stamp()
	m.show(v)
	s.note(Notice{Kind: "ephemeral", Channel: m.Channel, TS: m.TS, User: m.To, Method: "response_url"})
}

func (s *Sim) deleteOriginal(h *hook) error {
	m := h.source
	if m == nil || m.Deleted {
		return &apiError{code: "message_not_found", status: http.StatusNotFound}
	}
	if m.Ephemeral {
		m.Deleted = true
		s.note(Notice{Kind: "ephemeral", Channel: m.Channel, TS: m.TS, User: m.To, Method: "response_url"})
		return nil
	}
	s.remove(h.channel, m, "response_url")
	return nil
}
