package gatewaytest_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// isAct tells whether a call does something that is no decision on a work item.
func isAct(r *http.Request) bool {
	decides := r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/object/WorkItem/")
	return r.Method != http.MethodGet && !decides && !strings.HasSuffix(r.URL.Path, "/outcomes")
}

// onAct changes answers to acts that were taken, or refused.
func onAct(taken bool, change func(b *broken, r *http.Request, a *box)) func(*broken, *http.Request, *box) {
	return func(b *broken, r *http.Request, a *box) {
		if isAct(r) && (a.status == http.StatusOK) == taken {
			change(b, r, a)
		}
	}
}

var anID = regexp.MustCompile(`[0-9a-f]{32}`)

// bump changes whatever a call is about.
func bump(b *broken, r *http.Request, _ *box) {
	for _, id := range anID.FindAllString(r.URL.Path, -1) {
		if c, _, err := b.sim.Review(id); err == nil && len(c.Certifiers) > 0 {
			_ = b.sim.Reassign(id, append(c.Certifiers, c.Certifiers[0])...)
		}
		_, _ = b.sim.UpdateIdentity(id, func(i *iiqsim.Identity) { i.Department += "x" })
		if b.sim.UpdateItem(id, func(w *iiqsim.WorkItem) { w.Reminders++ }) != nil {
			_ = b.sim.Reopen(id)
		}
	}
	for _, w := range b.sim.OpenItems() {
		_ = b.sim.UpdateItem(w.ID, func(w *iiqsim.WorkItem) { w.Reminders++ })
	}
}

// The checks of what holds for every act, by the start of their names.
const (
	actDone    = "an act is done"
	actKey     = "an act with a key"
	actBodies  = "an act's bodies"
	actIDs     = "an act's ids"
	actPeople  = "an act of somebody who may not"
	actFails   = "an act that cannot be written"
	actClients = "an act of a client"
	actEnded   = "an act on what has ended"
	actBusy    = "an act on a row"
)

// refusedActs are the checks that see what becomes of an act that is refused.
func refusedActs() []string { return []string{actPeople, actFails, actEnded, actBodies} }

func actBreaches() []breach {
	header := func(name, value string) func(*broken, *http.Request, *box) {
		return onAct(true, func(_ *broken, _ *http.Request, a *box) { a.header.Set(name, value) })
	}
	everything := append(refusedActs(), actIDs, actClients, actBusy)
	return slices.Concat([]breach{
		{name: "takes acts that it refuses", answer: onAct(false, func(_ *broken, _ *http.Request, a *box) {
			a.status, a.body = http.StatusOK, []byte(`{}`)
		}), found: append(everything, "a comment that says nothing")},
		{name: "writes acts that it refuses", answer: onAct(false, bump), found: []string{actPeople, actFails, actBodies}},
		{name: "notes acts that it refuses", answer: onAct(false, func(b *broken, _ *http.Request, _ *box) { b.extra++ }),
			found: refusedActs()},
		{name: "has another word for acts that it refuses", answer: otherWord, found: append(refusedActs(), actIDs, actBusy, actKey,
			"a comment that says nothing", "there is no context")},
		{name: "has another status for acts that it refuses", answer: otherStatus, found: append(everything, actKey)},
		{name: "quotes what acts sent", answer: onAct(false, func(_ *broken, _ *http.Request, a *box) {
			said, _ := json.Marshal(string(a.sent[:min(len(a.sent), 10_000)]))
			a.swap(`"message":"`, `"quoted":`+string(said)+`,"message":"`)
		}), found: []string{actBodies}},
		{name: "does not say when to try an act again", answer: onAct(false, func(_ *broken, _ *http.Request, a *box) {
			a.header.Del("Retry-After")
		}), found: []string{actBusy}},
		{name: "does not say who was faster than an act", answer: onAct(false, func(_ *broken, _ *http.Request, a *box) {
			a.swap(`"decidedBy"`, `"by"`)
		}), found: []string{actEnded}},
		{name: "has no outcome of acts", answer: header("X-Outcome", ""), found: []string{actDone, actKey}},
		{name: "names no audit row of acts", answer: header("X-Audit", ""), found: []string{actDone}},
		{name: "gives no request ids back", answer: header("X-Request-Id", ""), found: []string{actDone}},
		{name: "does not tell what else its caller may do", answer: swaps("/capabilities", `"others"`, `"x"`), found: []string{"the gateway tells whom"}},
		{name: "notes acts twice", answer: onAct(true, func(b *broken, _ *http.Request, _ *box) { b.extra++ }), found: []string{actDone}},
		{name: "notes no act", answer: onAct(true, func(b *broken, _ *http.Request, _ *box) { b.extra-- }), found: []string{actDone}},
		{name: "knows no keys of acts", ask: func(r *http.Request) { r.Header.Del("Idempotency-Key") }, found: []string{actKey}},
		{name: "writes again what comes with the same key", answer: onAct(true, func(b *broken, r *http.Request, a *box) {
			if a.header.Get("X-Outcome") == "replayed" {
				bump(b, r, a)
			}
		}), found: []string{actKey}},
		{name: "uses up the key of what it refuses", answer: func(b *broken, r *http.Request, a *box) {
			if key := r.Header.Get("Idempotency-Key"); isAct(r) && key != "" {
				if kept := b.again[key]; kept != nil {
					a.status, a.body = kept.status, kept.body
				}
				b.again[key] = &box{status: a.status, body: a.body}
			}
		}, found: []string{actFails}},
	}, contextBreaches(), commentBreaches(), ownerBreaches(), reviewBreaches())
}

