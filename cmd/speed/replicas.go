package main

import (
	"context"

	"github.com/iiq-approvals/bot/internal/demo"
)

// replicas are bots beside each other on one database.
type replicas []*botProcess

// startReplicas starts so many bots, one after the other.
func startReplicas(ctx context.Context, o options, w *demo.World, count int, settings map[string]string) (replicas, error) {
	var all replicas
	for range count {
		p, err := start(ctx, o, w, settings)
		if err != nil {
			all.stop()
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// stop ends them all at once, and waits.
func (r replicas) stop() {
	for _, p := range r {
		p.terminate()
	}
	for _, p := range r {
		_ = p.cmd.Wait()
	}
}

// cpu is the CPU time that they have used together, in seconds.
func (r replicas) cpu() (float64, error) {
	sum := 0.0
	for _, p := range r {
		used, err := cpuOf(p.pid())
		if err != nil {
			return 0, err
		}
		sum += used
	}
	return sum, nil
}
