package socket

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// slot keeps one connection open until ctx ends; conns is the context that the connections themselves live under.
func (s *Pool) slot(ctx, conns context.Context) {
	var current *conn
	told := false
	for failures := 0; ctx.Err() == nil; {
		next, err := s.open(ctx, conns)
		if err != nil {
			failures++
			s.lost(ctx, err, failures)
			continue
		}
		failures = 0
		if current != nil {
			go s.release(conns, current, told)
		}
		current = next
		told = s.keep(ctx, current)
		if !current.live() {
			current = nil
		}
	}
}

// open dials one connection and waits for its hello. The process makes only one dial at a time.
func (s *Pool) open(ctx, conns context.Context) (*conn, error) {
	done, err := s.pacer.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	c := newConn(conns, s.cfg, s.take(conns), s.ackElsewhere, s.clock, s.log)
	s.track(c)
	if err := s.awaitHello(ctx, c); err != nil {
		c.end(err)
		<-c.over
		return nil, err
	}
	s.greeted(c)
	return c, nil
}

// awaitHello returns when Slack has greeted. A disconnect that is only a wish for a renewal is put back for keep.
func (s *Pool) awaitHello(ctx context.Context, c *conn) error {
	patience := time.NewTimer(s.cfg.pace.helloWithin)
	defer patience.Stop()
	early := ""
	defer func() {
		if early != "" {
			c.disconnecting(early)
		}
	}()
	for {
		select {
		case <-c.hello:
			return nil
		case early = <-c.leaving:
			if final(early) {
				return &disconnectError{reason: early}
			}
		case <-c.over:
			if closed(c.hello) {
				return nil
			}
			return c.ending()
		case <-patience.C:
			return errNoHello
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// track runs the connection and forgets it at its end.
func (s *Pool) track(c *conn) {
	s.mu.Lock()
	s.conns[c], c.endsBefore = true, s.ends
	s.mu.Unlock()
	go func() {
		c.run()
		s.mu.Lock()
		delete(s.conns, c)
		s.ends++
		s.mu.Unlock()
	}()
}

// keep returns when the connection should be followed by another: it is old, Slack is about to end it (told), it takes no
// acks any more, or it is gone.
func (s *Pool) keep(ctx context.Context, c *conn) (told bool) {
	age := s.cfg.RenewMin + rand.N(max(s.cfg.RenewMax-s.cfg.RenewMin, 1))
	for {
		renew := time.NewTimer(age)
		select {
		case <-renew.C:
			if age = s.turnToRenew(); age == 0 {
				return false
			}
		case reason := <-c.leaving:
			renew.Stop()
			s.toldToLeave(ctx, c, reason)
			return true
		case <-c.over:
			renew.Stop()
			s.ended(ctx, c.ending())
			return false
		case <-c.mute:
			renew.Stop()
			s.ended(ctx, c.ending())
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
func (s *Pool) toldToLeave(ctx context.Context, c *conn, reason string) {
	s.log.Info("Slack asks to leave a connection", "reason", reason)
	if final(reason) {
		err := &disconnectError{reason: reason}
		c.end(err)
		<-c.over
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
func (s *Pool) release(conns context.Context, c *conn, told bool) {
	if told && s.tracked() <= 2*s.cfg.Connections {
		patience := time.NewTimer(s.cfg.pace.slackCloses)
		defer patience.Stop()
		select {
		case <-c.over:
			return
		case <-conns.Done():
		case <-patience.C:
		}
	}
	ctx, cancel := context.WithTimeout(conns, s.cfg.pace.settle)
	defer cancel()
	c.closeGracefully(ctx)
}

func (s *Pool) tracked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
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
