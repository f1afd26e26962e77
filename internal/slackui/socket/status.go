package socket

// Status is how the connections stand.
type Status struct {
	// Connections counts those that have had their hello and are not lost.
	Connections int
	// Fatal is Slack's word for a state that only an administrator can end (link_disabled, invalid_auth, …), "" when all
	// is well.
	Fatal string
	// Cure says what to do about Fatal.
	Cure string
	// Counted is how many connections the app has in all, as Slack last said.
	Counted int
	// Opens counts calls of apps.connections.open since the start.
	Opens int64
}

// Status gives the state of the connections now.
func (s *Pool) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := Status{Fatal: s.fatal, Counted: s.numberNow, Opens: s.pacer.opened()}
	if s.fatal != "" {
		st.Cure = cure(s.fatal)
	}
	for c := range s.conns {
		if c.live() {
			st.Connections++
		}
	}
	return st
}

// Ready reports whether at least one connection has had its hello and is not lost.
func (s *Pool) Ready() bool { return s.Status().Connections > 0 }

// becameFatal stores the word and reports whether it is new.
func (s *Pool) becameFatal(word string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	news := s.fatal != word
	s.fatal, s.fatalAt = word, s.clock()
	return news
}

// greeted ends a fatal state and compares how many connections Slack counts. More than ours means that the tokens are
// in use elsewhere, or that dead connections that are still registered swallow payloads
// (https://github.com/slackapi/python-slack-sdk/issues/1940).
func (s *Pool) greeted(c *conn) {
	counted := int(c.count.Load())
	s.mu.Lock()
	cured := s.cured()
	s.numberNow = counted
	ours := s.oursNow(c)
	news := counted > ours && !s.crowded
	s.crowded = counted > ours
	s.mu.Unlock()
	s.log.Debug("Slack connection has had its hello", "connections", counted)
	if cured != "" {
		s.log.Info("Slack takes our connections again", "was", cured)
	}
	if news {
		s.log.Warn("Slack counts more connections than ours: are the tokens in use elsewhere?", "connections", counted, "ours", ours)
	}
}

// cured ends a fatal state and returns its word, "" when there is none to end. The hello of another connection during
// the rest proves nothing, since Slack greets before it says link_disabled.
func (s *Pool) cured() string {
	if s.fatal == "" || s.clock().Sub(s.fatalAt) < s.cfg.pace.fatalRest/2 {
		return ""
	}
	word := s.fatal
	s.fatal = ""
	return word
}

// oursNow is how many connections all replicas intend to hold, or how many this process has open where that is more.
// An old connection overlaps its successor for a moment, and Slack may have counted it in the successor's hello although it has ended
// since.
func (s *Pool) oursNow(greeted *conn) int {
	open := len(s.conns) + s.ends - greeted.endsBefore
	if s.cfg.Ours == nil {
		return max(s.cfg.Connections, open)
	}
	return s.cfg.Ours() + max(0, open-s.cfg.Connections)
}
