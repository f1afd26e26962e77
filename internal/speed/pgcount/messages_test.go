package pgcount

import (
	"encoding/binary"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// message is one of a session: a kind and a body of any bytes.
func message(kind byte, body []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(body)+4)), body...)
}

func first(code uint32, body []byte) []byte {
	head := binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))
	return append(binary.BigEndian.AppendUint32(head, code), body...)
}

// Whatever the bodies hold and wherever the network cuts, each message is seen once and in its order.
func TestMessagesInPieces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 0, 40)
		var sent []byte
		for _, code := range rapid.SliceOfN(rapid.SampledFrom([]uint32{sslRequest, gssEncRequest}), 0, 2).Draw(t, "before") {
			sent = append(sent, first(code, nil)...)
		}
		sent = append(sent, first(196608, body.Draw(t, "startup"))...)
		want := rapid.SliceOfN(rapid.SampledFrom([]byte("QPBDESHCXpd")), 0, 20).Draw(t, "kinds")
		for _, kind := range want {
			sent = append(sent, message(kind, body.Draw(t, "body"))...)
		}
		var got []byte
		s := &Messages{Note: func(kind byte) { got = append(got, kind) }}
		for len(sent) > 0 {
			n := rapid.IntRange(1, len(sent)).Draw(t, "piece")
			if wrote, err := s.Write(sent[:n]); wrote != n || err != nil {
				t.Fatalf("a piece of %d bytes: got %d, %v", n, wrote, err)
			}
			sent = sent[n:]
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
