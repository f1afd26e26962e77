package main

import (
	"context"

	"github.com/iiq-approvals/bot/internal/app"
)

type runCommand struct {
	Shadow bool `help:"Do everything and let nothing leave: what would have been sent is stored, see bot shadow."`
}

// Run runs the bot until the process is told to stop.
func (r *runCommand) Run(ctx context.Context, p *process) error {
	return app.Run(ctx, p.Source, p.stderr, r.Shadow)
}
