package iiq

import "sync"

// fewest is the smallest page that a server could have for its own largest one.
const fewest = 10

// trusted is how many pages of a length pass for the last one after one such page was.
const trusted = 30

// pageSense judges whether a page shorter than asked for was the last. A server may silently give fewer objects than
// the limit; then a short page ends nothing. What it once gave in one page it can give again, so only a page as long as
// the longest so far is doubtful. Then the next one is asked for, and where that is empty, pages of this length are
// believed for a while: a poll that finds the same again stays one request.
type pageSense struct {
	mu                     sync.Mutex
	longest                int
	doubted, proven, trust int
}

func (s *pageSense) last(count, limit int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	doubted := s.doubted
	s.doubted = 0
	s.longest = max(s.longest, count)
	switch {
	case count == 0:
		if doubted > 0 {
			s.proven, s.trust = doubted, trusted
		}
		return true
	case count >= limit:
		return false
	case count < fewest || count < s.longest:
		return true
	case count == s.proven && s.trust > 0:
		s.trust--
		return true
	}
	s.doubted = count
	return false
}