func contextBreaches() []breach {
	const whole, bare, none = "the context tells", "the context leaves out", "there is no context"
	all := []breach{
		{name: "says that nobody has taken an item", answer: swaps("/context/", `{"id":`, `{"assignee":null,"id":`),
			found: []string{bare, whole}},
		{name: "has a context of everything", answer: func(_ *broken, r *http.Request, a *box) {
			if strings.Contains(r.URL.Path, "/context/") {
				a.status = http.StatusOK
			}
		}, found: []string{none}},
		{name: "writes what it reads for a context", answer: onPath("/context/", bump), found: []string{whole}},
		{name: "counts people who have left among the peers", answer: swaps("/context/", `"of":2`, `"of":3`), found: []string{whole}},
		{name: "tells another item's tag", answer: onPath("/context/", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(`"tag":"[0-9a-f]`).ReplaceAll(a.body, []byte(`"tag":"`))
		}), found: []string{whole, bare}},
	}
	for _, key := range []string{"description", "owner", "classifications", "privileged", "risk", "peers", "start", "end", "chain",
		"completer",
		"waiting", "comments", "attachments", "bytes", "assignee"} {
		all = append(all, breach{name: "has no " + key + " in a context", answer: swaps("/context/", `"`+key+`":`, `"x":`),
			found: []string{whole}})
	}
	return all
}

func commentBreaches() []breach {
	return []breach{
		{name: "keeps no comments", answer: swaps("/object/WorkItem", "<Comment ", "<Other "), found: []string{"a comment is kept"}},
		{name: "loses the first of two comments", answer: onAct(true, func(b *broken, r *http.Request, _ *box) {
			_ = b.sim.UpdateItem(anID.FindString(r.URL.Path), func(w *iiqsim.WorkItem) { w.Notes = w.Notes[max(0, len(w.Notes)-1):] })
		}), found: []string{"of many comments at once", "a comment is kept"}},
		{name: "tells nothing of a comment that it keeps", answer: onAct(true, func(_ *broken, _ *http.Request, a *box) {
			a.body = []byte(`{}`)
		}), found: []string{"a comment is kept"}},
	}
}

// swapsAct changes answers to acts that were taken.
func swapsAct(form, with string) func(*broken, *http.Request, *box) {
	return onAct(true, func(_ *broken, _ *http.Request, a *box) {
		a.body = regexp.MustCompile(form).ReplaceAll(a.body, []byte(with))
	})
}

// undoes takes back what an act on an item has done.
func undoes(change func(w *iiqsim.WorkItem)) func(*broken, *http.Request, *box) {
	return onAct(true, func(b *broken, r *http.Request, _ *box) { _ = b.sim.UpdateItem(anID.FindString(r.URL.Path), change) })
}

