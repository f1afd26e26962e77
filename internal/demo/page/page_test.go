package page

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const text = `[{"type":"section","text":{"type":"mrkdwn","text":%q}}]`

func (s *env) looks(events *following) said {
	s.Helper()
	hello := s.until(events, "hello", "")
	s.do("look", map[string]any{"stream": hello.data["stream"], "pane": 0, "user": s.sam, "tab": "messages"})
	return s.until(events, "messages", `"fresh":true`)
}

func TestMessagesComeByThemselvesAndOnlyWhatDiffers(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.posts(s.sam, "first", fmt.Sprintf(text, "the *first* one"))
	events := s.follow()
	all := s.looks(events)
	if !strings.Contains(all.raw, "first") {
		t.Errorf(`the first look shows %s, want one with "first"`, all.raw)
	}
	s.posts(s.sam, "second", fmt.Sprintf(text, "the second one"))
	if more := s.until(events, "messages", "second one"); strings.Contains(more.raw, "first") {
		t.Errorf("what had not changed was sent again: %s", more.raw)
	}
	s.until(events, "log", "Message to Sam Okoye")
}

func TestTextOfOthersNeverBecomesMarkup(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.posts(s.sam, "x", fmt.Sprintf(text, `<script>alert(1)</script> &lt;img src=x onerror=alert(1)&gt; <javascript:alert(1)|click>`))
	e := s.looks(s.follow())
	for _, bad := range []string{"\\u003cscript", "\\u003cimg", `href=\"javascript`} {
		if strings.Contains(e.raw, bad) {
			t.Errorf("%s is in %s, want raw without %v", bad, e.raw, bad)
		}
	}
	if !strings.Contains(e.raw, "amp;lt;script") && !strings.Contains(e.raw, `\u0026lt;img`) {
		t.Errorf("the text itself is missing in %s", e.raw)
	}
}

func TestWorkItemsAreMadeAndCompleted(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	events := s.follow()
	for _, m := range makings() {
		if out := s.do("make", makeWanted{Kind: m.Name}); out["error"] != nil {
			t.Errorf("make %s: %v, want nil", m.Name, out["error"])
		}
	}
	s.until(events, "log", "Access review")
	waiting := s.iiq.OpenItems()
	id := waiting[0].ID
	for _, what := range []string{"approve", "reopen", "deny", "reopen", "expire", "reopen", "cancel"} {
		if out := s.do("item", onItem{ID: id, What: what}); out["error"] != nil {
			t.Errorf("%s: %v, want nil", what, out["error"])
		}
	}
	s.until(events, "iiq", "Canceled")
	if out := s.do("item", onItem{ID: id, What: "approve"}); out["error"] == nil {
		t.Error("a canceled work item was approved")
	}
	if out := s.do("item", onItem{ID: waiting[1].ID, What: "forward", By: "Nora.Lindqvist"}); out["error"] != nil {
		t.Errorf("forward: %v, want nil", out["error"])
	}
	s.until(events, "log", "Forwarded to Nora Lindqvist")
}

// The demo is served before anything looks at the simulators.
func TestWhatHappensBeforeThePageLooksIsTold(t *testing.T) {
	t.Parallel()
	s := newUnwatched(t)
	if out := s.do("make", makeWanted{Kind: makings()[0].Name}); out["error"] != nil {
		t.Fatalf("make: %v, want nil", out["error"])
	}
	id := s.iiq.OpenItems()[0].ID
	if out := s.do("item", onItem{ID: id, What: "cancel"}); out["error"] != nil {
		t.Fatalf("cancel: %v, want nil", out["error"])
	}
	events := s.follow()
	s.watch()
	s.until(events, "iiq", "Canceled")
}

func TestNobodyDecidesAboutHimself(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	for _, owner := range []string{"Sam.Okoye", "Lee.Quinn", "Dana.Reyes", "Owners"} {
		requester, target := s.page.parties(owner)
		if requester == owner || target == owner {
			t.Errorf("%s gets a request of %s for %s, want requester other than %v and target other than %v",
				owner, requester, target, owner, owner)
		}
	}
}

func TestSwitches(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	events := s.follow()
	for _, one := range s.page.troubles.list() {
		s.do("trouble", map[string]any{"name": one.Name, "on": true})
		// HTML has no plain apostrophe.
		words, _, _ := strings.Cut(one.On, "'")
		s.until(events, "log", words)
		if one.Once {
			continue
		}
		s.until(events, "state", one.Name)
		s.do("trouble", map[string]any{"name": one.Name, "on": false})
		words, _, _ = strings.Cut(one.Off, "'")
		s.until(events, "log", words)
	}
	if len(s.slack.Faults()) != 0 || len(s.iiq.Faults()) != 0 {
		t.Errorf("faults are left: %v %v, want a length of 0 and a length of 0", s.slack.Faults(), s.iiq.Faults())
	}
	if _, running := s.page.Bot.Running(); !running {
		t.Error("the bot was not started again")
	}
}

func TestALinkOfACardLeadsToItsWorkItem(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	id := strings.Repeat("7f", 16)
	resp, err := client.Get(s.url + "/identityiq/ui/rest/redirect?rp1=/workitem/commonWorkItem.jsf&rp2=commonWorkItem/" + id)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if to := resp.Header.Get("Location"); to != "/?item="+id {
		t.Errorf("it leads to %q, want %v", to, "/?item="+id)
	}
}
