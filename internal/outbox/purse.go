package outbox

import (
	"context"
	"sync"
	"time"
)

// longestDry bounds how long a "no" is believed, since another replica may have given tokens back.
const longestDry = time.Second

// purse is this process's portion of one method's tokens.
type purse struct {
	now func() time.Time
	// asking lets one bulk taker at a time ask for a portion.
	asking chan struct{}

	mu   sync.Mutex
	left int
	// until is when the tokens in hand become too old to be spent. They then count as returned, and go back with the next
	// take.
	until time.Time
	back  int
	// dry is Postgres's last "no" to bulk takers and to interactive ones.
	dry [2]dryness
}

// dryness is a "no" of Postgres. It is believed until ask; the next token is expected at next.
type dryness struct{ ask, next time.Time }

func (b *Budget) purse(method string) *purse {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.purses[method]
	if p == nil {
		p = &purse{now: b.now, asking: make(chan struct{}, 1)}
		b.purses[method] = p
	}
	return p
}

// takeMethod takes one token of a method, from the purse where there is one.
func (b *Budget) takeMethod(ctx context.Context, method string, l limit, interactive bool) (time.Duration, error) {
	p := b.purse(method)
	if !interactive {
		select {
		case p.asking <- struct{}{}:
			defer func() { <-p.asking }()
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	if wait, known := p.spend(interactive); known {
		return wait, nil
	}
	asked, back := p.now(), p.takeBack()
	got, err := b.take(ctx, method, l, interactive, l.portion, back)
	if err != nil {
		// It is unknown whether the returned tokens arrived. Giving them up is safe for Slack's limits.
		return 0, err
	}
	p.fill(got, asked, interactive)
	return got.wait, nil
}

// spend takes one token in hand. known is false when Postgres has to be asked. wait is how long a "no" still holds.
func (p *purse) spend(interactive bool) (wait time.Duration, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	p.expire(now)
	if p.left > 0 {
		p.left--
		return 0, true
	}
	if d := p.dry[kind(interactive)]; now.Before(d.ask) {
		return max(d.next.Sub(now), time.Millisecond), true
	}
	return 0, false
}

// expire returns tokens that were in hand for too long.
func (p *purse) expire(now time.Time) {
	if p.left > 0 && !now.Before(p.until) {
		p.back += p.left
		p.left = 0
	}
}

func (p *purse) takeBack() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.back
	p.back = 0
	return n
}

// fill keeps the tokens of a take beyond the one that its caller spends. asked is from before the request to Postgres,
// so that this process counts the tokens as older than Postgres does.
func (p *purse) fill(got grant, asked time.Time, interactive bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if got.tokens == 0 {
		p.dry[kind(interactive)] = dryness{ask: now.Add(min(got.wait, longestDry)), next: now.Add(got.wait)}
		return
	}
	p.dry[kind(interactive)] = dryness{}
	if got.tokens == 1 {
		return
	}
	p.expire(now)
	until := asked.Add(portionLife)
	if p.left == 0 || until.Before(p.until) {
		p.until = until
	}
	p.left += got.tokens - 1
}

// giveBack returns the token of a call that cannot be made.
func (p *purse) giveBack() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.back++
}

// empty drops the tokens in hand, since the method rests.
func (p *purse) empty() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left, p.back = 0, 0
}

func kind(interactive bool) int {
	if interactive {
		return 1
	}
	return 0
}
