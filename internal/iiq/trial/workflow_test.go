package trial_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiq/trial"
)

const root = "https://iiq.example.com/identityiq"

// scim answers a launch, and keeps what it was sent.
type scim struct {
	status int
	body   string
	sent   []*http.Request
	// inputs are those of the last launch, as key=value.
	inputs []string
}

func (s *scim) RoundTrip(req *http.Request) (*http.Response, error) {
	s.sent = append(s.sent, req)
	var launch struct {
		Launched struct {
			Name  string `json:"workflowName"`
			Input []struct{ Key, Value string }
		} `json:"urn:ietf:params:scim:schemas:sailpoint:1.0:LaunchedWorkflow"`
	}
	if req.Body != nil {
		raw, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &launch); err != nil {
				return nil, err
			}
		}
	}
	s.inputs = nil
	for _, one := range launch.Launched.Input {
		s.inputs = append(s.inputs, one.Key+"="+one.Value)
	}
	return &http.Response{StatusCode: s.status, Header: http.Header{"Date": {"Mon, 30 Nov 2026 12:00:00 GMT"}},
		Body: io.NopCloser(strings.NewReader(s.body)), Request: req}, nil
}

// launched is SCIM's answer with a result in it.
func launched(result string) string {
	return fmt.Sprintf(`{"completionStatus":"Success","messages":[],"attributes":[{"key":"result","value":%q}],`+
		`"urn:ietf:params:scim:schemas:sailpoint:1.0:LaunchedWorkflow":{"output":[{"key":"other","value":{"a":1}}]}}`, result)
}

func call(t *testing.T, w *trial.Workflow, method, path, body string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, root+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer token")
	req.Header.Set("Idempotency-Key", "one")
	resp, err := w.RoundTrip(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp, string(raw)
}

func TestCallsBecomeLaunches(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		method, path, body string
		want               []string
	}{
		{"GET", "/capabilities", "", []string{"op=capabilities"}},
		{"GET", "/object/WorkItem?limit=5&filter=id%3D%3D%22a%22&orderby=-id&other=1", "",
			[]string{"op=list", "limit=5", `filter=id=="a"`, "orderby=-id"}},
		{"GET", "/object/WorkItem/7f00", "", []string{"op=get", "id=7f00"}},
		{"GET", "/object/IdentityRequest", "", []string{"op=requests"}},
		{"GET", "/object/IdentityRequest/7f00", "", []string{"op=request", "id=7f00"}},
		{"GET", "/object/workgroup/7f00/members", "", []string{"op=members", "id=7f00"}},
		{"GET", "/table/Identity?attributes=id,name&offset=3", "", []string{"op=identities", "offset=3", "attributes=id,name"}},
		{"GET", "/table/CertificationEntity", "", []string{"op=entities"}},
		{"GET", "/states/WorkItem?after=7f00", "", []string{"op=states", "after=7f00"}},
		{"GET", "/changes/WorkItem?cursor=c1", "", []string{"op=changes", "cursor=c1"}},
		{"POST", "/outcomes", `{"items":[{"id":"7f00"}]}`, []string{"op=outcomes", `items=[{"id":"7f00"}]`}},
		{"PUT", "/object/WorkItem/7f00", `{"approver":"7faa","state":"Rejected","comment":"no","expect":{"tag":"t"},"lines":null}`,
			[]string{"op=act", "id=7f00", "approver=7faa", "state=Rejected", "comment=no", `expect={"tag":"t"}`}},
	} {
		t.Run(tc.method+" "+tc.path, func(t *testing.T) {
			t.Parallel()
			s := &scim{status: 201, body: launched(`{"status":409,"type":"text/x","headers":{"X-More":"true"},"body":"said"}`)}
			w := &trial.Workflow{Base: s, Root: root, Name: "Trial", Decides: true}
			resp, body := call(t, w, tc.method, "/"+trial.Path+tc.path, tc.body)
			if resp.StatusCode != 409 || body != "said" || resp.Header.Get("X-More") != "true" ||
				resp.Header.Get("Content-Type") != "text/x" || resp.Header.Get("Date") == "" {
				t.Errorf("got %d %q %v, want what the workflow answered, and IdentityIQ's date", resp.StatusCode, body, resp.Header)
			}
			if got := slices.DeleteFunc(s.inputs, func(one string) bool { return one == "key=one" }); !slices.Equal(got, tc.want) {
				t.Errorf("got the inputs %q, want %q", got, tc.want)
			}
			sent := s.sent[0]
			if sent.Method != "POST" || sent.URL.String() != root+"/scim/v2/LaunchedWorkflows" ||
				sent.Header.Get("Authorization") != "Bearer token" || sent.Header.Get("Content-Type") != "application/scim+json" {
				t.Errorf("got %s %s %v, want a launch with the caller's token", sent.Method, sent.URL, sent.Header)
			}
		})
	}
}

