package iiqsim

import (
	"net/http"
	"net/url"
	"strings"
)

// Columns of a table call that names none.
var (
	identityDefaults = []string{"id", "name"}
	entityDefaults   = []string{"id", "identity", "targetDisplayName", "summaryStatus", "completed", "created", "modified"}
)

func (s *Sim) handleIdentityTable(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	hidden, hiddenFilter := s.settings.UnknownColumns, s.settings.UnknownFilterColumns
	values := r.URL.Query()
	if s.settings.HideWorkgroups && !strings.Contains(values.Get("filter"), "workgroup") {
		hideWorkgroups(values)
	}
	table(s, w, values, s.store.identities, s.cols.identity, identityDefaults, hidden, hiddenFilter)
}

// hideWorkgroups adds to a filter what IdentityIQ adds to identity searches that do not speak of workgroups.
func hideWorkgroups(values url.Values) {
	if old := values.Get("filter"); old != "" {
		values.Set("filter", "(("+old+") && workgroup == false)")
		return
	}
	values.Set("filter", "workgroup == false")
}

func (s *Sim) handleEntityTable(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	table(s, w, r.URL.Query(), s.store.entities, s.cols.entity, entityDefaults, nil, nil)
}

// table answers with one page of the columns asked for as JSON, and gives the mutex back.
func table[T row](s *Sim, w http.ResponseWriter, values url.Values, from *shelf[T], cols columns[T], defaults, hidden,
	hiddenFilter []string) {
	names, err := pickColumns(values.Get("attributes"), without(cols, hidden), defaults)
	var q query[T]
	if err == nil {
		q, err = readQuery(values, cols, s.settings, hidden, hiddenFilter)
	}
	if err != nil {
		status := s.settings.UnknownStatus
		s.mu.Unlock()
		s.writeQueryFailure(w, err, status)
		return
	}
	page := listed(s, from, q)
	objects := make([]map[string]any, len(page))
	for i, r := range page {
		objects[i] = project(r, cols, names)
	}
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{"status": "success", "count": len(objects), "objects": objects})
}

func pickColumns[T row](list string, cols columns[T], defaults []string) ([]string, error) {
	if list == "" {
		return defaults, nil
	}
	names := strings.Split(list, ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		if _, ok := cols[names[i]]; !ok {
			return nil, &unknownProperty{names[i]}
		}
	}
	return names, nil
}

func project[T row](r T, cols columns[T], names []string) map[string]any {
	out := make(map[string]any, len(names))
	for _, name := range names {
		out[name] = shownValue(cols[name].read(r), cols[name].kind)
	}
	return out
}

func shownValue(v value, kind columnKind) any {
	switch {
	case v.null:
		return nil
	case kind == columnText:
		return v.text
	case kind == columnBool:
		return v.num == 1
	case kind == columnMany:
		return v.many
	}
	return v.num
}

func (s *Sim) handleEntity(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	e, ok := s.store.entities.get(r.PathValue("id"))
	if !ok {
		as := s.settings.GoneAs
		s.mu.Unlock()
		writeGone(w, as)
		return
	}
	body := s.entityJSON(e)
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, body)
}

// entityJSON is every column of an entity, as the answer by id and to a decision has it.
func (s *Sim) entityJSON(e *CertificationEntity) map[string]any {
	out := map[string]any{}
	for name, col := range s.cols.entity {
		out[name] = shownValue(col.read(e), col.kind)
	}
	return out
}