func ownerBreaches() []breach {
	const taken, takers, takeRace, taker = "an item of a group is taken", "only members take", "of many who take", "taking an item gives"
	const owner, nowhere, chain, race = "an item that is forwarded", "a forward that leads nowhere", "a forward goes on", "of many forwards"
	const away, noWay, none = "somebody's own forwarding", "a forwarding that leads nowhere", "there is no forwarding"
	refusals := onAct(false, func(_ *broken, _ *http.Request, a *box) { a.status, a.body = http.StatusOK, []byte(`{}`) })
	return []breach{
		{name: "does what is to be refused of owners", answer: refusals, found: []string{takers, takeRace, nowhere, chain, race, noWay,
			none}},
		{name: "has another word for owners", answer: otherWord, found: []string{taken, takers, takeRace, nowhere, chain, race, noWay,
			none, owner, taker}},
		{name: "writes what is to be refused of owners", answer: onAct(false, bump), found: []string{taken, takers, nowhere, chain, noWay}},
		{name: "does not look at what a taker found", ask: func(r *http.Request) { withoutKey(r, "expect") },
			found: []string{taken, takeRace, nowhere}},
		{name: "does not say who has taken an item", answer: onAct(false, func(_ *broken, _ *http.Request, a *box) {
			a.swap(`"assignee"`, `"other"`)
		}), found: []string{taken, takeRace}},
		{name: "notes what was so already", answer: onAct(true, func(b *broken, _ *http.Request, a *box) {
			if a.header.Get("X-Audit") == "" {
				b.extra++
			}
		}), found: []string{taken}},
		{name: "lets nobody take anything", answer: undoes(func(w *iiqsim.WorkItem) { w.AssigneeID = "" }), found: []string{taken,
			takeRace}},
		{name: "gives authority to a taker", answer: func(b *broken, r *http.Request, a *box) {
			if refusedPut(r, a) {
				takes(b, r, a)
			}
		}, found: []string{taker, owner}},
		{name: "gives an item to a taker", answer: onAct(true, func(b *broken, r *http.Request, _ *box) {
			_ = b.sim.UpdateItem(anID.FindString(r.URL.Path), func(w *iiqsim.WorkItem) { w.OwnerID = w.AssigneeID })
		}), found: []string{taker}},
		{name: "names another owner than it sets", answer: swapsAct(`"owner":\{"id":"[0-9a-f]`, `"owner":{"id":"`),
			found: []string{owner, chain, race}},
		{name: "tells no tag of a forward", answer: swapsAct(`"tag"`, `"x"`), found: []string{owner}},
		{name: "loses the comment of a forward", answer: undoes(func(w *iiqsim.WorkItem) { w.Notes = nil }), found: []string{owner}},
		{name: "does not tell of forwards", answer: swaps("/context/", `"forwarded"`, `"x"`), found: []string{owner}},
		{name: "follows no forwarding", answer: onAct(true, func(b *broken, r *http.Request, a *box) {
			var sent struct{ To string }
			if json.Unmarshal(a.sent, &sent) == nil && strings.HasSuffix(r.URL.Path, "/forward") {
				_ = b.sim.Forward(anID.FindString(r.URL.Path), sent.To)
			}
		}), found: []string{chain}},
		{name: "keeps a forwarding that is taken away", answer: onAct(true, func(b *broken, r *http.Request, _ *box) {
			if r.Method == http.MethodDelete {
				_, _ = b.sim.UpdateIdentity(anID.FindString(r.URL.Path), func(i *iiqsim.Identity) { i.Away = &iiqsim.Away{To: i.Name} })
			}
		}), found: []string{away}},
		{name: "tells another period", answer: swapsAct(`"until":[0-9]+`, `"until":1`), found: []string{away}},
		{name: "tells no forwarding", answer: swaps("/forwarding", `"to":"`, `"x":"`), found: []string{away}},
		{name: "tells a forwarding of nobody", answer: func(_ *broken, r *http.Request, a *box) {
			if r.Method == http.MethodGet && a.status >= 400 {
				a.status, a.body = http.StatusOK, []byte(`{"to":null}`)
			}
		}, found: []string{none}},
	}
}
