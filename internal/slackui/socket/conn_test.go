package socket

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const upgradeAnswer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"

func serverFrame(opcode byte, payload string) []byte {
	var b bytes.Buffer
	b.WriteByte(0x80 | opcode)
	switch n := len(payload); {
	case n < 126:
		b.WriteByte(byte(n))
	case n < 1<<16:
		b.WriteByte(126)
		_ = binary.Write(&b, binary.BigEndian, uint16(n))
	default:
		b.WriteByte(127)
		_ = binary.Write(&b, binary.BigEndian, uint64(n))
	}
	b.WriteString(payload)
	return b.Bytes()
}

// readConn is a connection that only reads.
type readConn struct {
	net.Conn
	r io.Reader
}

func (c readConn) Read(p []byte) (int, error) { return c.r.Read(p) }

func TestDisconnectFramesAreKeptAndTheRestPassesUnchanged(t *testing.T) {
	disconnect := `{"type":"disconnect","reason":"warning","debug_info":{"host":"h"}}`
	talk := `{"type":"events_api","payload":{"text":"he said \"disconnect\" to me"}}`
	frames := map[string][]byte{
		"short":      serverFrame(1, `{"type":"hello"}`),
		"ping":       serverFrame(9, "now"),
		"about it":   serverFrame(1, talk),
		"middle":     serverFrame(1, strings.Repeat("m", 300)),
		"large":      serverFrame(1, strings.Repeat("l", 70_000)),
		"disconnect": serverFrame(1, disconnect),
		"binary":     serverFrame(2, disconnect),
		"empty":      serverFrame(1, ""),
		"close":      serverFrame(8, "\x03\xe8"),
	}
	names := []string{"short", "ping", "about it", "middle", "large", "disconnect", "binary", "empty", "close"}
	readers := map[string]func(io.Reader) io.Reader{
		"whole": func(r io.Reader) io.Reader { return r }, "bytes": iotest.OneByteReader, "halves": iotest.HalfReader,
	}
	rapid.Check(t, func(t *rapid.T) {
		var in, want bytes.Buffer
		in.WriteString(upgradeAnswer)
		want.WriteString(upgradeAnswer)
		reasons := 0
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(names), 0, 30).Draw(t, "frames") {
			in.Write(frames[name])
			if name == "disconnect" {
				reasons++
				continue
			}
			want.Write(frames[name])
		}
		slow := readers[rapid.SampledFrom([]string{"whole", "bytes", "halves"}).Draw(t, "reader")]
		told := 0
		c := newFrameConn(readConn{r: slow(&in)}, func(reason string) {
			if reason == "warning" {
				told++
			}
		})
		got, err := io.ReadAll(c)
		if err != nil || !bytes.Equal(got, want.Bytes()) || told != reasons {
			t.Fatalf("err %v, told %d of %d, stream equal: %v", err, told, reasons, bytes.Equal(got, want.Bytes()))
		}
	})
}

func TestAnAnswerThatIsNoUpgradePassesUnchanged(t *testing.T) {
	answer := "HTTP/1.1 409 Conflict\r\nContent-Length: 30\r\n\r\n\x81\x10" + `{"type":"disconnect","x":1}`
	c := newFrameConn(readConn{r: strings.NewReader(answer)}, func(string) { t.Error("a body was read as frames") })
	got, err := io.ReadAll(c)
	if diff := cmp.Diff(answer, string(got)); diff != "" || err != nil {
		t.Errorf("err %v, diff %s", err, diff)
	}
}

func TestCloseSaysGoodbyeOnceAndOnlyAfterAnUpgrade(t *testing.T) {
	goodbye := []byte{0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8}
	for name, tc := range map[string]struct {
		upgraded bool
		want     []byte
	}{
		"upgraded":     {upgraded: true, want: goodbye},
		"not upgraded": {upgraded: false, want: []byte{}},
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := tcpPair(t)
			c := newFrameConn(ours, func(string) {})
			c.upgraded.Store(tc.upgraded)
			heard := make(chan []byte, 1)
			go func() {
				_ = theirs.SetReadDeadline(time.Now().Add(10 * time.Second))
				first := make([]byte, len(goodbye))
				n, _ := io.ReadFull(theirs, first)
				_ = theirs.Close()
				heard <- first[:n]
			}()
			for range 2 {
				if err := c.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			}
			if got := <-heard; !bytes.Equal(got, tc.want) {
				t.Errorf("heard % x, want % x", got, tc.want)
			}
		})
	}
}

func tcpPair(t *testing.T) (ours, theirs net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if ours, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if theirs, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ours.Close(); _ = theirs.Close() })
	return ours, theirs
}
