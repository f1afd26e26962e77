package iiqsim

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
)

// mostOutcomes is how many items one call may ask about.
const mostOutcomes = 200

// gatewayStates tells every item as a bare row, by id.
func (s *Sim) gatewayStates(w http.ResponseWriter, r *http.Request) {
	after := r.URL.Query().Get("after")
	s.mu.Lock()
	defer s.mu.Unlock()
	most := s.gateway.number("states")
	limit, err := wholeNumber(r.URL.Query(), "limit", most, 1)
	switch {
	case after != "" && !gatewayID.MatchString(after):
		noObject(after).write(w)
		return
	case err != nil:
		refused("bad_filter", "limit cannot be read").write(w)
		return
	}
	rows := [][]any{}
	for _, item := range s.store.items.from(after) {
		if len(rows) == min(limit, most) || s.empty.lists.Load() {
			break
		}
		if item.ID != after && !s.excluded(item) {
			stamp := item.Created
			if item.Modified != 0 {
				stamp = item.Modified
			}
			rows = append(rows, []any{item.ID, stamp, item.OwnerID, nilIfEmpty(item.State)})
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"columns": []string{"id", "stamp", "owner", "state"}, "rows": rows})
}

// gatewayOutcomes tells what became of items, in the order asked.
func (s *Sim) gatewayOutcomes(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxGatewayBody))
	var asked struct {
		Items []struct {
			ID      string `json:"id"`
			Request string `json:"request"`
		} `json:"items"`
	}
	if err != nil || json.Unmarshal(raw, &asked) != nil || len(asked.Items) == 0 || len(asked.Items) > mostOutcomes {
		refused("bad_body", "1 to "+strconv.Itoa(mostOutcomes)+" items are asked about").write(w)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	objects := []map[string]any{}
	for _, one := range asked.Items {
		told := map[string]any{}
		item, there := s.store.items.get(one.ID)
		switch no := s.ended(one.ID, one.Request); {
		case there && item.Open() && !s.excluded(item):
			told["outcome"] = "open"
		case no.word == "decided":
			told = no.more
			told["outcome"] = "decided"
		default:
			told["outcome"] = "unknown"
		}
		told["id"] = one.ID
		objects = append(objects, told)
	}
	writeJSON(w, http.StatusOK, map[string]any{"objects": objects})
}
