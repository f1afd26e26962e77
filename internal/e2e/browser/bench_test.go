package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

// messagesInBenchmark is how many messages the conversation has.
const messagesInBenchmark = 500

// card is what the app of the benchmark posts.
const card = `[{"type":"header","text":{"type":"plain_text","text":"Lee Quinn asks for a role for Dana Reyes, %d"}},
 {"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Requested by:","style":{"bold":true}},
 {"type":"text","text":" Lee Quinn (Finance)\nFor: Dana Reyes\nDue: tomorrow"}]},
  {"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"text",
  "text":"Add Ledger Reader"}]}]},
  {"type":"rich_text_quote","elements":[{"type":"text","text":"Month-end close needs me to read the ledger from Monday."}]}]},
 {"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"Approve"},"style":"primary"},
 {"type":"button","action_id":"b","text":{"type":"plain_text","text":"Deny"},"style":"danger"},
  {"type":"overflow","action_id":"c","options":[{"text":{"type":"plain_text","text":"Details"},"value":"d"}]}]}]`

func (d *demoProcess) post(t testing.TB, user string, n int) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"channel": user, "text": "x", "blocks": json.RawMessage(fmt.Sprintf(card, n))})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, d.slack+"chat.postMessage", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer xoxb-sim")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var out struct{ OK bool }
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || !out.OK {
		t.Fatalf("post: %v", err)
	}
}

// BenchmarkUpdateAmongFiveHundredMessages reports, in a conversation of 500 cards, when the page was first painted, and
// how long after the app's call a new message was drawn.
func BenchmarkUpdateAmongFiveHundredMessages(b *testing.B) {
	d := startChromium(b)
	demo := startDemo(b)
	s := openTab(b, d, demo.page, 1440, 900, false)
	s.await("the page", newest(0, "asks to remove access"))
	var user string
	s.must(s.eval(in(0, ".who")+`.value`, &user))
	for n := range messagesInBenchmark {
		demo.post(b, user, n)
	}
	s = openTab(b, d, demo.page, 1440, 900, false)
	s.await("the last card", newest(0, fmt.Sprintf("Dana Reyes, %d", messagesInBenchmark-1)))
	var painted float64
	s.must(s.eval(`performance.getEntriesByName('first-contentful-paint')[0].startTime`, &painted))
	total := 0.0
	n := messagesInBenchmark
	for b.Loop() {
		// The page notes when the message has been drawn; the clock of the machine is the same.
		s.must(s.eval(fmt.Sprintf(`{ window.drawn = 0; const look = new MutationObserver(() => { if (document.querySelector('.slack[data-pane="0"] .messages').lastElementChild.innerText.includes('Dana Reyes, %d')) {
			look.disconnect(); requestAnimationFrame(() => requestAnimationFrame(() => { window.drawn = Date.now(); })); } });
			look.observe(document.querySelector('.slack[data-pane="0"] .messages'), { childList: true }); window.asked = Date.now(); }`, n), nil))
		demo.post(b, user, n)
		s.await("it is drawn", `window.drawn > 0`)
		var took float64
		s.must(s.eval(`window.drawn - window.asked`, &took))
		total += took
		n++
	}
	b.ReportMetric(painted, "ms/first-paint")
	b.ReportMetric(total/float64(b.N), "ms/update")
}
