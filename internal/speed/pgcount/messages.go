package pgcount

import "encoding/binary"

// Counts are what clients have asked since the proxy started.
type Counts struct {
	// Connections were opened.
	Connections int64
	// RoundTrips are the questions after which a client waits: a Query or a Sync.
	RoundTrips int64
	// Statements were executed: a Query counts as one, whatever is in it, and BEGIN and COMMIT count too.
	Statements int64
	// Parses are statements that Postgres was given to prepare.
	Parses int64
}

// Minus gives what came between an earlier count and this one.
func (c Counts) Minus(before Counts) Counts {
	return Counts{c.Connections - before.Connections, c.RoundTrips - before.RoundTrips, c.Statements - before.Statements,
		c.Parses - before.Parses}
}

// The messages that precede the first one with a kind, and ask for something else than a session.
const (
	sslRequest    = 80877103
	gssEncRequest = 80877104
)

// Messages reads what one client sends to Postgres, in whatever pieces it comes.
type Messages struct {
	// Note is called with the kind of each message. Those of the start-up have none, but for the password ('p').
	Note func(kind byte)
	// begun tells that the startup message is over; from then on each message has a kind.
	begun bool
	head  []byte
	// left is what is left of the current message.
	left int
}

// Write takes the next piece. It never fails: what cannot be a message is passed over.
func (s *Messages) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		if s.left > 0 {
			n := min(s.left, len(rest))
			s.left, rest = s.left-n, rest[n:]
			continue
		}
		s.head, rest = append(s.head, rest[0]), rest[1:]
		s.look()
	}
	return len(p), nil
}

// look ends a head that is whole. The length counts itself; a first message has a code behind it in place of a kind.
func (s *Messages) look() {
	if len(s.head) == 5 && s.begun {
		s.Note(s.head[0])
		s.left = max(0, int(binary.BigEndian.Uint32(s.head[1:]))-4)
		s.head = s.head[:0]
	}
	if len(s.head) == 8 && !s.begun {
		code := binary.BigEndian.Uint32(s.head[4:])
		s.begun = code != sslRequest && code != gssEncRequest
		s.left = max(0, int(binary.BigEndian.Uint32(s.head))-8)
		s.head = s.head[:0]
	}
}
