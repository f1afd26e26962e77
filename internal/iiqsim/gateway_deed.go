package iiqsim

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"unicode/utf16"
)

// deed is what an act that is no decision comes to. Without apply everything is so already, and nothing is written.
type deed struct {
	by     *Identity
	answer map[string]any
	apply  func()
}

// work judges an act under the mutex, and says what it comes to.
type work func() (deed, *refusedCall)

// reading understands the body of an act on the object of this id; what it gives is run when the row is locked.
type reading func(id string, body fields) (work, *refusedCall)

// keptDeed is the answer to an act that came with a key.
type keptDeed struct {
	answer map[string]any
	audit  string
}

// mostComment is the longest comment, in units of UTF-16.
const mostComment = 4000

const badAct = "the body is not the JSON of this act"

// readBody reads a JSON object. An empty body is one without members where that is allowed.
func readBody(w http.ResponseWriter, r *http.Request, mayBeEmpty bool) (fields, *refusedCall) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxGatewayBody))
	if err != nil {
		return nil, refused("bad_body", "the body is cut, or larger than 256 kB")
	}
	if len(raw) == 0 && mayBeEmpty {
		return fields{}, nil
	}
	var body fields
	if json.Unmarshal(raw, &body) != nil || body == nil {
		return nil, refused("bad_body", badAct)
	}
	return body, nil
}

// texts reads strings that a body may have, in the order of their names.
func (f fields) texts(names ...string) ([]string, *refusedCall) {
	var out []string
	for _, name := range names {
		value, ok := f.text(name)
		if !ok || name == "comment" && tooLong(value) {
			return nil, refused("bad_body", badAct)
		}
		out = append(out, value)
	}
	return out, nil
}

func tooLong(comment string) bool { return len(utf16.Encode([]rune(comment))) > mostComment }

// approver reads who acts, which every act names.
func (f fields) approver() (string, *refusedCall) {
	who, ok := f.text("approver")
	if !ok || who == "" {
		return "", refused("bad_body", "approver is missing")
	}
	return who, nil
}

// object reads an object inside; absent and null give one without members.
func (f fields) object(name string) (fields, *refusedCall) {
	out := fields{}
	raw, there := f[name]
	if there && json.Unmarshal(raw, &out) != nil {
		return nil, refused("bad_body", badAct)
	}
	return out, nil
}

// deeds serves an act that is no decision: id, body, lock, key, judgement, in this order.
func (s *Sim) deeds(op string, read reading) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		if !gatewayID.MatchString(id) {
			noObject(id).write(w)
			return
		}
		var run work
		body, no := readBody(w, r, r.Method == http.MethodDelete)
		if no == nil {
			run, no = read(id, body)
		}
		if no == nil {
			no = s.awaitRow(r.Context(), id)
		}
		if no != nil {
			no.write(w)
			return
		}
		s.mu.Lock()
		told, replayed, no := s.deedOnce(r, op, id, body, run)
		s.mu.Unlock()
		if no != nil {
			no.write(w)
			return
		}
		outcome := op
		if replayed {
			outcome = outcomeReplayed
		}
		w.Header().Set("X-Outcome", outcome)
		if told.audit != "" {
			w.Header().Set("X-Audit", told.audit)
		}
		writeJSON(w, http.StatusOK, told.answer)
	}
}

// deedOnce acts, or tells again what was done with the same key. The mutex is held.
func (s *Sim) deedOnce(r *http.Request, op, id string, body fields, run work) (told keptDeed, replayed bool, no *refusedCall) {
	digest := digestOfDeed(op, id, body)
	kept, replayed, no := s.gateway.recall(r, digest)
	if replayed || no != nil {
		return kept.deed, replayed, no
	}
	d, no := run()
	if no != nil || d.apply == nil {
		return keptDeed{answer: d.answer}, false, no
	}
	if s.gateway.fails("commit") {
		return keptDeed{}, false, refused("iiq", "IdentityIQ reported an error, and nothing was written")
	}
	d.apply()
	row := s.note(AuditRow{Action: "ApprovalsGateway", Source: d.by.Name, Target: id, by: d.by, answer: d.answer,
		Attributes: map[string]string{"op": op, "caller": s.callerOf(r).Name, "deed": digest}})
	told = keptDeed{d.answer, row.ID}
	s.gateway.keep(r, keptAct{digest: digest, deed: told})
	return told, false, nil
}

// note files an audit row; it wants the mutex.
func (s *Sim) note(row AuditRow) AuditRow {
	row.ID, row.Created = s.store.newID(), s.nowMillis()
	s.gateway.audit = append(s.gateway.audit, row)
	return row
}

// recall gives what was done under the key of a call. A key that belongs to another act is refused.
func (g *gateway) recall(r *http.Request, digest string) (kept keptAct, again bool, no *refusedCall) {
	kept, again = g.keys[r.Header.Get("Idempotency-Key")]
	if again && kept.digest != digest {
		return keptAct{}, false, refused("key_reused", "this key belongs to another act")
	}
	return kept, again, nil
}

// keep remembers what was done under the key of a call, where it has one.
func (g *gateway) keep(r *http.Request, done keptAct) {
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		g.keys[key] = done
	}
}

// fails tells whether IdentityIQ was asked to fail here, and counts it.
func (g *gateway) fails(at string) bool {
	if g.failing[at] <= 0 {
		return false
	}
	g.failing[at]--
	return true
}

// digestOfDeed identifies an act, whatever the order of the body's members; what it expects is no part of it.
func digestOfDeed(op, id string, body fields) string {
	all := map[string]any{"": []string{op, id}}
	for name, raw := range body {
		var value any
		number := json.NewDecoder(bytes.NewReader(raw))
		number.UseNumber()
		if name != "expect" && number.Decode(&value) == nil {
			all[name] = value
		}
	}
	text, _ := json.Marshal(all) // what was read from JSON can be written as JSON
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// onItem is an act on an open item that no administrator keeps out.
func (s *Sim) onItem(id string, body fields, judge func(w *WorkItem) (deed, *refusedCall)) (work, *refusedCall) {
	expect, no := body.object("expect")
	if no != nil {
		return nil, no
	}
	request, ok := expect.text("request")
	if !ok {
		return nil, refused("bad_body", badAct)
	}
	return func() (deed, *refusedCall) {
		item, there := s.store.items.get(id)
		if !there || !item.Open() {
			return deed{}, s.ended(id, request)
		}
		if s.excluded(item) {
			return deed{}, refused("excluded", "an administrator keeps this item from here")
		}
		return judge(item)
	}, nil
}

// activePerson gives the person of an id, or says why there is none; it wants the mutex.
func (s *Sim) activePerson(id string) (*Identity, *refusedCall) {
	by, ok := s.store.identities.get(id)
	switch {
	case !ok || by.Workgroup:
		return nil, refused("unknown_approver", "the approver is no person that is known")
	case by.Inactive:
		return nil, refused("inactive", "the approver is not active")
	}
	return by, nil
}

// reference is how an answer names somebody; nil is nobody.
func reference(i *Identity) any {
	if i == nil {
		return nil
	}
	out := map[string]any{"id": i.ID, "name": i.Name}
	if i.Workgroup {
		out["workgroup"] = true
	}
	return out
}

// referenceTo names the identity of an id, nil where there is none; it wants the mutex.
func (s *Sim) referenceTo(id string) any {
	i, _ := s.store.identities.get(id)
	return reference(i)
}
