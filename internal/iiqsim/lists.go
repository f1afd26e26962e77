package iiqsim

import (
	"math/rand/v2"
	"net/http"
)

func (s *Sim) handleWorkItems(w http.ResponseWriter, r *http.Request) {
	listObjects(s, w, r, s.store.items, s.cols.item, s.writeWorkItem)
}

func (s *Sim) handleRequests(w http.ResponseWriter, r *http.Request) {
	listObjects(s, w, r, s.store.requests, s.cols.request, s.writeRequest)
}

// listObjects answers with one page of whole objects as XML.
func listObjects[T row](s *Sim, w http.ResponseWriter, r *http.Request, from *shelf[T], cols columns[T], write func(*xmlWriter, T, bool)) {
	s.mu.Lock()
	q, err := readQuery(r.URL.Query(), cols, s.settings, nil, nil)
	if err != nil {
		status := s.settings.UnknownStatus
		s.mu.Unlock()
		s.writeQueryFailure(w, err, status)
		return
	}
	page := listed(s, from, q)
	x := newDocument("List")
	if len(page) == 0 {
		x.empty("List")
	} else {
		x.open("List")
		for _, one := range page {
			write(x, one, false)
		}
		x.close("List")
	}
	s.mu.Unlock()
	writeXML(w, x.Bytes())
}

// shuffle is the dice of unordered lists, nil where they have an order; it wants the mutex.
func (s *Sim) shuffle() *rand.Rand {
	if s.settings.ShuffleUnordered {
		return s.store.rng
	}
	return nil
}

func (s *Sim) handleWorkItem(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	s.mu.Lock()
	item, ok := s.store.items.get(id)
	if !ok && s.settings.Archive == ArchiveByID {
		item, ok = s.store.ended(id)
	}
	oneObject(s, w, "WorkItem", item, ok, s.writeWorkItem)
}

func (s *Sim) handleRequest(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	q, ok := s.store.requests.get(r.PathValue("id"))
	oneObject(s, w, "IdentityRequest", q, ok, s.writeRequest)
}

// oneObject answers with one whole object as XML, and gives the mutex back.
func oneObject[T row](s *Sim, w http.ResponseWriter, class string, one T, ok bool, write func(*xmlWriter, T, bool)) {
	if !ok {
		as := s.settings.GoneAs
		s.mu.Unlock()
		writeGone(w, as)
		return
	}
	x := newDocument(class)
	write(x, one, true)
	s.mu.Unlock()
	writeXML(w, x.Bytes())
}

// writeGone answers for an id that does not exist, in one of three ways: docs/iiq-wire.md#gone-by-id
func writeGone(w http.ResponseWriter, as string) {
	switch as {
	case GoneAsEmpty:
		writeBody(w, http.StatusOK, "application/xml;charset=UTF-8", nil)
	case GoneAs500:
		writeHTML(w, http.StatusInternalServerError, "java.lang.NullPointerException")
	default:
		writeFailure(w, http.StatusNotFound, "object not found")
	}
}
