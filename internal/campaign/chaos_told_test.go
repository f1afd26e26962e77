package campaign

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

// iiqWorld is a world with nothing but an IdentityIQ, whose people it knows.
func iiqWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		opts: Options{Seed: 3}.withDefaults(), journal: books.NewJournal(time.Now), book: books.NewBook(), settings: map[string]string{},
	}
	t.Cleanup(w.close)
	if err := w.startIIQ(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, p := range w.company.People {
		w.people = append(w.people, books.Person{ID: p.ID, Name: p.Name, Display: p.DisplayName})
	}
	return w
}

// item is a new item of the first person.
func (w *world) item(t *testing.T) iiqsim.WorkItem {
	t.Helper()
	id := w.people[0].ID
	i, err := w.iiq.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: id, Requester: id, Target: id})
	if err != nil {
		t.Fatal(err)
	}
	w.book.Arrived(i.ID)
	return i
}

// approve writes an approval of the first person over the wire, as the bot does, and gives the status.
func (w *world) approve(t *testing.T, item string) int {
	t.Helper()
	id, secret := w.iiq.Credentials()
	call := func(method, path string, raw []byte, sign func(*http.Request)) (int, []byte) {
		req, err := http.NewRequestWithContext(t.Context(), method, w.settings["IIQ_URL"]+path, bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		sign(req)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		got, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, got
	}
	_, got := call(http.MethodPost, "/oauth2/token?"+url.Values{"grant_type": {"client_credentials"}}.Encode(), nil, func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth(id, secret)
	})
	var token struct {
		Access string `json:"access_token"`
	}
	if err := json.Unmarshal(got, &token); err != nil || token.Access == "" {
		t.Fatalf("ask for a token: got %q, %v", got, err)
	}
	body, err := json.Marshal(map[string]string{"approver": w.people[0].ID, "state": iiqsim.StateFinished,
		"comment": "Füür 👍 <R&D>, in Slack, at length"})
	if err != nil {
		t.Fatal(err)
	}
	status, _ := call(http.MethodPut, "/"+iiqsim.DefaultPluginPath+"/object/WorkItem/"+item, body,
		func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token.Access) })
	return status
}

// during does something while a play is on, and returns when it is over.
func during(t *testing.T, plays []play, name string, rng *rand.Rand, do func()) {
	t.Helper()
	at := slices.IndexFunc(plays, func(p play) bool { return p.name == name })
	if at < 0 || plays[at].weight == 0 {
		t.Fatalf("nobody plays that %s", name)
	}
	ctx, end := context.WithCancel(t.Context())
	var on sync.WaitGroup
	on.Go(func() { plays[at].run(ctx, rng) })
	do()
	end()
	on.Wait()
}

// What IdentityIQ tells otherwise reaches a write that it meets, is counted, and ends with its play.
func TestIdentityIQTellsOtherwiseForAWhile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ kind, odd string }{
		"IdentityIQ alters comments":                           {"comments", iiqsim.OddComment},
		"IdentityIQ tells of ends late":                        {"late", iiqsim.OddSummary},
		"IdentityIQ names another completer":                   {"completer", iiqsim.OddCompleter},
		"somebody decides in IdentityIQ just before the write": {"iiq-fault", iiqsim.OddOvertaken},
		"an item is stamped ahead of time":                     {"stamp", iiqsim.OddStamps},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for part := range uint64(6) {
				w := iiqWorld(t)
				before := w.iiq.Settings()
				w.item(t)
				during(t, slices.Concat(w.toldPlays(), w.stampPlays()), name, w.rng(part), func() {
					patience.Until(t, "the play to begin", func() bool { return w.journal.Count(c.kind) > 0 })
					patience.Until(t, "it to meet a write", func() bool {
						w.approve(t, w.item(t).ID)
						return w.iiq.Stats().Oddities[c.odd] > 0
					})
				})
				if got := w.iiq.Settings(); got.CommentsKept != before.CommentsKept || got.Completer != "" || got.AnswerCompleter != "" {
					t.Errorf("part %d: after the play got %+v, want %+v", part, got, before)
				}
				if got := w.iiq.Faults(); len(got) != 0 {
					t.Errorf("part %d: after the play got faults %v, want none", part, got)
				}
			}
		})
	}
}

// Stamps ahead are ahead by more than the clocks of the plays, and some are put right.
func TestStampsAheadAreSomeOfThemPutRight(t *testing.T) {
	t.Parallel()
	w := iiqWorld(t)
	over, end := context.WithCancel(t.Context())
	end()
	ahead, right := 0, 0
	for part := range uint64(20) {
		item := w.item(t)
		w.book.Keep(func(id string, _ time.Time) bool { return id == item.ID })
		w.stampAhead(over, w.rng(part))
		i, err := w.iiq.WorkItem(item.ID)
		if err != nil {
			t.Fatal(err)
		}
		switch latest := time.UnixMilli(max(i.Created, i.Modified)); {
		case latest.After(w.iiq.Now().Add(time.Hour - time.Minute)):
			ahead++
		case i.Modified != 0:
			right++
		}
	}
	if ahead == 0 || right == 0 || ahead+right != 20 {
		t.Errorf("got %d stamps ahead and %d put right of 20, want some of each and no others", ahead, right)
	}
}
