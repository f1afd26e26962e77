package iiqsim

import (
	"net/http"
	"slices"
)

// Catalogued is what IdentityIQ's catalogue says of an access. Owner is an identity by id or name.
type Catalogued struct {
	Application     string   `json:"application"`
	Name            string   `json:"name"`
	Value           string   `json:"value"`
	Description     string   `json:"description,omitempty"`
	Owner           string   `json:"owner,omitempty"`
	Classifications []string `json:"classifications,omitempty"`
	Privileged      bool     `json:"privileged,omitempty"`
	Risk            int      `json:"risk,omitempty"`
	// RiskBand is IdentityIQ's own word for the risk.
	RiskBand string `json:"risk_band,omitempty"`
	// Recommendation is what IdentityIQ recommends on a line that asks for it; nil: nothing.
	Recommendation *Recommendation `json:"recommendation,omitempty"`
}

// Recommendation is IdentityIQ's own. Decision is approve or deny.
type Recommendation struct {
	Decision string   `json:"decision"`
	Reasons  []string `json:"reasons,omitempty"`
}

// Grant is an access that somebody has. A role has no application.
type Grant struct {
	Identity    string `json:"identity"`
	Application string `json:"application,omitempty"`
	Name        string `json:"name"`
	Value       string `json:"value"`
}

// roleApplication is what a line says of a role in the place of its application.
const roleApplication = "IIQ"

// mostTold bounds each list of a context.
const mostTold = 100

// itemContext is what helps to decide an item; what IdentityIQ does not tell is left out.
type itemContext struct {
	ID          string        `json:"id"`
	Tag         string        `json:"tag"`
	Lines       []lineContext `json:"lines,omitempty"`
	Chain       []chainLink   `json:"chain,omitempty"`
	Waiting     []waits       `json:"waiting,omitempty"`
	Comments    []remark      `json:"comments,omitempty"`
	Attachments []Attachment  `json:"attachments,omitempty"`
	Assignee    *shownPerson  `json:"assignee,omitempty"`
	Forwarded   []handover    `json:"forwarded,omitempty"`
}

type lineContext struct {
	ID              string          `json:"id,omitempty"`
	Description     string          `json:"description,omitempty"`
	Owner           *shownPerson    `json:"owner,omitempty"`
	Classifications []string        `json:"classifications,omitempty"`
	Privileged      bool            `json:"privileged,omitempty"`
	Risk            *riskScore      `json:"risk,omitempty"`
	Peers           *peerCount      `json:"peers,omitempty"`
	Recommendation  *Recommendation `json:"recommendation,omitempty"`
	Start           int64           `json:"start,omitempty"`
	End             int64           `json:"end,omitempty"`
}

type shownPerson struct {
	ID          string `json:"id,omitempty"`
	Name        string `json:"name"`
	Workgroup   bool   `json:"workgroup,omitempty"`
	DisplayName string `json:"displayName,omitempty"`
}

type riskScore struct {
	Score int    `json:"score"`
	Band  string `json:"band,omitempty"`
}

type peerCount struct {
	Scope string `json:"scope"`
	Have  int    `json:"have"`
	Of    int    `json:"of"`
}

type chainLink struct {
	Owner     *shownPerson `json:"owner,omitempty"`
	Completer string       `json:"completer,omitempty"`
	State     string       `json:"state"`
	Comment   string       `json:"comment,omitempty"`
	At        int64        `json:"at,omitempty"`
}

type waits struct {
	Owner *shownPerson `json:"owner"`
}

type remark struct {
	Author string `json:"author"`
	Text   string `json:"text"`
	At     int64  `json:"at,omitempty"`
}

type handover struct {
	From any   `json:"from"`
	To   any   `json:"to"`
	At   int64 `json:"at"`
}

// Catalogue says more about an access, in the place of what was said before.
func (s *Sim) Catalogue(c Catalogued) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	owner, err := s.store.optionalIdentity(c.Owner)
	if err != nil {
		return err
	}
	if c.Owner = ""; owner != nil {
		c.Owner = owner.ID
	}
	s.gateway.catalogue[[3]string{c.Application, c.Name, c.Value}] = c
	return nil
}

// GiveAccess notes that somebody has an access.
func (s *Sim) GiveAccess(g Grant) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, err := s.store.identity(g.Identity)
	if err != nil {
		return err
	}
	g.Identity = who.ID
	s.gateway.grants = append(s.gateway.grants, g)
	return nil
}

// gatewayContext tells what helps to decide an item.
func (s *Sim) gatewayContext(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	s.mu.Lock()
	item, ok := s.store.items.get(id)
	if !gatewayID.MatchString(id) || !ok || s.excluded(item) {
		s.mu.Unlock()
		noObject(id).write(w)
		return
	}
	told := s.contextOf(item)
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, told)
}

