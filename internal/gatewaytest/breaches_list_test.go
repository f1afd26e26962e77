package gatewaytest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// gate are the checks that see a refusal and what it leaves.
func gate() []string {
	return []string{"refused: ", "bodies that are no decision", "lines are refused", "what was shown", "the same key with another decision",
		"a client that may only read", "an account that is not on the list"}
}

func breaches() []breach {
	return slices.Concat(refusalBreaches(), listBreaches(), objectBreaches(), peopleBreaches(), decisionBreaches(), sweepBreaches(),
		changeBreaches(), secretBreaches(), ownBreaches(), actBreaches())
}

func refusalBreaches() []breach {
	return []breach{
		{name: "takes what it refuses", answer: takes, found: append(gate(), "of several reasons", "a refusal does not use up its key",
			"nothing that IdentityIQ keeps secret")},
		{name: "writes what it refuses", answer: writes, found: gate()},
		{name: "notes what it refuses", answer: notes, found: gate()},
		{name: "has another word for a refusal", answer: otherWord, found: []string{"refused: ", "bodies that are no decision",
			"lines are refused",
			"what was shown", "the same key with another decision", "an account that is not on the list", "of several reasons",
			"a refusal does not use up its key", "of many at once", "an id that nobody has", "what cannot be read of a list",
			"filters take listed properties", "ids are refused", "a person is no workgroup"}},
		{name: "has another status for a refusal", answer: otherStatus, found: []string{"refused: ", "bodies that are no decision",
			"lines are refused", "what was shown", "the same key with another decision", "a client that may only read",
			"an account that is not on the list", "of several reasons", "of many at once", "what cannot be read of a list",
			"filters take listed properties", "ids are refused", "a person is no workgroup", "excluded items are neither"}},
		{name: "refuses in plain text", answer: func(_ *broken, _ *http.Request, a *box) {
			if a.status >= 400 {
				a.header.Set("Content-Type", "text/html")
			}
		}, found: []string{"refused: "}},
		{name: "says nothing beside the word", answer: func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(`"message":"[^"]*"`).ReplaceAll(a.body, []byte(`"message":""`))
		}, found: []string{"refused: "}},
		{name: "names another winner", answer: func(_ *broken, r *http.Request, a *box) {
			if refusedPut(r, a) {
				a.body = regexp.MustCompile(`"decidedBy":\{[^}]*\}`).ReplaceAll(a.body, []byte(`"decidedBy":{"id":"x","name":"y"}`))
			}
		}, found: []string{"refused: an item that somebody decided", "of many at once"}},
		{name: "does not say when to come again", answer: func(_ *broken, _ *http.Request, a *box) { a.header.Del("Retry-After") },
			found: []string{"refused: an item whose row", "refused: more decisions"}},
		{name: "reads only a part of a large body", ask: func(r *http.Request) {
			if r.ContentLength > 200_000 {
				r.Body = http.NoBody
				r.Method = http.MethodGet
			}
		}, found: []string{"bodies that are no decision"}},
		{name: "says why a client may not write", answer: func(_ *broken, _ *http.Request, a *box) {
			if a.status == http.StatusForbidden {
				a.body = []byte(`{"error":"not_caller","message":"no"}`)
			}
		}, found: []string{"a client that may only read"}},
		{name: "refuses everything", answer: onPut(func(_ *broken, _ *http.Request, a *box) {
			a.status, a.body = http.StatusConflict, []byte(`{"error":"decided","message":"no"}`)
			a.header.Set("Content-Type", "application/json")
		}), found: []string{"an approval ends", "a denial ends", "an item without lines", "a member of a nested group",
			"lines that were decided before",
			"a decision has its audit row", "of many at once", "keys that are not known", "lines are decided one by one",
			"a state stands for",
			"what was shown", "the same key with the same", "the same decision many times", "a refusal does not use up its key"}},
	}
}

