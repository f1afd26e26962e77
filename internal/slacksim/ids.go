package slacksim

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

const idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// newID makes an id in Slack's form, such as C01AB23CD4.
func (s *Sim) newID(prefix string) string { return prefix + "0" + s.random(9) }

func (s *Sim) random(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(idAlphabet[s.rnd.IntN(len(idAlphabet))])
	}
	return b.String()
}

func (s *Sim) newUUID() string {
	var raw [16]byte
	for i := range raw {
		raw[i] = byte(s.rnd.UintN(256))
	}
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	return uuid.UUID(raw).String()
}

// shortID is what Slack gives a block or an element that came without an id.
func (s *Sim) shortID() string { return strings.ToLower(s.random(5)) }

type trigger struct {
	user string
	made time.Time
	used bool
	// view is the view that the interaction came from, nil for a message or a command.
	view *view
}

// newTrigger makes a trigger_id. It is forgotten after an hour, and then counts as invalid instead of expired.
func (s *Sim) newTrigger(user string, v *view) string {
	now := s.now()
	id := fmt.Sprintf("%d.%d.%s", now.UnixMilli(), s.rnd.IntN(1_000_000_000), strings.ToLower(s.random(32)))
	s.triggers[id] = &trigger{user: user, made: now, view: v}
	s.after(time.Hour, func() { delete(s.triggers, id) })
	return id
}

// redeem uses a trigger up: https://docs.slack.dev/reference/methods/views.open.
func (s *Sim) redeem(id string) (*trigger, error) {
	t, ok := s.triggers[id]
	switch {
	case strings.Count(id, ".") != 2 || !ok:
		return nil, invalidArguments("invalid_trigger_id", "invalid `trigger_id`")
	case t.used:
		return nil, fail("exchanged_trigger_id")
	case s.now().Sub(t.made) > s.opts.TriggerLife:
		return nil, fail("expired_trigger_id")
	}
	t.used = true
	return t, nil
}
