package iiqsim_test

import (
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// clock is a time that stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.UnixMilli(1767000000000)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bench is a running simulator with a few people, and a client of it.
type bench struct {
	*iiqsim.Sim
	t     testing.TB
	clock *clock
	base  string
	root  string
	token string
	http  *http.Client
}

func start(t testing.TB, opts iiqsim.Options) *bench {
	t.Helper()
	b := &bench{t: t, clock: newClock(), http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	opts.Clock = b.clock.Now
	b.Sim = iiqsim.New(opts)
	base, stop, err := b.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close(); stop() })
	b.base, b.root = base, b.Root(base)
	return b
}

// startWithPeople adds Sam (owner), Dana (target), Lee (requester), Ada and the workgroup Desk of Ada.
func startWithPeople(t testing.TB, opts iiqsim.Options) *bench {
	t.Helper()
	b := start(t, opts)
	for _, name := range []string{"Sam.Okoye", "Dana.Reyes", "Lee.Quinn", "Ada.Mensah"} {
		first, last, _ := strings.Cut(name, ".")
		b.must(b.AddIdentity(iiqsim.Identity{
			Name: name, Email: strings.ToLower(name) + "@example.com", DisplayName: first + " " + last, FirstName: first, LastName: last,
		}))
	}
	b.must(b.AddWorkgroup("Desk", "Access Desk", "Ada.Mensah"))
	return b
}

func (b *bench) must(i iiqsim.Identity, err error) iiqsim.Identity {
	b.t.Helper()
	b.ok(err)
	return i
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) id(name string) string {
	b.t.Helper()
	return b.must(b.Identity(name)).ID
}

// item adds an approval that Sam owns, unless the spec says otherwise.
func (b *bench) item(spec iiqsim.ItemSpec) iiqsim.WorkItem {
	b.t.Helper()
	if spec.Owner == "" {
		spec.Owner = "Sam.Okoye"
	}
	if spec.Target == "" {
		spec.Target, spec.Requester = "Dana.Reyes", "Lee.Quinn"
	}
	if spec.Template == "" && spec.Item.Lines == nil {
		spec.Template = iiqsim.TemplateRole
	}
	w, err := b.AddWorkItem(spec)
	b.ok(err)
	return w
}

// answer is what came back from a call.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (b *bench) send(req *http.Request) answer {
	b.t.Helper()
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	b.ok(err)
	return answer{res.StatusCode, res.Header, body}
}

func (b *bench) request(method, url, body string) *http.Request {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, url, strings.NewReader(body))
	b.ok(err)
	return req
}

func (b *bench) login() string {
	b.t.Helper()
	id, secret := b.Credentials()
	req := b.request("POST", b.root+"/oauth2/token?grant_type=client_credentials", "")
	req.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(id+":"+secret)))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a := b.send(req)
	var out struct {
		AccessToken string `json:"access_token"`
	}
	if a.status != 200 || json.Unmarshal(a.body, &out) != nil {
		b.t.Fatalf("token: %d %.300s", a.status, a.body)
	}
	return out.AccessToken
}

// authed is a call below {root} with a bearer token.
func (b *bench) authed(method, path, body string) *http.Request {
	b.t.Helper()
	if b.token == "" {
		b.token = b.login()
	}
	req := b.request(method, b.root+path, body)
	req.Header.Set("Authorization", "Bearer "+b.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

const plugin = "/plugin/rest/moveworks-plugin"

// get asks the plugin, with parameters as name and value in turn.
func (b *bench) get(path string, params ...string) answer {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		values.Set(params[i], params[i+1])
	}
	return b.send(b.authed("GET", plugin+path+"?"+values.Encode(), ""))
}

func (b *bench) put(path string, body any) answer {
	b.t.Helper()
	raw, err := json.Marshal(body)
	b.ok(err)
	return b.send(b.authed("PUT", plugin+path, string(raw)))
}

type decision struct {
	Approver string `json:"approver"`
	State    string `json:"state"`
	Comment  string `json:"comment"`
}

func (b *bench) decide(itemID, approver, state string) answer {
	b.t.Helper()
	return b.put("/object/WorkItem/"+itemID, decision{b.id(approver), state, "ok (Sam Okoye, in Slack)"})
}

// xmlNode is any element.
type xmlNode struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []xmlNode  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (n xmlNode) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n xmlNode) has(name string) bool {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return true
		}
	}
	return false
}

// find gives the first element of that name, at any depth; all gives every one.
func (n xmlNode) find(name string) xmlNode {
	if all := n.all(name); len(all) > 0 {
		return all[0]
	}
	return xmlNode{}
}

func (n xmlNode) all(name string) []xmlNode {
	var out []xmlNode
	for _, c := range n.Children {
		if c.XMLName.Local == name {
			out = append(out, c)
		}
		out = append(out, c.all(name)...)
	}
	return out
}

func (b *bench) xml(a answer) xmlNode {
	b.t.Helper()
	var n xmlNode
	if a.status != 200 {
		b.t.Fatalf("status %d: %.300s, want 200", a.status, a.body)
	}
	if err := xml.Unmarshal(a.body, &n); err != nil {
		b.t.Fatalf("%v: %.300s", err, a.body)
	}
	return n
}

func attrs(nodes []xmlNode, name string) []string {
	out := []string{}
	for _, n := range nodes {
		out = append(out, n.attr(name))
	}
	return out
}

func (b *bench) objects(a answer) []map[string]any {
	b.t.Helper()
	var out struct {
		Objects []map[string]any `json:"objects"`
	}
	if a.status != 200 {
		b.t.Fatalf("status %d: %.300s, want 200", a.status, a.body)
	}
	b.ok(json.Unmarshal(a.body, &out))
	return out.Objects
}

// listed tells whether the list shows an item.
func (b *bench) listed(id string) bool {
	b.t.Helper()
	return len(b.xml(b.get("/object/WorkItem", "filter", `id=="`+id+`"`)).all("WorkItem")) == 1
}
