package iiqsim

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// GatewayPath is where the gateway, our own plugin for IdentityIQ, is below the context root.
const GatewayPath = "plugin/rest/approvals-gateway"

// gateway is what our own plugin keeps in IdentityIQ; everything but its clients wants Sim's mutex.
type gateway struct {
	settings map[string]string
	audit    []AuditRow
	keys     map[string]keptAct
	// locked says until when somebody else holds an item's row.
	locked map[string]time.Time
	// failing is how many of the next calls throw: of the engine ("process"), or of what writes the acts that are no
	// decisions ("commit").
	failing map[string]int
	// catalogue says more about an access, by application, attribute and value; grants are who has what.
	catalogue map[[3]string]Catalogued
	grants    []Grant
	// taken are the times of the decisions of the last minute.
	taken   []int64
	clients gatewayClients
}

func newGateway() *gateway {
	return &gateway{
		settings: map[string]string{}, keys: map[string]keptAct{}, locked: map[string]time.Time{}, failing: map[string]int{},
		catalogue: map[[3]string]Catalogued{}, clients: gatewayClients{known: map[string]GatewayClient{}},
	}
}

// gatewayDefaults are the plugin's settings as they are without an administrator.
func gatewayDefaults() map[string]string {
	return map[string]string{
		"selfApproval": "false", "commentOn": StateRejected, "types": TypeApproval, "settleSeconds": "120",
		"signatureKey": "electronicSignature", "maxDecisionsPerMinute": "0", "page": "250", "states": "5000",
		"peersTimeout": "500", "forward": "false", "forwarding": "false", "reviewDecisions": "false",
	}
}

// SetGateway changes settings of the gateway by their names in its manifest; nil puts one back to its default.
func (s *Sim) SetGateway(changes map[string]*string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, value := range changes {
		if value == nil {
			delete(s.gateway.settings, name)
			continue
		}
		s.gateway.settings[name] = *value
	}
}

func (g *gateway) setting(name string) string {
	if v, changed := g.settings[name]; changed {
		return v
	}
	return gatewayDefaults()[name]
}

func (g *gateway) flag(name string) bool { return g.setting(name) == "true" }

func (g *gateway) number(name string) int {
	n, err := strconv.Atoi(g.setting(name))
	if err != nil {
		n, _ = strconv.Atoi(gatewayDefaults()[name])
	}
	return n
}

// list reads names with commas between them.
func (g *gateway) list(name string) []string {
	out := []string{}
	for one := range strings.SplitSeq(g.setting(name), ",") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// gatewayOperations is what the simulated gateway can do.
func gatewayOperations() []string {
	return []string{"list", "get", "changes", "states", "outcomes", "act", "act.lines", "act.tag", "act.key", "context", "comment",
		"assign", "forward", "forwarding", "members.nested", "identities", "reviews", "reviews.lines", "reviews.decide", "reviews.sign"}
}

// switchedBy gives the setting by which an administrator switches an operation on, "" for those that are never off.
func switchedBy(op string) string {
	switch op {
	case "forward", "forwarding":
		return op
	case "reviews.decide", "reviews.sign":
		return "reviewDecisions"
	}
	return ""
}

// operations leaves out what is switched off, and what the setting `without` names, which only the simulator has.
func (g *gateway) operations() []string {
	without := g.list("without")
	return slices.DeleteFunc(gatewayOperations(), func(op string) bool {
		setting := switchedBy(op)
		return slices.Contains(without, op) || setting != "" && !g.flag(setting)
	})
}

func (s *Sim) gatewayRoutes() []route {
	var list []route
	for _, one := range []struct {
		method, path, right string
		serve               http.HandlerFunc
	}{
		{"GET", "/ping", rightNone, s.gatewayPing},
		{"GET", "/capabilities", rightNone, s.gatewayCapabilities},
		{"GET", "/selftest", rightRead, s.gatewaySelfTest},
		{"GET", "/object/WorkItem", rightRead, s.gatewayItems},
		{"GET", "/object/WorkItem/{id}", rightRead, s.gatewayItem},
		{"GET", "/object/IdentityRequest", rightRead, s.gatewayRequests},
		{"GET", "/object/IdentityRequest/{id}", rightRead, s.gatewayRequest},
		{"GET", "/table/Identity", rightRead, s.gatewayPeople},
		{"GET", "/table/CertificationEntity", rightRead, s.gatewayEntities},
		{"GET", "/object/workgroup/{id}/members", rightRead, s.gatewayMembers},
		{"PUT", "/object/WorkItem/{id}", rightDecide, s.gatewayDecide},
		{"GET", "/changes/WorkItem", rightRead, s.gatewayChanges},
		{"GET", "/states/WorkItem", rightRead, s.gatewayStates},
		{"POST", "/outcomes", rightRead, s.gatewayOutcomes},
		{"GET", "/context/WorkItem/{id}", rightRead, s.gatewayContext},
		{"POST", "/object/WorkItem/{id}/comment", rightDecide, s.deeds("comment", s.readComment)},
		{"POST", "/object/WorkItem/{id}/assign", rightDecide, s.deeds("assign", s.readAssign)},
		{"POST", "/object/WorkItem/{id}/forward", rightDecide, s.deeds("forward", s.readForward)},
		{"GET", "/identities/{id}/forwarding", rightRead, s.gatewayAway},
		{"PUT", "/identities/{id}/forwarding", rightDecide, s.deeds("away", s.readAway)},
		{"DELETE", "/identities/{id}/forwarding", rightDecide, s.deeds("back", s.readBack)},
		{"GET", "/reviews", rightRead, s.gatewayReviews},
		{"GET", "/reviews/{id}/lines", rightRead, s.gatewayReviewLines},
		{"PUT", "/reviews/{id}/lines", rightDecide, s.deeds("decide-lines", s.readLineDecisions)},
		{"POST", "/reviews/{id}/sign", rightDecide, s.deeds("sign", s.readSign)},
	} {
		serve := keyed(one.serve)
		if one.right == rightDecide {
			serve = s.proven(serve)
		}
		serve = s.authorised(withRequestID(s.allowed(one.right, one.path != "/ping", serve)))
		list = append(list, route{one.method, "/" + GatewayPath + one.path, one.method + " gateway" + one.path, serve})
	}
	return list
}

var requestIDForm = regexp.MustCompile(`^[\x21-\x7e]{1,64}$`)

// withRequestID gives a call's id back with its answer.
func withRequestID(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if id := r.Header.Get("X-Request-Id"); requestIDForm.MatchString(id) {
			w.Header().Set("X-Request-Id", id)
		}
		next(w, r)
	}
}

