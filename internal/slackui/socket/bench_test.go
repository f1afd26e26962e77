package socket

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// BenchmarkAck is the way of one envelope: from Slack's frame through the receiver to the ack back at Slack.
func BenchmarkAck(b *testing.B) {
	w := newWorkspace(b)
	w.acked = make(chan struct{}, 1)
	startSockets(b, w, Config{Connections: 1}, &inbox{handle: ackAll})
	w.until(b, "a connection", func() bool { return len(w.conns) == 1 })
	for i := 0; b.Loop(); i++ {
		w.conns[0].envelope(KindInteraction, fmt.Sprintf("e%d", i), `{"type":"block_actions"}`)
		<-w.acked
	}
}

// BenchmarkBurst is a hundred envelopes at once, until the last is acked.
func BenchmarkBurst(b *testing.B) {
	const many = 100
	w := newWorkspace(b)
	w.acked = make(chan struct{}, many)
	startSockets(b, w, Config{Connections: 1}, &inbox{handle: ackAll})
	w.until(b, "a connection", func() bool { return len(w.conns) == 1 })
	for i := 0; b.Loop(); i++ {
		for j := range many {
			w.conns[0].envelope(KindInteraction, fmt.Sprintf("e%d-%d", i, j), `{"type":"block_actions"}`)
		}
		for range many {
			<-w.acked
		}
	}
}

// counter is a receiver that counts.
type counter struct{ n atomic.Int64 }

func (c *counter) Receive(_ context.Context, e *Envelope) bool {
	c.n.Add(1)
	e.Done()
	return true
}

// BenchmarkLost is a connection that ends right after an envelope: the time from the end to the next connection, and how
// many of the envelopes were not handed on.
func BenchmarkLost(b *testing.B) {
	ends := map[string]func(c *workspaceConn){
		"cut": func(*workspaceConn) {},
		"goodbye": func(c *workspaceConn) {
			goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
			_ = c.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Second))
		},
	}
	for name, end := range ends {
		b.Run(name, func(b *testing.B) {
			w := newWorkspace(b)
			opened, cut := make(chan struct{}), make(chan struct{})
			w.onConn = func(n int, c *workspaceConn) {
				c.hello(1)
				select {
				case opened <- struct{}{}:
				case <-b.Context().Done():
					return
				}
				<-cut
				c.envelope(KindInteraction, fmt.Sprintf("e%d", n), `{"type":"block_actions"}`)
				end(c)
			}
			cfg := Config{Connections: 1}
			cfg.pace.openEvery = time.Nanosecond
			var got counter
			startSockets(b, w, cfg, &got)
			<-opened
			for b.Loop() {
				cut <- struct{}{}
				<-opened
			}
			b.ReportMetric(float64(int64(b.N)-got.n.Load())/float64(b.N), "lost/op")
			close(cut)
		})
	}
}
