package iiqsim

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Properties that the gateway's lists may be filtered by. It compiles no filter of anything else.
func gatewayFilters(class string) []string {
	switch class {
	case "WorkItem":
		return []string{"id", "name", "type", "state", "created", "modified", "owner.id", "identityRequestId", "certification"}
	case "IdentityRequest":
		return []string{"id", "name", "created", "modified"}
	case "Identity":
		return []string{"id", "name", "email", "displayName", "firstname", "lastname", "department", "manager.id", "inactive", "workgroup",
			"created", "modified"}
	}
	return []string{"id", "identity", "targetDisplayName", "summaryStatus", "completed", "created", "modified", "certification.id",
		"certification.name", "certification.expiration", "certification.phase", "certification.signed"}
}

// gatewayQuery reads the parameters of a list. The mutex is held.
func gatewayQuery[T row](s *Sim, values url.Values, class string, cols columns[T]) (query[T], *refusedCall) {
	order, err := readOrder(values.Get("orderby"), cols)
	if err != nil {
		return query[T]{}, refused("bad_column", "orderby names a column that is not there")
	}
	allowed := columns[T]{}
	for _, name := range gatewayFilters(class) {
		allowed[name] = cols[name]
	}
	set := s.settings
	set.PageDefault, set.PageCap = min(100, s.gateway.number("page")), s.gateway.number("page")
	q, err := readQuery(url.Values{"limit": values["limit"], "offset": values["offset"], "filter": values["filter"]}, allowed, set, nil,
		nil)
	if err != nil {
		return query[T]{}, refused("bad_filter", "limit, offset or filter cannot be read, or names what may not be asked for")
	}
	q.order = order
	kept := s.gateway.setting("excludeApplications") + "\x00" + s.gateway.setting("excludeFilter")
	q.key = "gateway\x00" + kept + "\x00" + q.key + values.Get("orderby")
	return q, nil
}

// gatewayPage answers with one page of whole objects as XML.
func gatewayPage[T row](s *Sim, w http.ResponseWriter, r *http.Request, class string, from *shelf[T], cols columns[T],
	hidden func(T) bool, write func(*xmlWriter, T, bool),
) {
	s.mu.Lock()
	q, no := gatewayQuery(s, r.URL.Query(), class, cols)
	if no != nil {
		s.mu.Unlock()
		no.write(w)
		return
	}
	passes := q.passes
	q.passes = func(one T) truth {
		if hidden(one) {
			return isFalse
		}
		return passes(one)
	}
	x := newDocument("List")
	x.gateway = true
	x.open("List")
	for _, one := range listed(s, from, q) {
		write(x, one, false)
	}
	x.close("List")
	s.mu.Unlock()
	writeXML(w, x.Bytes())
}

func never[T any](T) bool { return false }

func (s *Sim) gatewayItems(w http.ResponseWriter, r *http.Request) {
	gatewayPage(s, w, r, "WorkItem", s.store.items, s.cols.item, s.excluded, s.writeWorkItem)
}

func (s *Sim) gatewayRequests(w http.ResponseWriter, r *http.Request) {
	gatewayPage(s, w, r, "IdentityRequest", s.store.requests, s.cols.request, never, s.writeRequest)
}

// gatewayOne answers with one whole object as XML. The mutex is held, and given back.
func gatewayOne[T row](s *Sim, w http.ResponseWriter, id, class string, one T, ok bool, write func(*xmlWriter, T, bool)) {
	if !gatewayID.MatchString(id) || !ok {
		s.mu.Unlock()
		noObject(id).write(w)
		return
	}
	x := newDocument(class)
	x.gateway = true
	write(x, one, true)
	s.mu.Unlock()
	writeXML(w, x.Bytes())
}

func noObject(id string) *refusedCall {
	if !gatewayID.MatchString(id) {
		return refused("bad_id", "an id has 32 hexadecimal characters")
	}
	return refused("gone", "there is no such object")
}

func (s *Sim) gatewayItem(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	item, ok := s.store.items.get(r.PathValue("id"))
	gatewayOne(s, w, r.PathValue("id"), "WorkItem", item, ok && !s.excluded(item), s.writeWorkItem)
}