var keyForm = regexp.MustCompile(`^[\x21-\x7e]{1,200}$`)

// keyed refuses a call whose Idempotency-Key could not be kept.
func keyed(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if key := r.Header.Get("Idempotency-Key"); key != "" && !keyForm.MatchString(key) {
			refused("bad_body", "the Idempotency-Key is not printable ASCII of 200 characters at most").write(w)
			return
		}
		next(w, r)
	}
}

func (s *Sim) gatewayPing(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]bool{"ok": true})
}

func (s *Sim) gatewayCapabilities(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	g, caller := s.gateway, s.callerOf(r)
	ours := func(right string) bool { return right == rightRead || right == rightDecide }
	body := map[string]any{
		"contract": 1, "gateway": "plugin", "version": "simulated", "iiq": "simulated", "now": s.nowMillis(),
		"operations":    g.operations(),
		"limits":        map[string]int{"page": g.number("page"), "states": g.number("states"), "body": maxGatewayBody},
		"settleSeconds": g.number("settleSeconds"),
		"rules": map[string]any{
			"selfApproval": g.flag("selfApproval"), "commentOn": g.list("commentOn"), "types": g.list("types"), "partial": false,
			"reviewDecisions": g.flag("reviewDecisions"), "decisionKey": g.setting("decisionKey") != "",
		},
		"rights": slices.DeleteFunc(slices.Clone(caller.Rights), func(right string) bool { return !ours(right) }),
		"caller": map[string]any{"name": caller.Name, "listed": len(g.list("callers")) > 0,
			"others": slices.DeleteFunc(slices.Clone(caller.Rights), ours)},
	}
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, body)
}

// gatewaySelfTest finds every member, since nothing is behind it that could lack one.
func (s *Sim) gatewaySelfTest(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"checked": len(gatewayOperations()), "missing": []string{}})
}

var gatewayID = regexp.MustCompile(`^[0-9a-fA-F]{32}$`)

// gatewayAttributes are what the gateway tells of an item beside what the vendor's plugin tells.
func (s *Sim) gatewayAttributes(x *xmlWriter, w *WorkItem) []string {
	if !x.gateway {
		return nil
	}
	attrs := []string{"tag", s.tagOf(w)}
	if s.judgeItem(w) == nil {
		return append(attrs, "actionable", "true")
	}
	return append(attrs, "actionable", "false")
}

// GatewaySettings gives the gateway's settings in force.
func (s *Sim) GatewaySettings() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := gatewayDefaults()
	maps.Copy(out, s.gateway.settings)
	return out
}
