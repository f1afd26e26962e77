package socket

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// leg keeps one connection open until ctx ends. The connections themselves live under lines.
func (s *Pool) leg(ctx, lines context.Context) {
	var current *link
	told := false
	for failures := 0; ctx.Err() == nil; {
		next, err := s.open(ctx, lines)
		if err != nil {
			failures++
			s.lost(ctx, err, failures)
			continue
		}
		failures = 0
		if current != nil {
			go s.release(lines, current, told)
		}
		current = next
		told = s.keep(ctx, current)
		if !current.live() {
			current = nil
		}
	}
}

// open dials one connection and waits for its hello. The process makes only one dial at a time.
func (s *Pool) open(ctx, lines context.Context) (*link, error) {
	done, err := s.pacer.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	l := newLink(lines, s.cfg, s.take(lines), s.ackElsewhere, s.clock, s.log)
	s.track(l)
	if err := s.awaitHello(ctx, l); err != nil {
		l.end(err)
		<-l.over
		return nil, err
	}
	s.greeted(l)
	return l, nil
}

// awaitHello returns when Slack has greeted. It may see a disconnect before the library hands on the hello. A
// disconnect that only asks for a renewal is put back for keep.
func (s *Pool) awaitHello(ctx context.Context, l *link) error {
	patience := time.NewTimer(s.cfg.pace.helloWithin)
	defer patience.Stop()
	early := ""
	for {
		select {
		case <-l.hello:
			if early != "" {
				l.disconnecting(early)
			}
			return nil
		case early = <-l.leaving:
			if final(early) {
				return &disconnectError{reason: early}
			}
		case <-l.over:
			return l.ending()
		case <-patience.C:
			return errNoHello
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// track runs the link and removes it at its end.
func (s *Pool) track(l *link) {
	s.mu.Lock()
	s.links[l] = true
	s.mu.Unlock()
	go func() {
		l.run()
		s.mu.Lock()
		delete(s.links, l)
		s.mu.Unlock()
	}()
}

// keep returns when another connection should follow: this one is old, Slack is about to end it (told), or it is gone.
func (s *Pool) keep(ctx context.Context, l *link) (told bool) {
	age := s.cfg.RenewMin + rand.N(max(s.cfg.RenewMax-s.cfg.RenewMin, 1))
	for {
		renew := time.NewTimer(age)
		select {
		case <-renew.C:
			if age = s.turnToRenew(); age == 0 {
				return false
			}
		case reason := <-l.leaving:
			renew.Stop()
			s.toldToLeave(ctx, l, reason)
			return true
		case <-l.over:
			renew.Stop()
			s.ended(ctx, l.ending())
			return false
		case <-ctx.Done():
			renew.Stop()
			return false
		}
	}
}

// turnToRenew gives 0 when a connection may be renewed now, else how long to wait. Two are never renewed within a
// minute.
func (s *Pool) turnToRenew() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock()
	if wait := s.renewedAt.Add(s.cfg.pace.renewApart).Sub(now); wait > 0 && !s.renewedAt.IsZero() {
		return wait
	}
	s.renewedAt = now
	return 0
}

// toldToLeave acts on the reason of a disconnect. A warning or a refresh is a renewal. Every other reason ends the
// connection, and the next one waits.
func (s *Pool) toldToLeave(ctx context.Context, l *link, reason string) {
	s.log.Info("Slack asks to leave a connection", "reason", reason)
	if final(reason) {
		err := &disconnectError{reason: reason}
		l.end(err)
		<-l.over
		s.lost(ctx, err, 1)
	}
}

// ended reports a connection that is gone. It is dialled again at once, unless Slack gave a reason not to.
func (s *Pool) ended(ctx context.Context, err error) {
	if d, told := errors.AsType[*disconnectError](err); told && final(d.reason) {
		s.lost(ctx, err, 1)
		return
	}
	s.log.Info("Slack connection lost", "error", err)
}

// release closes an old connection after its successor has had its hello. Where Slack said that it will end the
// connection, it is left to Slack for a while, so that no envelope crosses our close frame. Only few are left at a
// time, since they count among the ten that Slack allows.
func (s *Pool) release(lines context.Context, l *link, told bool) {
	if told && s.tracked() <= 2*s.cfg.Connections {
		patience := time.NewTimer(s.cfg.pace.slackCloses)
		defer patience.Stop()
		select {
		case <-l.over:
			return
		case <-lines.Done():
		case <-patience.C:
		}
	}
	ctx, cancel := context.WithTimeout(lines, s.cfg.pace.letGo)
	defer cancel()
	l.letGo(ctx)
}

func (s *Pool) tracked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.links)
}

// ackElsewhere acks by any open connection, or by the next one that opens before ctx ends.
func (s *Pool) ackElsewhere(ctx context.Context, id string, payload any) error {
	for {
		other, waiting := s.another()
		if other != nil {
			return other.queue(ctx, id, payload)
		}
		if !waiting || !pause(ctx, flushLook) {
			return errLinkSpent
		}
	}
}

// another gives a connection that can carry an ack. waiting tells whether one may still come.
func (s *Pool) another() (l *link, waiting bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for l := range s.links {
		if l.speaks() {
			return l, true
		}
	}
	return nil, !s.draining
}

// lost reports a failed dial, once for a state that only an administrator can end, and waits as long as the failure
// demands.
func (s *Pool) lost(ctx context.Context, err error, failures int) {
	if ctx.Err() != nil {
		return
	}
	rest := s.cfg.pace.restAfter(err, failures)
	if word := fatalWord(err); word != "" {
		if s.becameFatal(word) {
			s.log.Error("Slack refuses our connections; trying again quietly", "reason", word, "cure", cure(word), "every", rest)
		}
	} else if failures == 1 || failures%20 == 0 {
		s.log.Warn("Slack connection failed", "error", err, "failures", failures, "again_in", rest)
	}
	pause(ctx, rest)
}
