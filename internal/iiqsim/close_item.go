package iiqsim

import "strings"

// ending is how a work item ends.
type ending struct {
	state string
	// by is who ended it; nil for nobody (expired, canceled).
	by      *Identity
	comment string
	// named is the completer that is told in the place of by; "" is nobody else, Nobody is nobody at all.
	named string
	// lines are the states of the lines where they differ; nil gives every line the state of a decision.
	lines []string
}

func (e ending) decided() bool { return e.state == StateFinished || e.state == StateRejected }

// endItem closes an item: it sets the states, writes the summary into its identity request, and removes it from the
// list. The caller holds the mutex.
func (s *Sim) endItem(w *WorkItem, e ending) {
	s.applyEnding(w, e)
	s.summarise(w, e)
	if s.settings.Archive == ArchiveListed {
		s.store.items.put(w)
	} else {
		s.store.items.remove(w.ID)
	}
	s.store.rememberClosed(w, s.opts.ClosedLimit)
	s.emitItem(EventItemClosed, w, w.Completer, w.State, "")
	s.endSiblings(w, e)
	s.settleRequest(w.IdentityRequest)
}

func (s *Sim) applyEnding(w *WorkItem, e ending) {
	w.State = e.state
	w.Modified = s.nowMillis()
	w.Comments = e.comment
	w.Completer = toldAs(e.named, s.completerName(e.by))
	if !e.decided() {
		return
	}
	lines := append([]ApprovalItem(nil), w.Lines...)
	for i := range lines {
		if s.settings.KeepDecidedLines && lines[i].decided() {
			continue
		}
		lines[i].State = e.state
		if i < len(e.lines) {
			lines[i].State = e.lines[i]
		}
	}
	if w.Lines != nil {
		w.Lines = lines
	}
	if s.settings.DeniedFinished && w.Lines != nil {
		w.State = StateFinished
	}
}

// decided tells whether the line was decided before its item is.
func (l ApprovalItem) decided() bool { return l.State == StateFinished || l.State == StateRejected }

// toldAs gives instead in the place of name.
func toldAs(instead, name string) string {
	switch instead {
	case "":
		return name
	case Nobody:
		return ""
	}
	return instead
}

// cutComment is how many characters of a comment are kept where it is cut.
const cutComment = 20

// kept is what becomes of a comment that is written through the plugin.
func (s *Sim) kept(comment string) string {
	switch s.settings.CommentsKept {
	case CommentsEscaped:
		return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(comment)
	case CommentsPlain:
		return strings.Map(func(r rune) rune {
			if r > 0xffff {
				return -1
			}
			return r
		}, comment)
	case CommentsCut:
		runes := []rune(comment)
		return string(runes[:min(len(runes), cutComment)])
	case CommentsLost:
		return ""
	case CommentsAppended:
		return comment + appendedComment
	case CommentsReencoded:
		return reencoded(comment)
	}
	return comment
}

// appendedComment is what is written behind a comment where something is.
const appendedComment = " (written through the REST interface)"

// reencoded is a text whose bytes were taken for letters of Latin-1, with line ends as another system has them.
func reencoded(text string) string {
	var b strings.Builder
	for _, c := range []byte(strings.ReplaceAll(text, "\n", "\r\n")) {
		b.WriteRune(rune(c))
	}
	return b.String()
}

func (s *Sim) completerName(by *Identity) string {
	switch {
	case by == nil:
		return ""
	case s.settings.CompleterAs == CompleterName:
		return by.Name
	}
	return by.Shown()
}

func (s *Sim) summarise(w *WorkItem, e ending) {
	q, ok := s.store.request(w.IdentityRequest)
	if !ok {
		return
	}
	told := s.toldLater()
	q.Summaries = append(q.Summaries, ApprovalSummary{
		WorkItemID: w.ID, WorkItemType: w.Type, Owner: s.store.nameOf(w.OwnerID), Completer: w.Completer, State: e.state,
		StartDate: w.Created, EndDate: w.Modified, Comments: e.comment, Lines: w.Lines,
		Late: !told.IsZero(), told: told,
	})
	q.Modified = w.Modified
	s.store.requests.put(q)
}

// endSiblings removes the other items of a request that ends with its first decision, without a trace.
func (s *Sim) endSiblings(w *WorkItem, e ending) {
	q, ok := s.store.request(w.IdentityRequest)
	if !ok || !q.AnyEnds || !e.decided() {
		return
	}
	for _, id := range q.items {
		if other, open := s.store.items.get(id); open && other.Open() {
			s.vanish(other)
		}
	}
}

// vanish takes an item away without a trace.
func (s *Sim) vanish(w *WorkItem) {
	s.store.items.remove(w.ID)
	s.store.rememberClosed(w, s.opts.ClosedLimit)
	s.emitItem(EventItemDeleted, w, "", "", "")
}

// settleRequest ends an identity request that has no open item any more.
func (s *Sim) settleRequest(name string) {
	q, ok := s.store.request(name)
	if !ok {
		return
	}
	for _, id := range q.items {
		if w, found := s.store.items.get(id); found && w.Open() {
			return
		}
	}
	q.State, q.ExecutionStatus, q.CompletionStatus = "End", "Completed", "Success"
	q.Modified = s.nowMillis()
	s.store.requests.put(q)
}

func (s *Sim) emitItem(kind EventKind, w *WorkItem, by, state, detail string) {
	s.events.send(Event{At: s.Now(), Kind: kind, Class: "WorkItem", ID: w.ID, Number: w.Name, By: by, State: state, Detail: detail})
}
