package iiqsim

import "net/http"

// handleMembers gives the direct members of a workgroup, in the shape of the settings.
func (s *Sim) handleMembers(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	group, ok := s.store.identities.get(r.PathValue("id"))
	set := s.settings
	if !ok || !group.Workgroup {
		s.mu.Unlock()
		writeNoGroup(w, set)
		return
	}
	members := make([]Identity, 0, len(group.Members))
	for _, id := range group.Members {
		if s.empty.hides(group.ID) {
			break
		}
		if m, ok := s.store.identities.get(id); ok {
			members = append(members, *m)
		}
	}
	s.mu.Unlock()
	writeMembers(w, set, members)
}

func writeNoGroup(w http.ResponseWriter, set Settings) {
	switch set.NoGroupAs {
	case NoGroupAsEmpty:
		writeMembers(w, set, nil)
	case NoGroupAs400:
		writeFailure(w, http.StatusBadRequest, "the identity is not a workgroup")
	default:
		writeFailure(w, http.StatusNotFound, "workgroup not found")
	}
}

func writeMembers(w http.ResponseWriter, set Settings, members []Identity) {
	if set.MembersAs == MembersXML {
		writeMembersXML(w, set, members)
		return
	}
	list := make([]map[string]any, 0, len(members))
	for _, m := range members {
		one := map[string]any{"id": m.ID, "name": m.Name, "email": nilIfEmpty(m.Email), "displayName": nilIfEmpty(m.DisplayName)}
		if set.NestedMarked {
			one["workgroup"] = m.Workgroup
		}
		list = append(list, one)
	}
	if set.MembersAs == MembersArray {
		writeJSON(w, http.StatusOK, list)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"status": "success", "objects": list})
}

func writeMembersXML(w http.ResponseWriter, set Settings, members []Identity) {
	x := newDocument("List")
	x.open("List")
	for _, m := range members {
		marked := ""
		if set.NestedMarked && m.Workgroup {
			marked = "true"
		}
		x.empty("Identity", "id", m.ID, "name", m.Name, "email", m.Email, "displayName", m.DisplayName, "workgroup", marked)
	}
	x.close("List")
	writeXML(w, x.Bytes())
}

func nilIfEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}
