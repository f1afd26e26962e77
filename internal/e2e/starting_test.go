package e2e

import (
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
)

func TestAStartWaitsForPostgres(t *testing.T) {
	promise(t)
	t.Parallel()
	s := newStory(t)
	address, open := s.doorToPostgres()
	b := s.launch()
	s.eventually("the process lives and is not ready", func() bool {
		live, _ := b.get("/healthz")
		code, why := b.get("/readyz")
		return live == 200 && code == 503 && strings.Contains(why, "the database does not answer")
	})
	open(address)
	s.eventually("the bot is ready", func() bool { code, _ := b.get("/readyz"); return code == 200 })
	i := s.role(sam)
	s.press(sam, s.gets(sam, i), "Approve")
	s.closed(sam, i, "Approved by Sam Okoye")
	if n := b.logged("the start waits for it", "level=WARN"); n != 1 {
		s.Errorf("it was warned of %d times", n)
	}
}

func TestAStartThatWaitsCanBeStopped(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.doorToPostgres()
	b := s.launch()
	s.eventually("the start waits", func() bool { return b.logged("the start waits for it") > 0 })
	b.stop()
}

// doorToPostgres puts an address that nobody listens at into the settings; open lets it lead to the database.
func (s *story) doorToPostgres() (address string, open func(address string)) {
	s.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	s.must(l.Close())
	real, err := url.Parse(s.settings["DATABASE_URL"])
	s.must(err)
	door := *real
	door.Host = l.Addr().String()
	s.settings["DATABASE_URL"] = door.String()
	return door.Host, func(address string) { s.forward(address, real.Host) }
}

// forward leads every connection at one address to the other, until the test ends.
func (s *story) forward(from, to string) {
	s.Helper()
	l, err := net.Listen("tcp", from)
	s.must(err)
	s.whole.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("tcp", to)
			if err != nil {
				_ = here.Close()
				continue
			}
			go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
			go func() { _, _ = io.Copy(here, there); _ = here.Close() }()
		}
	}()
}
