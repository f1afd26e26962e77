package slacksim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// Press says what somebody presses or chooses, and where. What is not given is not looked at; at least one of ActionID,
// BlockID, Text and Value should be.
type Press struct {
	User string `json:"user"`
	// Channel and TS name a message. Without them it is the modal in front, or the Home tab if Home is set.
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	Home    bool   `json:"home"`

	ActionID string `json:"action_id"`
	BlockID  string `json:"block_id"`
	// Text is the beginning of what stands on the button or the menu.
	Text  string `json:"text"`
	Value string `json:"value"`
	// Near takes the first fitting control at or below the first block that shows these words.
	Near string `json:"near"`
	// Entry is what is chosen in a menu or typed, as in Submit.
	Entry any `json:"entry"`
	// Confirm presses on in a confirmation dialog.
	Confirm bool `json:"confirm"`
	// Stale presses on a version of the message that the client has not yet redrawn, if the current one has no such control.
	Stale bool `json:"stale"`
	// Seen presses on the version of the message that had these blocks, whatever it shows by now: the client has not yet redrawn
	// it. The payload has what the person saw and pressed in actions, and what the message shows now in message.
	Seen json.RawMessage `json:"seen"`
	// Unseen presses although the person cannot see the conversation; Slack itself would not let them.
	Unseen bool `json:"unseen"`
}

// pressed is where a control stands.
type pressed struct {
	channel *channel
	message *message
	view    *view
	control blockkit.Control
}

// Click presses a button, chooses from a menu or changes an input that tells the app, and waits for the ack.
// ErrNotSeen tells that there is no such thing on the person's screen. When ctx ends before the ack, the result still
// names the envelope: it is on its way.
func (s *Sim) Click(ctx context.Context, p Press) (Result, error) {
	e, r, err := s.click(p)
	if err != nil || e == nil {
		return r, err
	}
	err = s.wait(ctx, e, &r, msgButtonFailed)
	return r, err
}

func (s *Sim) click(p Press) (*envelope, Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDue()
	u, err := s.actor(p.User)
	if err != nil {
		return nil, Result{}, err
	}
	if p.words() == "" {
		return nil, Result{}, errors.New("press: say what to press")
	}
	at, err := s.locate(p)
	if err != nil {
		return nil, Result{}, err
	}
	c := at.control
	r := Result{ActionID: c.ActionID, BlockID: c.BlockID, URL: c.URL}
	if c.Input && !c.Dispatch {
		return nil, r, fmt.Errorf("press %q: an input tells the app nothing by itself: %w", c.Label, ErrNotSeen)
	}
	if c.Confirm != nil && !p.Confirm {
		r.Confirm = c.Confirm
		return nil, r, nil
	}
	action, err := s.actionOf(at, u, p.Entry, &r)
	if err != nil {
		return nil, r, err
	}
	payload := s.clickPayload(at, u, action, &r)
	e := s.newEnvelope("interactive", payload, true)
	s.dispatch(e, &r)
	return e, r, nil
}

// locate finds the control that is meant.
func (s *Sim) locate(p Press) (pressed, error) {
	if p.Channel == "" && p.TS == "" {
		return s.locateInView(p)
	}
	ch := s.channels[p.Channel]
	if ch == nil || (!ch.members[p.User] && !p.Unseen) {
		return pressed{}, fmt.Errorf("conversation %s: %w", p.Channel, ErrNotSeen)
	}
	m := s.messageFor(ch, p)
	if m == nil {
		return pressed{}, fmt.Errorf("message %s: %w", p.TS, ErrNotSeen)
	}
	versions := []Version{m.Version}
	if p.Stale || p.Seen != nil {
		for i := len(m.Versions) - 1; i >= 0; i-- {
			versions = append(versions, m.Versions[i])
		}
	}
	for _, v := range versions {
		if p.Seen != nil && !bytes.Equal(v.Blocks, p.Seen) {
			continue
		}
		if c, ok := s.pickControl(p, blockkit.Controls(v.Blocks), v.Blocks); ok {
			return pressed{channel: ch, message: m, control: c}, nil
		}
	}
	return pressed{}, fmt.Errorf("%s in message %s: %w", p.words(), p.TS, ErrNotSeen)
}

func (s *Sim) messageFor(ch *channel, p Press) *message {
	m := ch.byTS[p.TS]
	for _, e := range s.seen[p.User] {
		if e.Channel == ch.id && e.TS == p.TS {
			m = e
		}
	}
	if m == nil || (m.Deleted && !p.Stale && p.Seen == nil) {
		return nil
	}
	return m
}

func (s *Sim) locateInView(p Press) (pressed, error) {
	var v *view
	if stack := s.modals[p.User]; p.Home {
		v = s.homes[p.User]
	} else if len(stack) > 0 {
		v = stack[len(stack)-1]
	}
	if v == nil {
		return pressed{}, fmt.Errorf("view: %w", ErrNotSeen)
	}
	c, ok := s.pickControl(p, blockkit.Controls(v.Blocks), v.Blocks)
	if !ok {
		return pressed{}, fmt.Errorf("%s in view %q: %w", p.words(), v.Title, ErrNotSeen)
	}
	return pressed{view: v, control: c}, nil
}

func (p Press) words() string {
	return strings.TrimSpace(strings.Join([]string{p.Text, p.ActionID, p.BlockID, p.Value}, " "))
}

func (s *Sim) pickControl(p Press, controls []blockkit.Control, blocks []byte) (blockkit.Control, bool) {
	from := 0
	if p.Near != "" {
		if from = blockkit.BlockShowing(blocks, p.Near,
			blockkit.Reader{Zone: s.zoneOf(p.User), Now: s.stamp(), User: s.userName, Channel: s.channelName}); from < 0 {
			return blockkit.Control{}, false
		}
	}
	for _, c := range controls {
		if c.Block >= from && p.fits(c) {
			return c, true
		}
	}
	return blockkit.Control{}, false
}

func (p Press) fits(c blockkit.Control) bool {
	return (p.ActionID == "" || p.ActionID == c.ActionID) && (p.BlockID == "" || p.BlockID == c.BlockID) &&
		(p.Value == "" || p.Value == c.Value) && strings.HasPrefix(c.Label, p.Text)
}
