package slacksim

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Showing gives the latest message in a user's direct messages with the app that shows the words now.
func (s *Sim) Showing(user, words string) (Message, bool) {
	for _, m := range slices.Backward(s.Inbox(user)) {
		if m.BotID != "" && strings.Contains(s.VisibleTo(user, m), words) {
			return m, true
		}
	}
	return Message{}, false
}

// WaitForText waits until a message of the app shows the words to the user in their direct messages.
func (s *Sim) WaitForText(ctx context.Context, user, words string) (Message, error) {
	var found Message
	err := s.WaitFor(ctx, func() bool {
		m, ok := s.Showing(user, words)
		found = m
		return ok
	})
	if err != nil {
		return Message{}, fmt.Errorf("wait until %s sees %q: %w", user, words, err)
	}
	return found, nil
}

// WaitForPrivate waits until the user has been shown a private answer with the words.
func (s *Sim) WaitForPrivate(ctx context.Context, user, words string) (Message, error) {
	var found Message
	err := s.WaitFor(ctx, func() bool {
		for _, m := range slices.Backward(s.Ephemerals(user)) {
			if strings.Contains(s.VisibleTo(user, m), words) {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		return Message{}, fmt.Errorf("wait until %s is told %q: %w", user, words, err)
	}
	return found, nil
}
