package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/iiq-approvals/bot/internal/app"
)

type versionCommand struct{}

// Run prints what this binary was built from.
func (*versionCommand) Run(_ context.Context, p *process) error {
	info, _ := debug.ReadBuildInfo()
	return printVersion(p.stdout, info)
}

// printVersion also handles a binary without build information, or without that of the repository.
func printVersion(w io.Writer, info *debug.BuildInfo) error {
	version, commit, goVersion := app.VersionOf(info)
	_, err := fmt.Fprintf(w, "version %s\ncommit %s\ngo %s\n", version, commit, goVersion)
	return err
}