func (s *Sim) contextOf(w *WorkItem) itemContext {
	out := itemContext{ID: w.ID, Tag: s.tagOf(w), Assignee: s.shownTo(w.AssigneeID)}
	team := s.colleagues(w.TargetID)
	for _, l := range w.Lines {
		out.Lines = append(out.Lines, s.lineContext(l, team))
		for _, file := range l.Attachments {
			if !slices.Contains(out.Attachments, file) && len(out.Attachments) < mostTold {
				out.Attachments = append(out.Attachments, file)
			}
		}
	}
	if q, ok := s.store.request(w.IdentityRequest); ok {
		out.Chain, out.Waiting = s.chain(q, w.ID), s.waiting(q, w.ID)
	}
	for _, n := range w.Notes[max(0, len(w.Notes)-mostTold):] {
		out.Comments = append(out.Comments, remark{n.Author, n.Text, n.Date})
	}
	for _, row := range s.gateway.audit {
		if row.Target == w.ID && row.answer["from"] != nil {
			out.Forwarded = append(out.Forwarded, handover{row.answer["from"], row.answer["owner"], row.Created})
		}
	}
	return out
}

func (s *Sim) lineContext(l ApprovalItem, team []*Identity) lineContext {
	known := s.gateway.catalogue[[3]string{l.Application, l.Name, l.oneValue()}]
	out := lineContext{
		ID: l.ID, Description: either(known.Description, l.Description), Owner: s.shownTo(known.Owner),
		Classifications: known.Classifications,
		Privileged:      known.Privileged || l.Privileged, Start: l.StartDate, End: l.EndDate, Peers: s.peers(l, team),
	}
	if known.Risk != 0 {
		out.Risk = &riskScore{known.Risk, known.RiskBand}
	}
	if l.Operation == "Add" {
		out.Recommendation = known.Recommendation
	}
	return out
}

// oneValue is the value of a line that has one; of several nothing is in the catalogue.
func (l ApprovalItem) oneValue() string {
	if len(l.Values) == 1 {
		return l.Values[0]
	}
	if l.Values != nil {
		return ""
	}
	return l.Value
}

// colleagues are the active people of the same manager, without the person itself.
func (s *Sim) colleagues(target string) []*Identity {
	who, ok := s.store.identities.get(target)
	if !ok || who.ManagerID == "" || s.gateway.number("peersTimeout") == 0 {
		return nil
	}
	var out []*Identity
	for _, one := range s.store.identities.ids {
		if one.ManagerID == who.ManagerID && one != who && !one.Inactive {
			out = append(out, one)
		}
	}
	return out
}

// peers counts who of a team has what a line asks for.
func (s *Sim) peers(l ApprovalItem, team []*Identity) *peerCount {
	value := l.oneValue()
	if len(team) == 0 || value == "" || l.Operation != "Add" {
		return nil
	}
	wanted := Grant{Application: l.Application, Name: l.Name, Value: value}
	if wanted.Application == roleApplication {
		wanted.Application = ""
	}
	have := 0
	for _, one := range team {
		wanted.Identity = one.ID
		if slices.Contains(s.gateway.grants, wanted) {
			have++
		}
	}
	return &peerCount{"manager", have, len(team)}
}

// chain tells who decided other items of a request.
func (s *Sim) chain(q *IdentityRequest, id string) []chainLink {
	var out []chainLink
	for _, a := range s.toldOf(q).Summaries {
		if len(out) < mostTold && a.WorkItemID != id && decision(a.State) {
			link := chainLink{Completer: a.Completer, State: a.State, Comment: a.Comments, At: a.EndDate}
			if owner, ok := s.store.identities.byName[a.Owner]; ok {
				link.Owner = s.shownTo(owner.ID)
			} else if a.Owner != "" {
				link.Owner = &shownPerson{Name: a.Owner}
			}
			out = append(out, link)
		}
	}
	return out
}

// waiting tells who has other items of a request before them, by the ids of these.
func (s *Sim) waiting(q *IdentityRequest, id string) []waits {
	var out []waits
	for _, other := range slices.Sorted(slices.Values(q.items)) {
		w, ok := s.store.items.get(other)
		if ok && other != id && w.Open() && !s.excluded(w) && len(out) < mostTold {
			if owner := s.shownTo(w.OwnerID); owner != nil {
				out = append(out, waits{owner})
			}
		}
	}
	return out
}

// shownTo gives an identity as a context shows it, nil where there is none.
func (s *Sim) shownTo(id string) *shownPerson {
	i, ok := s.store.identities.get(id)
	if !ok {
		return nil
	}
	return &shownPerson{ID: i.ID, Name: i.Name, Workgroup: i.Workgroup, DisplayName: i.DisplayName}
}