func listBreaches() []breach {
	return []breach{
		{name: "ignores filters", ask: without("filter"), found: []string{"pages of work items", "an item by its id",
			"identities are found",
			"filters find items", "a workgroup's members are listed", "filters take listed properties", "what cannot be read of a list"}},
		{name: "ignores limits", ask: without("limit"), found: []string{"pages of work items", "the table of identities",
			"what cannot be read"}},
		{name: "ignores offsets", ask: without("offset"), found: []string{"pages of work items", "what cannot be read"}},
		{name: "ignores the order", ask: without("orderby"), found: []string{"filters find items", "what cannot be read"}},
		{name: "ignores the columns", ask: without("attributes"), found: []string{"the table of identities", "the table of access reviews",
			"reviews are told"}},
		{name: "lists everything from the end", ask: func(r *http.Request) {
			if q := r.URL.Query(); q.Get("orderby") == "id" {
				q.Set("orderby", "-id")
				r.URL.RawQuery = q.Encode()
			}
		}, found: []string{"pages of work items", "the table of identities"}},
		{name: "begins each page anew", ask: func(r *http.Request) {
			if q := r.URL.Query(); strings.HasPrefix(q.Get("filter"), "id>") {
				q.Del("filter")
				r.URL.RawQuery = q.Encode()
			}
		}, found: []string{"pages of work items"}},
		{name: "gives longer pages than it says", answer: onPath("/capabilities", func(_ *broken, _ *http.Request, a *box) {
			a.swap(`"page":250`, `"page":1`)
		}), found: []string{"no page is longer"}},
		{name: "finds nothing", answer: onPath("/object/", func(_ *broken, _ *http.Request, a *box) {
			if a.has("<List>") {
				a.body = []byte("<List/>")
			}
		}), found: []string{"an item is told whole", "an item without an approval set", "filters find items",
			"a new item has no modified"}},
		{name: "answers a page of HTML", answer: onPath("/", func(_ *broken, _ *http.Request,
			a *box) {
			a.body = []byte("<html><body/></html>")
		}),
			found: []string{"pages of work items", "the table of", "ping", "capabilities", "the self-test", "a request is found"}},
		{name: "declares entities", answer: swaps("/object/", `"sailpoint.dtd">`, `"sailpoint.dtd" [<!ENTITY a "b">]>`),
			found: []string{"pages of work items"}},
		{name: "lists requests among the items", answer: swaps("/object/WorkItem?", "WorkItem", "IdentityRequest"),
			found: []string{"pages of work items"}},
		{name: "finds another request", answer: onPath("/object/IdentityRequest", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(` name="[0-9]+"`).ReplaceAll(a.body, []byte(` name="1"`))
		}), found: []string{"a request is found"}},
	}
}

func decisionBreaches() []breach {
	swap := func(old, with string) func(*broken, *http.Request, *box) {
		return onPut(func(_ *broken, _ *http.Request, a *box) { a.swap(old, with) })
	}
	return []breach{
		{name: "leaves lines without a state", answer: swap(` state="`, ` was="`), found: []string{"an approval ends", "a denial ends",
			"an item without lines",
			"lines are decided one by one", "a state stands for", "lines that were decided before", "keys that are not known"}},
		{name: "approves what is denied", answer: onPut(func(b *broken, r *http.Request, a *box) { a.swap("Rejected", "Finished") }),
			found: []string{"a denial ends", "lines are decided one by one", "a decision has its audit row"}},
		{name: "decides again lines that were decided", answer: onPut(func(_ *broken, _ *http.Request, a *box) {
			a.swap(`state="Rejected"`, `state="Finished"`)
		}), found: []string{"lines that were decided before"}},
		{name: "keeps decided items in the list", answer: onPut(func(b *broken, r *http.Request, _ *box) { _ = b.sim.Reopen(lastPart(r)) }),
			found: []string{"an approval ends", "a denial ends", "an item without lines", "a member of a nested group",
				"lines are decided one by one",
				"of many at once"}},
		{name: "loses comments", answer: onPath("/object/IdentityRequest", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(` comments="[^"]*"`).ReplaceAll(a.body, nil)
		}), found: []string{"an approval ends", "a denial ends"}},
		{name: "names nobody as completer", answer: onPath("/object/IdentityRequest", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(` completer="[^"]*"`).ReplaceAll(a.body, nil)
		}), found: []string{"an approval ends"}},
		{name: "has no summary", answer: swaps("/object/IdentityRequest", "ApprovalSummary", "Other"), found: []string{"a denial ends"}},
		{name: "has no outcome", answer: onPut(func(_ *broken, _ *http.Request, a *box) { a.header.Del("X-Outcome") }),
			found: []string{"a decision has its audit row", "the same key with the same"}},
		{name: "names no audit row", answer: onPut(func(_ *broken, _ *http.Request, a *box) { a.header.Set("X-Audit", "") }),
			found: []string{"a decision has its audit row"}},
		{name: "writes more than one audit row", answer: onPut(func(b *broken, _ *http.Request, _ *box) { b.extra += 2 }),
			found: []string{"a decision has its audit row", "the same decision many times", "the same key with the same"}},
		{name: "knows no keys", ask: func(r *http.Request) { r.Header.Del("Idempotency-Key") },
			found: []string{"the same key", "the same decision many times"}},
		{name: "replays whatever comes with a key", answer: func(b *broken, r *http.Request, a *box) {
			key := r.Header.Get("Idempotency-Key")
			if key == "" {
				return
			}
			if kept := b.again[key]; kept != nil && a.status >= 400 {
				a.status, a.body, a.header = kept.status, kept.body, kept.header
			}
			if a.status == http.StatusOK {
				b.again[key] = &box{status: a.status, body: a.body, header: a.header.Clone()}
			}
		}, found: []string{"the same key with another decision"}},
		{name: "remembers refusals by their key", answer: func(b *broken, r *http.Request, a *box) {
			key := r.Header.Get("Idempotency-Key")
			if kept := b.again[key]; key != "" && kept != nil {
				a.status, a.body, a.header = kept.status, kept.body, kept.header
			} else if key != "" {
				b.again[key] = &box{status: a.status, body: a.body, header: a.header.Clone()}
			}
		}, found: []string{"a refusal does not use up its key"}},
		{name: "does not look at what was shown", answer: nil, ask: func(r *http.Request) { withoutKey(r, "expect") },
			found: []string{"what was shown"}},
		{name: "does not look at lines", ask: func(r *http.Request) { withoutKey(r, "lines") }, found: []string{"a state stands for",
			"lines are refused"}},
		{name: "has another tag by id", answer: onPath("/object/WorkItem/", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(` tag="[0-9a-f]`).ReplaceAll(a.body, []byte(` tag="`))
		}), found: []string{"what was shown", "the tag changes"}},
		{name: "has one tag for all", answer: func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(` tag="[0-9a-f]*"`).ReplaceAll(a.body, []byte(` tag="`+strings.Repeat("a", 64)+`"`))
		}, found: []string{"what was shown", "the tag changes"}},
		{name: "changes the tag with a reminder", answer: func(_ *broken, _ *http.Request, a *box) {
			if a.has("reminders=") {
				a.body = regexp.MustCompile(` tag="[0-9a-f]*"`).ReplaceAll(a.body, []byte(` tag="`+strings.Repeat("b", 64)+`"`))
			}
		}, found: []string{"the tag changes"}},
		{name: "lets two decide at once", answer: func(b *broken, r *http.Request, a *box) {
			if refusedPut(r, a) && bytes.Contains(a.body, []byte("decided")) {
				takes(b, r, a)
			}
		}, found: []string{"of many at once"}},
		{name: "refuses keys that it does not know", answer: func(_ *broken, r *http.Request, a *box) {
			if bytes.Contains(a.sent, []byte(`"later"`)) {
				a.status = http.StatusBadRequest
			}
		}, found: []string{"keys that are not known"}},
	}
}

