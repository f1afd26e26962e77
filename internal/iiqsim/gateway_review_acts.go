package iiqsim

import (
	"encoding/json"
	"slices"
	"strings"
)

// lineAccount is the type of a line about a whole account.
const lineAccount = "Account"

// mostLines is how many lines of a review one call decides.
const mostLines = 100

// lineWish is what is wished for one line of a review.
type lineWish struct {
	id, status, comment, tag string
	until                    *int64
}

// like is the decision on an item that this is like, by which an administrator demands comments.
func (l lineWish) like() string {
	switch l.status {
	case LineRemediated:
		return StateRejected
	case LineCleared:
		return ""
	}
	return StateFinished
}

func readWishes(body fields) ([]lineWish, *refusedCall) {
	var all []fields
	if json.Unmarshal(body["decisions"], &all) != nil || len(all) == 0 || len(all) > mostLines {
		return nil, refused("bad_body", "decisions is no list of 1 to 100")
	}
	var out []lineWish
	seen := map[string]bool{}
	for _, one := range all {
		told, no := one.texts("id", "status", "comment", "tag")
		until, ok := one.whole("until")
		switch {
		case one == nil || no != nil || !ok || told[3] == "":
			return nil, refused("bad_body", badAct)
		case told[0] == "" || seen[told[0]]:
			return nil, refused("bad_line", "a line has no id, or is named twice")
		case !slices.Contains([]string{LineApproved, LineRemediated, LineMitigated, LineCleared}, told[1]):
			return nil, refused("bad_state", "a decision is Approved, Remediated, Mitigated or Cleared")
		case told[1] == LineMitigated && until == nil:
			return nil, refused("bad_body", "what is mitigated wants an until")
		}
		seen[told[0]] = true
		out = append(out, lineWish{told[0], told[1], told[2], told[3], until})
	}
	return out, nil
}

// judgeReview says why somebody may not decide a review, or gives both; it wants the mutex.
func (s *Sim) judgeReview(id, who string) (*Certification, *Identity, *refusedCall) {
	c, ok := s.store.reviews[id]
	switch {
	case !ok || c.Phase == PhaseStaged:
		return nil, nil, refused("gone", "there is no such access review, or it is not out yet")
	case c.Signed != 0:
		no := refused("signed", "the review is signed")
		no.more = map[string]any{"signed": c.Signed, "signedBy": s.person(c.SignedBy)}
		return nil, nil, no
	case c.Phase != PhaseActive:
		return nil, nil, refused("wrong_type", "a review in this phase is not decided here")
	}
	by, no := s.activePerson(who)
	if no != nil {
		return nil, nil, no
	}
	if !slices.ContainsFunc(s.reviewersOf(c), func(i *Identity) bool { return s.holds(by, i.ID) }) {
		return nil, nil, refused("not_owner", "the approver does not review this")
	}
	return c, by, nil
}

// readLineDecisions decides lines of a review; one that cannot be decided as wished is refused alone.
func (s *Sim) readLineDecisions(id string, body fields) (work, *refusedCall) {
	if no := s.switchedOff("reviewDecisions"); no != nil {
		return nil, no
	}
	who, no := body.approver()
	if no != nil {
		return nil, no
	}
	wishes, no := readWishes(body)
	if no != nil {
		return nil, no
	}
	if _, no := body.object("expect"); no != nil {
		return nil, no
	}
	return func() (deed, *refusedCall) {
		c, by, no := s.judgeReview(id, who)
		if no != nil {
			return deed{}, no
		}
		lines, no := s.wishedLines(c, by, wishes)
		if no != nil {
			return deed{}, no
		}
		return s.decideLines(c, by, wishes, lines)
	}, nil
}

// wishedLines gives the lines that are wished for. One of another review, or about the reviewer, refuses the call.
func (s *Sim) wishedLines(c *Certification, by *Identity, wishes []lineWish) ([]*ReviewLine, *refusedCall) {
	var out []*ReviewLine
	for _, one := range wishes {
		at := slices.IndexFunc(c.lines, func(l *ReviewLine) bool { return l.ID == one.id })
		switch {
		case at < 0 || s.hidesLine(c.lines[at]):
			return nil, refused("unknown_line", "a line is not of this review")
		case !s.gateway.flag("selfApproval") && strings.EqualFold(c.lines[at].parent.Identity, by.Name):
			return nil, refused("self_approval", "a line is about the reviewer's own access")
		}
		out = append(out, c.lines[at])
	}
	return out, nil
}

// judgeLine says why a line cannot be decided as wished.
func (s *Sim) judgeLine(l *ReviewLine, wish lineWish) *refusedCall {
	switch {
	case l.Status == EntityDelegated:
		return refused("not_owner", "the line is delegated to somebody else")
	case l.Status == EntityChallenged || l.Status == EntityWaitingReview || l.Type == "PolicyViolation":
		return refused("wrong_type", "this line is decided in IdentityIQ")
	case l.CarriedOut:
		return refused("line_decided", "the revocation is being carried out")
	case slices.Contains(s.gateway.list("commentOn"), wish.like()) && strings.TrimSpace(wish.comment) == "":
		return refused("comment_required", "this decision wants a comment")
	case wish.tag != l.tag():
		return refused("changed", "the line is not what was shown")
	}
	return nil
}

