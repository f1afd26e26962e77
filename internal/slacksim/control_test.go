package slacksim

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack/socketmode"
)

func (w *workspace) sim(path, body string) answer {
	w.t.Helper()
	base := strings.TrimSuffix(w.api, "/api/") + "/_sim/"
	if body == "" {
		return w.do("GET", base+path, "", "", nil)
	}
	return w.do("POST", base+path, "application/json", body, nil)
}

func TestEverythingOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	w.startApp(func(c *socketmode.Client, e socketmode.Event) { ack(t, c, e, nil) })
	added := w.sim("users", `{"real_name":"Sam Okoye","email":"sam@example.com","tz":"Europe/Berlin"}`)
	sam, _ := added.body["id"].(string)
	if added.status != 200 || sam == "" {
		t.Fatalf(`add user: %s, want status 200 and sam other than ""`, added.raw)
	}
	dm, ts := w.postCard(sam)
	at := `"user":"` + sam + `","channel":"` + dm + `","ts":"` + ts + `"`
	steps := []struct{ path, body, want string }{
		{"click", `{` + at + `,"text":"Approve"}`, `"acked":true`},
		{"click", `{` + at + `,"text":"Approve all"}`, `"confirm":{"title":"Sure?"`},
		{"click", `{` + at + `,"text":"Explode"}`, `not on the person's screen`},
		{"command", `{"user":"` + sam + `","command":"/approvals","text":"help"}`, `"acked":true`},
		{"say", `{"user":"` + sam + `","text":"my approvals"}`, `"ts":"`},
		{"open", `{"user":"` + sam + `","tab":"home"}`, `"ok":true`},
		{"users/update", `{"id":"` + sam + `","is_restricted":true}`, `"is_restricted":true`},
		{"inbox?user=" + sam, "", `"visible":"Dana asks\n[Approve]\n[Deny]\n[Approve all]\n[View in IdentityIQ]\n(Details / Remind me later)"`},
		{"dm?user=" + sam, "", dm},
		{"channels", `{"name":"town","members":["` + sam + `"]}`, `"channel":"C`},
		{"switches", `{"limits":true}`, `"home_tab":true,"messages_tab":true,"socket_mode":true,"limits":true`},
		{"tokens", `{"token":"bot","error":"token_revoked"}`, `"ok":true`},
		{"tokens", `{"token":"other","error":"x"}`, `neither bot nor app`},
		{"tokens", `{"token":"bot"}`, `"ok":true`},
		{"clock", `{"advance":"1h"}`, `"ok":true`},
		{"clock", `{"advance":"soon"}`, `invalid duration`},
		{"faults", `{"method":"chat.","kind":"status","status":500,"count":1}`, `"id":1`},
		{"faults", "", `"kind":"status"`},
		{"faults/remove", `{"id":1}`, `"ok":true`},
		{"stats", "", `"chat.postMessage 200":1`},
		{"calls", "", `"method":"chat.postMessage"`},
		{"sockets", "", `"id":1`},
		{"modals?user=" + sam, "", `[]`},
		{"home?user=" + sam, "", `not on the person's screen`},
		{"wait?after=0&timeout=1s", "", `"seq":`},
		{"sockets/disconnect", `{"reason":"warning","n":1}`, `"told":1`},
	}
	for _, st := range steps {
		if a := w.sim(st.path, st.body); !strings.Contains(a.raw, st.want) {
			t.Errorf("%s %s: %d %s\nwant %s", st.path, st.body, a.status, a.raw, st.want)
		}
	}
	for _, call := range w.Calls() {
		if strings.Contains(strings.Join(sortedKeys(call.Arguments), ","), "token") {
			t.Errorf(`a token in the log of calls: %+v, want Join without "token"`, call)
		}
	}
}

func TestOnlyThisMachine(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	base := strings.TrimSuffix(w.api, "/api/")
	if _, _, err := New(Options{}).Start("0.0.0.0:0"); err == nil {
		t.Error("listens on all addresses")
	}
	if a := w.do("POST", base+"/_sim/users", "application/json", `{}`, http.Header{"Origin": {"https://evil.example.com"}}); a.status != 403 {
		t.Errorf("a page of another origin: %d, want 403", a.status)
	}
	req, err := http.NewRequestWithContext(w.ctx(), "GET", base+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "evil.example.com"
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != 403 {
		t.Errorf("a name that points here: %d, want 403", resp.StatusCode)
	}
}

func TestChangesStream(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	req, err := http.NewRequestWithContext(w.ctx(), "GET", strings.TrimSuffix(w.api, "/api/")+"/_sim/changes", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	sam := w.person(User{RealName: "Sam"})
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var n Notice
		if err := json.Unmarshal([]byte(data), &n); err != nil {
			t.Fatal(err)
		}
		if n.Kind == "user" && n.User == sam {
			return
		}
	}
	t.Errorf("the stream ended without the change: %v", lines.Err())
}

func TestPageEscapesAndShows(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam <b>Okoye</b>"})
	base := strings.TrimSuffix(w.api, "/api/")
	hostile := `[{"type":"section","text":{"type":"mrkdwn","text":"<script>alert(1)</script> &lt;img src=x&gt; *bold* <javascript:alert(1)|click>"}},
	 {"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"text","text":"</div><script>alert(2)</script>"}]}]},
	 {"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Approve \"><script>"},"style":"primary","action_id":"a"}]}]`
	if a := w.form("chat.postMessage", "channel", sam, "blocks", hostile); a.code() != "" {
		t.Fatalf(`post: %s, want code ""`, a.raw)
	}
	page := w.do("GET", base+"/?user="+sam, "", "", nil)
	if page.status != 200 || !strings.Contains(page.raw, "Sam &lt;b&gt;Okoye") || page.header.Get("Content-Security-Policy") == "" {
		t.Errorf(`frame: %d %s, want status 200, raw with "Sam &lt;b&gt;Okoye" and Get other than ""`, page.status, page.raw)
	}
	pane := w.do("GET", base+"/_sim/pane/messages?user="+sam, "", "", nil)
	if strings.Contains(pane.raw, "<script>") || strings.Contains(pane.raw, "javascript:") || strings.Contains(pane.raw, "<img") {
		t.Errorf(`markup got through: %s, want raw without "<script>", raw without "javascript:" and raw without "<img"`, pane.raw)
	}
	for _, want := range []string{"<strong>bold</strong>", `class="primary" data-press data-action="a"`, "<blockquote>"} {
		if !strings.Contains(pane.raw, want) {
			t.Errorf("no %s in %s", want, pane.raw)
		}
	}
	for _, path := range []string{"/static/app.js", "/static/style.css", "/_sim/pane/home?user=" + sam, "/_sim/pane/modal?user=" + sam} {
		if a := w.do("GET", base+path, "", "", nil); a.status != 200 {
			t.Errorf("%s: %d, want 200", path, a.status)
		}
	}
}
