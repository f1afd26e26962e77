package iiqsim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// place is where somebody is in the order of the changes: after this stamp and this id.
type place struct {
	stamp int64
	id    string
}

func (p place) before(other place) bool {
	return p.stamp < other.stamp || p.stamp == other.stamp && p.id < other.id
}

func placeOf(e stamped[*WorkItem]) place { return place{e.at, e.row.ID} }

// cursor carries two places. Everything up to settled is old enough to be complete. at runs ahead while the pages of a
// sweep follow, and falls back to settled at its end.
type cursor struct {
	settled, at place
	// bound is the stamp below which all was committed when the sweep began; nil between sweeps. It stays as it is through
	// the sweep: an item that is committed meanwhile may lie before at, and settled must not pass it.
	bound *int64
}

// readCursor reads what write wrote; "" begins.
func readCursor(text string) (cursor, *refusedCall) {
	start := place{stamp: math.MinInt64}
	if text == "" {
		return cursor{settled: start, at: start}, nil
	}
	no := refused("bad_cursor", "the cursor is none of this gateway's")
	plain, err := base64.RawURLEncoding.Strict().DecodeString(text)
	parts := strings.Split(string(plain), " ")
	if err != nil || len(parts) != 6 || parts[5] != cursorSum(strings.Join(parts[:5], " ")) {
		return cursor{}, no
	}
	c := cursor{settled: place{id: parts[1]}, at: place{id: parts[3]}}
	var errs [3]error
	c.settled.stamp, errs[0] = strconv.ParseInt(parts[0], 10, 64)
	c.at.stamp, errs[1] = strconv.ParseInt(parts[2], 10, 64)
	if parts[4] != "" {
		bound, err := strconv.ParseInt(parts[4], 10, 64)
		c.bound, errs[2] = &bound, err
	}
	if errs != [3]error{} {
		return cursor{}, no
	}
	return c, nil
}

func (c cursor) write() string {
	bound := ""
	if c.bound != nil {
		bound = strconv.FormatInt(*c.bound, 10)
	}
	plain := fmt.Sprintf("%d %s %d %s %s", c.settled.stamp, c.settled.id, c.at.stamp, c.at.id, bound)
	return base64.RawURLEncoding.EncodeToString([]byte(plain + " " + cursorSum(plain)))
}

// cursorSum finds a cursor that was changed on its way. It is no secret, and keeps nobody from making one.
func cursorSum(plain string) string {
	sum := sha256.Sum256([]byte("cursor\n" + plain))
	return hex.EncodeToString(sum[:4])
}

// after gives the cursor that follows a page. Only what was older than bound moves settled.
func (c cursor) after(page []stamped[*WorkItem], more bool, bound int64) cursor {
	for _, e := range page {
		c.at = placeOf(e)
		if c.at.stamp < bound && c.settled.before(c.at) {
			c.settled = c.at
		}
	}
	if more {
		c.bound = &bound
		return c
	}
	return cursor{settled: c.settled, at: c.settled}
}

// gatewayChanges tells the items that changed, in the order of their last change, as XML.
func (s *Sim) gatewayChanges(w http.ResponseWriter, r *http.Request) {
	xml, next, no := s.changes(r.URL.Query())
	if no != nil {
		no.write(w)
		return
	}
	w.Header().Set("X-Next-Cursor", next.write())
	w.Header().Set("X-More", strconv.FormatBool(next.bound != nil))
	writeXML(w, xml)
}

// changes gives one page, and the cursor after it, which has a bound while more follow.
func (s *Sim) changes(asked url.Values) (xml []byte, next cursor, no *refusedCall) {
	s.mu.Lock()
	defer s.mu.Unlock()
	most := s.gateway.number("page")
	limit, err := wholeNumber(asked, "limit", most, 1)
	if err != nil {
		return nil, next, refused("bad_filter", "limit cannot be read")
	}
	c, no := readCursor(asked.Get("cursor"))
	if no != nil {
		return nil, next, no
	}
	bound := s.nowMillis() - 1000*int64(s.gateway.number("settleSeconds"))
	if c.bound != nil {
		bound = *c.bound
	}
	page, more := s.changedAfter(c.at, min(limit, most))
	x := newDocument("List")
	x.gateway = true
	x.open("List")
	for _, e := range page {
		if !s.excluded(e.row) {
			s.writeWorkItem(x, e.row, false)
		}
	}
	x.close("List")
	return x.Bytes(), c.after(page, more, bound), nil
}

// changedAfter gives the next items in the order of their last change, and whether more follow; it wants the mutex.
func (s *Sim) changedAfter(at place, limit int) (page []stamped[*WorkItem], more bool) {
	if s.empty.lists.Load() {
		return nil, false
	}
	for _, e := range s.store.items.since(at.stamp) {
		if !at.before(placeOf(e)) {
			continue
		}
		if len(page) == limit {
			return page, true
		}
		page = append(page, e)
	}
	return page, false
}

// AddLate makes a work item in a transaction that is committed later: it has the time of this call, and is not there
// until then. Its request is there at once.
func (s *Sim) AddLate(spec ItemSpec, commitIn time.Duration) (WorkItem, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, err := s.buildItem(spec)
	if err != nil {
		return WorkItem{}, err
	}
	s.later(commitIn, func() {
		s.store.items.put(w)
		s.emitItem(EventItemCreated, w, s.store.shownOf(w.RequesterID), w.State, s.store.shownOf(w.OwnerID))
	})
	return w.copied(), nil
}

// TouchLate changes an open item's last change in a transaction that is committed later: to the time of this call. An
// item that has ended by then stays as it is.
func (s *Sim) TouchLate(id string, commitIn time.Duration) error {
	at := s.nowMillis()
	return s.withOpenItem(id, func(*WorkItem) error {
		s.later(commitIn, func() {
			w, err := s.store.openItem(id)
			if err != nil {
				return
			}
			w.Modified = at
			s.store.items.put(w)
			s.emitItem(EventItemChanged, w, "", w.State, "")
		})
		return nil
	})
}

// later commits after a while, unless the simulator has ended.
func (s *Sim) later(in time.Duration, commit func()) {
	time.AfterFunc(in, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.ending.Err() == nil {
			commit()
		}
	})
}