func secretBreaches() []breach {
	var all []breach
	for _, part := range []string{"/object/WorkItem", "/object/IdentityRequest", "/table/Identity", "/context/WorkItem"} {
		all = append(all, breach{name: "tells secrets in " + part, answer: tells(part),
			found: []string{"nothing that IdentityIQ keeps secret"}})
	}
	return append(all,
		breach{name: "quotes what was sent", answer: func(_ *broken, r *http.Request, a *box) {
			if refusedPut(r, a) && a.has(`"message":"`) {
				a.body = append(a.body, a.sent...)
			}
		}, found: []string{"nothing that IdentityIQ keeps secret"}},
	)
}

func ownBreaches() []breach {
	all := []breach{
		{name: "answers without a token", answer: func(_ *broken, _ *http.Request, a *box) {
			if a.status == http.StatusUnauthorized {
				a.status = http.StatusOK
			}
		}, found: []string{"a call without a token"}},
		{name: "is not well", answer: swaps("/ping", "true", "false"), found: []string{"ping"}},
		{name: "lacks a member", answer: swaps("/selftest", `"missing":[]`, `"missing":["sailpoint.api.Workflower.process"]`),
			found: []string{"the self-test"}},
		{name: "checks nothing", answer: swaps("/selftest", `"checked":`, `"other":`), found: []string{"the self-test"}},
		{name: "never says whether something can be done", answer: swaps("/object/WorkItem", ` actionable="`, ` other="`),
			found: []string{"what is told beyond"}},
		{name: "says that everything can be done", answer: swaps("/object/WorkItem", ` actionable="false"`, ` actionable="true"`),
			found: []string{"what is told beyond"}},
		{name: "does not mark a group as owner", answer: swaps("/object/WorkItem", ` workgroup="true"`, ""),
			found: []string{"what is told beyond"}},
		{name: "lets only nobody call", answer: func(_ *broken, r *http.Request, a *box) {
			if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/object/WorkItem/") {
				a.status, a.body = http.StatusForbidden, []byte(`{"error":"not_caller","message":"no"}`)
			}
		}, found: []string{"an account that is not on the list", "a client that may only read"}},
	}
	for _, key := range []string{"contract", "gateway", "version", "iiq", "now", "settleSeconds", "selfApproval", "partial", "types",
		"commentOn", "page",
		"body", "list", "get", "act", "read", "caller", "listed"} {
		all = append(all, breach{name: "does not tell " + key, answer: swaps("/capabilities", `"`+key+`"`, `"x"`),
			found: []string{"capabilities"}})
	}
	return all
}

// withoutKey takes a key out of a body of JSON.
func withoutKey(r *http.Request, key string) {
	raw, _ := io.ReadAll(r.Body)
	var body map[string]any
	if json.Unmarshal(raw, &body) == nil {
		delete(body, key)
		raw, _ = json.Marshal(body)
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
}