func (s *Sim) gatewayRequest(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	q, ok := s.store.requests.get(r.PathValue("id"))
	gatewayOne(s, w, r.PathValue("id"), "IdentityRequest", q, ok, s.writeRequest)
}

// excluded tells whether an administrator keeps the item from the gateway; it wants the mutex.
func (s *Sim) excluded(w *WorkItem) bool {
	return slices.ContainsFunc(w.Lines, func(l ApprovalItem) bool { return s.keptOut(l.Application) }) || s.filteredOut(w)
}

// keptOut tells whether an application is kept from the gateway.
func (s *Sim) keptOut(application string) bool {
	return slices.ContainsFunc(s.gateway.list("excludeApplications"), func(one string) bool { return strings.EqualFold(one, application) })
}

// filteredOut tells whether the administrator's own filter keeps the item out. One that cannot be read keeps everything out.
func (s *Sim) filteredOut(w *WorkItem) bool {
	text := s.gateway.setting("excludeFilter")
	if text == "" {
		return false
	}
	node, err := parseFilter(text)
	if err != nil {
		return true
	}
	passes, err := bind(node, s.cols.item)
	return err != nil || passes(w) == isTrue
}

func (s *Sim) gatewayPeople(w http.ResponseWriter, r *http.Request) {
	gatewayTable(s, w, r, "Identity", s.store.identities, s.cols.identity, identityDefaults)
}

func (s *Sim) gatewayEntities(w http.ResponseWriter, r *http.Request) {
	gatewayTable(s, w, r, "CertificationEntity", s.store.entities, s.cols.entity, entityDefaults)
}

// gatewayTable answers with one page of the columns asked for as JSON.
func gatewayTable[T row](s *Sim, w http.ResponseWriter, r *http.Request, class string, from *shelf[T], cols columns[T], defaults []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	values := r.URL.Query()
	names, err := pickColumns(values.Get("attributes"), cols, defaults)
	if err != nil {
		refused("bad_column", "attributes names a column that is not there").write(w)
		return
	}
	q, no := gatewayQuery(s, values, class, cols)
	if no != nil {
		no.write(w)
		return
	}
	objects := []map[string]any{}
	for _, one := range listed(s, from, q) {
		objects = append(objects, project(one, cols, names))
	}
	writeJSON(w, http.StatusOK, map[string]any{"objects": objects})
}

// nestedDepth is how deep workgroups in workgroups are looked into.
const nestedDepth = 10

var errNoGroup = errors.New("no workgroup")

// gatewayMembers gives the people in a workgroup, through all groups in it, active ones only.
func (s *Sim) gatewayMembers(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	s.mu.Lock()
	people, err := s.peopleIn(id)
	s.mu.Unlock()
	switch {
	case !gatewayID.MatchString(id):
		noObject(id).write(w)
	case err != nil:
		refused("no_workgroup", "this identity is no workgroup").write(w)
	default:
		objects := []map[string]any{}
		for _, i := range people {
			objects = append(objects, map[string]any{
				"id": i.ID, "name": i.Name, "email": nilIfEmpty(i.Email), "displayName": nilIfEmpty(i.DisplayName), "workgroup": false,
			})
		}
		writeJSON(w, http.StatusOK, map[string]any{"objects": objects, "nested": true})
	}
}

// peopleIn gives the active people of a workgroup, by name; it wants the mutex.
func (s *Sim) peopleIn(id string) ([]*Identity, error) {
	group, ok := s.store.identities.get(id)
	if !ok || !group.Workgroup {
		return nil, errNoGroup
	}
	seen, found := map[string]bool{id: true}, []*Identity{}
	level := []*Identity{group}
	for depth := 0; depth < nestedDepth && len(level) > 0; depth++ {
		var next []*Identity
		for _, g := range level {
			if s.empty.hides(g.ID) {
				continue
			}
			for _, id := range g.Members {
				m, ok := s.store.identities.get(id)
				switch {
				case !ok || seen[id]:
				case m.Workgroup:
					next = append(next, m)
				case !m.Inactive:
					found = append(found, m)
				}
				seen[id] = true
			}
		}
		level = next
	}
	slices.SortFunc(found, func(a, b *Identity) int { return strings.Compare(a.Name, b.Name) })
	return found, nil
}
