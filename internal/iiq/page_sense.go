package iiq

import "sync"

// fewest is the smallest page that may be a server's own largest one.
const fewest = 10

// trusted is how many further pages of a length count as the last one after one of that length was.
const trusted = 30

// pageSense judges whether a page that is shorter than asked for was the last. A server may silently give fewer
// objects than the limit, so a short page alone ends nothing. A server that once gave a longer page can do so again,
// so only a page as long as the longest so far is doubtful. The next page is then asked for. Where it is empty, pages
// of this length are believed for a while, so that a poll which finds the same again stays one request.
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
