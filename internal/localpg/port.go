package localpg

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// The ports to choose from lie below those that Linux, macOS and the BSDs give
// to outgoing connections, so that none of those takes the port while the
// server restarts, and no client that looks for the server meets itself.
const (
	lowestPort  = 15000
	highestPort = 32000
	portTries   = 50
)

// freePort gives a TCP port of 127.0.0.1 that was free a moment ago.
func freePort(ctx context.Context) (int, error) {
	var err error
	for range portTries {
		port := lowestPort + rand.IntN(highestPort-lowestPort)
		if err = tryPort(ctx, port); err == nil {
			return port, nil
		}
	}
	return 0, fmt.Errorf("find a free port: %w", err)
}

func tryPort(ctx context.Context, port int) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return err
	}
	return listener.Close()
}