// What the bot's own account for SCIM is for holds for a launch too.
func TestALaunchBySCIMsOwnAccount(t *testing.T) {
	t.Parallel()
	s := &scim{status: 201, body: launched(`{"status":200}`)}
	call(t, &trial.Workflow{Base: s, Root: root, Name: "Trial", User: "svc.scim", Password: "secret"}, "GET", "/"+trial.Path+"/ping", "")
	if user, password, ok := s.sent[0].BasicAuth(); !ok || user != "svc.scim" || password != "secret" {
		t.Errorf("got the account %q, %v, want svc.scim with its password", user, ok)
	}
}

func TestWhatIsNotForTheWorkflow(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, method, path, body string
		decides                  bool
		status                   int
		launches                 int
	}{
		{"another call of IdentityIQ goes on", "GET", "/rest/ping", "", false, 201, 1},
		{"a path that only begins so", "GET", "/trial-workflows/ping", "", false, 201, 1},
		{"a call that the workflow does not have", "GET", "/trial-workflow/reviews", "", true, 404, 0},
		{"an act that it does not have", "POST", "/trial-workflow/object/WorkItem/7f00/comment", `{}`, true, 404, 0},
		{"a decision where the bot only reads", "PUT", "/trial-workflow/object/WorkItem/7f00", `{}`, false, 422, 0},
		{"a body that is no JSON", "PUT", "/trial-workflow/object/WorkItem/7f00", `{"approver`, true, 400, 0},
		{"an approver that is a number", "PUT", "/trial-workflow/object/WorkItem/7f00", `{"approver":7}`, true, 400, 0},
		{"no body", "POST", "/trial-workflow/outcomes", ``, true, 400, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := &scim{status: 201, body: "{}"}
			resp, body := call(t, &trial.Workflow{Base: s, Root: root, Name: "Trial", Decides: tc.decides}, tc.method, tc.path, tc.body)
			if resp.StatusCode != tc.status || len(s.sent) != tc.launches {
				t.Errorf("got status %d %s after %d calls, want %d after %d", resp.StatusCode, body, len(s.sent), tc.status, tc.launches)
			}
		})
	}
}

// Nothing that SCIM itself says is taken for an answer of the gateway, least of all for an object that is gone.
func TestWhatSCIMRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		status int
		body   string
		want   int
		says   string
	}{
		{"no token", 401, "", 401, ""}, {"no capability", 403, "", 403, ""}, {"too many", 429, "", 429, ""},
		{"away", 503, "", 503, ""}, {"a login page", 302, "", 302, ""},
		{"no such endpoint", 404, "", 502, ""}, {"no such workflow", 400, `{"detail":"unknown workflow"}`, 502, "unknown workflow"},
		{"a page", 200, "<html>", 502, "no JSON"}, {"no result", 201, "{}", 502, "no result"},
		{"a result that is no JSON", 201, launched("<xml/>"), 502, "no result"},
		{"a result without a status", 201, launched(`{"body":"x"}`), 502, "no result"},
		{"a script that failed", 201, `{"completionStatus":"Error","messages":["EvalError: line 7"]}`, 502, "EvalError: line 7"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := &scim{status: tc.status, body: tc.body}
			resp, body := call(t, &trial.Workflow{Base: s, Root: root, Name: "Trial"}, "GET", "/"+trial.Path+"/object/WorkItem/7f00", "")
			if resp.StatusCode != tc.want || !strings.Contains(body, tc.says) {
				t.Errorf("got status %d %q, want %d and %q", resp.StatusCode, body, tc.want, tc.says)
			}
		})
	}
}