func (s *Sim) decideLines(c *Certification, by *Identity, wishes []lineWish, lines []*ReviewLine) (deed, *refusedCall) {
	var taken []int
	results, after := make([]map[string]any, len(wishes)), map[*ReviewLine]*ReviewLine{}
	for n, one := range wishes {
		results[n] = map[string]any{"id": one.id, "result": "ok"}
		if no := s.judgeLine(lines[n], one); no != nil {
			results[n]["result"], results[n]["message"] = no.word, no.message
			continue
		}
		taken = append(taken, n)
		for _, l := range append(s.along(c, lines[n]), lines[n]) {
			after[l] = l.after(one)
		}
	}
	for n, l := range lines {
		results[n]["tag"] = either(after[l], l).tag()
	}
	for _, n := range taken {
		var also []map[string]any
		for _, l := range s.along(c, lines[n]) {
			if !slices.Contains(lines, l) && !s.hidesLine(l) {
				also = append(also, map[string]any{"id": l.ID, "status": after[l].Status, "tag": after[l].tag()})
			}
		}
		if also != nil {
			results[n]["also"] = also
		}
	}
	done := deed{by: by, answer: map[string]any{"results": results}}
	if len(taken) == 0 {
		return done, nil
	}
	if no := s.judgePace(len(taken)); no != nil {
		return deed{}, no
	}
	done.apply = func() {
		for _, n := range taken {
			for _, l := range append(s.along(c, lines[n]), lines[n]) {
				l.decide(wishes[n], by.Name, s.nowMillis())
			}
			s.gateway.taken = append(s.gateway.taken, s.nowMillis())
		}
		s.refresh(c, s.completerName(by))
		s.emitReview(c, by.Shown(), "lines")
	}
	return done, nil
}

// along are the lines that IdentityIQ decides along with one: with an account all that is in it.
func (s *Sim) along(c *Certification, of *ReviewLine) []*ReviewLine {
	if of.Type != lineAccount {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.lines), func(l *ReviewLine) bool {
		return l.Type == lineAccount || l.parent != of.parent || l.Application != of.Application
	})
}

// after is the line as it will be.
func (l *ReviewLine) after(wish lineWish) *ReviewLine {
	out := *l
	out.decide(wish, "", 0)
	return &out
}

// decide makes a line what was wished.
func (l *ReviewLine) decide(wish lineWish, by string, at int64) {
	l.Status, l.Decision, l.By, l.Comment, l.At, l.Until = EntityComplete, wish.status, by, wish.comment, at, 0
	if wish.until != nil && wish.status == LineMitigated {
		l.Until = *wish.until
	}
	if wish.status == LineCleared {
		l.Status, l.Decision, l.By, l.Comment, l.At = EntityOpen, "", "", "", 0
	}
}

// readSign signs a review off, where all lines are decided as the reviewer was shown.
func (s *Sim) readSign(id string, body fields) (work, *refusedCall) {
	if no := s.switchedOff("reviewDecisions"); no != nil {
		return nil, no
	}
	who, no := body.approver()
	if no != nil {
		return nil, no
	}
	expect, no := body.object("expect")
	if no != nil {
		return nil, no
	}
	var shown [3]int64
	for i, name := range []string{"items", "kept", "revoked"} {
		n, ok := expect.whole(name)
		if !ok || n == nil {
			return nil, refused("bad_body", "expect."+name+" is missing")
		}
		shown[i] = *n
	}
	return func() (deed, *refusedCall) {
		c, by, no := s.judgeReview(id, who)
		if no == nil {
			no = s.judgeSign(c, shown)
		}
		if no != nil {
			return deed{}, no
		}
		return s.signOff(c, by), nil
	}, nil
}

func (s *Sim) judgeSign(c *Certification, shown [3]int64) *refusedCall {
	var now [3]int64
	open, hidden := 0, false
	for _, l := range c.lines {
		now[0]++
		switch {
		case !l.complete():
			open++
		case l.Decision == LineRemediated:
			now[2]++
		default:
			now[1]++
		}
		hidden = hidden || s.hidesLine(l)
	}
	switch {
	case c.ESign != "":
		return refused("signature", "the sign-off demands an electronic signature")
	case hidden:
		return refused("excluded", "a line of the review is kept out of the gateway")
	case open > 0:
		no := refused("incomplete_review", "not every line is decided")
		no.more = map[string]any{"open": open}
		return no
	case now != shown:
		no := refused("changed", "the decisions are not those that were shown")
		no.more = map[string]any{"items": now[0], "kept": now[1], "revoked": now[2]}
		return no
	}
	return nil
}

// signOff signs, or gives the review to whoever signs next.
func (s *Sim) signOff(c *Certification, by *Identity) deed {
	at, next := s.nowMillis(), s.store.identities.byName[c.Next]
	answer := map[string]any{"signed": at}
	if next != nil {
		answer = map[string]any{"signed": nil, "next": reference(next)}
	}
	return deed{by: by, answer: answer, apply: func() {
		s.sign(c, by, at)
		clear(s.store.entities.cache)
		s.emitReview(c, by.Shown(), "signed")
	}}
}

// sign notes a sign-off. The review's work item ends with the last one.
func (s *Sim) sign(c *Certification, by *Identity, at int64) {
	c.Modified, c.SignedBy = at, by.Name
	if next := s.store.identities.byName[c.Next]; next != nil {
		c.Certifiers, c.Next = []string{next.Name}, ""
		return
	}
	c.Signed, c.Phase = at, PhaseEnd
	if w, ok := s.store.items.get(c.WorkItemID); ok {
		s.endItem(w, ending{state: StateFinished, by: by})
	}
}
