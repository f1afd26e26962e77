package iiqsim

import "net/http"

// Away is whom somebody's items go to, by name, from one time until another, which is no part of it.
type Away struct {
	To    string `json:"to"`
	From  int64  `json:"from,omitempty"`
	Until int64  `json:"until,omitempty"`
}

// gatewayAway tells somebody's forwarding.
func (s *Sim) gatewayAway(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if no := s.switchedOff("forwarding"); gatewayID.MatchString(id) && no != nil {
		no.write(w)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	who, ok := s.store.identities.get(id)
	if !ok {
		noObject(id).write(w)
		return
	}
	writeJSON(w, http.StatusOK, s.toldAway(who.Away))
}

func (s *Sim) toldAway(a *Away) map[string]any {
	if a == nil {
		return map[string]any{"to": nil}
	}
	out := map[string]any{"to": nil, "name": a.To, "from": a.From, "until": a.Until}
	if deputy, ok := s.store.identities.byName[a.To]; ok {
		out["to"] = deputy.ID
	}
	return out
}

// readAway is somebody's own forwarding, readBack its end.
func (s *Sim) readAway(id string, body fields) (work, *refusedCall) {
	if no := s.switchedOff("forwarding"); no != nil {
		return nil, no
	}
	who, no := body.approver()
	if no != nil {
		return nil, no
	}
	to, isText := body.text("to")
	from, isFrom := body.whole("from")
	until, isUntil := body.whole("until")
	if !isText || !isFrom || !isUntil || to == "" || from == nil || until == nil || *until <= *from {
		return nil, refused("bad_body", "a deputy and two times are wanted, the second after the first")
	}
	return s.onSelf(id, body, who, func(self *Identity) (*Away, *refusedCall) {
		deputy, no := s.judgeDeputy(self, to)
		if no != nil {
			return nil, no
		}
		return &Away{To: deputy.Name, From: *from, Until: *until}, nil
	})
}

func (s *Sim) readBack(id string, body fields) (work, *refusedCall) {
	if no := s.switchedOff("forwarding"); no != nil {
		return nil, no
	}
	who := id
	if _, said := body["approver"]; said {
		var no *refusedCall
		if who, no = body.approver(); no != nil {
			return nil, no
		}
	}
	return s.onSelf(id, body, who, func(*Identity) (*Away, *refusedCall) { return nil, nil })
}

// onSelf is what somebody sets for themselves.
func (s *Sim) onSelf(id string, body fields, who string, judge func(self *Identity) (*Away, *refusedCall)) (work, *refusedCall) {
	if _, no := body.object("expect"); no != nil {
		return nil, no
	}
	return func() (deed, *refusedCall) {
		if _, ok := s.store.identities.get(id); !ok {
			return deed{}, refused("unknown_approver", "no identity has this id")
		}
		self, no := s.activePerson(who)
		switch {
		case no != nil:
			return deed{}, no
		case self.ID != id:
			return deed{}, refused("not_owner", "this is somebody else's forwarding")
		}
		away, no := judge(self)
		return deed{by: self, answer: s.toldAway(away), apply: func() {
			self.Away, self.Modified = away, s.nowMillis()
			s.store.identities.put(self)
			s.events.send(Event{At: s.Now(), Kind: EventIdentityChanged, Class: "Identity", ID: self.ID, Number: self.Name})
		}}, no
	}, nil
}

func (s *Sim) judgeDeputy(self *Identity, to string) (*Identity, *refusedCall) {
	deputy, ok := s.store.identities.get(to)
	switch {
	case !ok:
		return nil, refused("unknown_target", "no identity has the target's id")
	case deputy == self:
		return nil, refused("circle", "nobody stands in for themselves")
	case deputy.Inactive:
		return nil, refused("inactive", "the deputy is inactive")
	case deputy.Away != nil && deputy.Away.To == self.Name && s.nowMillis() < deputy.Away.Until:
		return nil, refused("circle", "the deputy has set a forwarding to this person")
	}
	return deputy, nil
}
