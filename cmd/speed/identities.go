package main

import (
	"context"
	"fmt"
	"os/exec"
	"syscall"
	"time"

	"github.com/iiq-approvals/bot/internal/demo"
)

// measureIdentities: how long a full refresh of the identity map takes, and how much memory.
func measureIdentities(ctx context.Context, o options) ([]figure, error) {
	w, err := demo.Start(ctx, demo.Options{Seed: 3, People: 30})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	if err := w.IIQ.Populate(o.people); err != nil {
		return nil, fmt.Errorf("fill IdentityIQ: %w", err)
	}
	cmd := exec.CommandContext(ctx, o.binary, "identity", "sync")
	cmd.Env = environment(w, nil)
	begin := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("identity sync: %w: %s", err, out)
	}
	took := time.Since(begin)
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return nil, fmt.Errorf("identity sync: no memory figure on this system")
	}
	return []figure{
		{fmt.Sprintf("refresh of %d identities", o.people), took.Seconds(), "s", 60},
		{"its memory at most", float64(usage.Maxrss) / 1024, "MB", 150},
	}, nil
}
