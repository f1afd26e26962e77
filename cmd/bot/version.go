package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/iiq-approvals/bot/internal/metrics"
)

type versionCommand struct{}

// Run prints what this binary was built from.
func (*versionCommand) Run(_ context.Context, p *process) error {
	info, _ := debug.ReadBuildInfo()
	return printVersion(p.stdout, info)
}

// printVersion copes with a binary that carries no build information, or none of the repository.
func printVersion(w io.Writer, info *debug.BuildInfo) error {
	version, commit, goVersion := versionOf(info)
	_, err := fmt.Fprintf(w, "version %s\ncommit %s\ngo %s\n", version, commit, goVersion)
	return err
}

// newMetrics makes the figures of this binary.
func newMetrics() *metrics.Metrics {
	info, _ := debug.ReadBuildInfo()
	version, commit, _ := versionOf(info)
	return metrics.New(version, commit)
}

func versionOf(info *debug.BuildInfo) (version, commit, goVersion string) {
	version, commit, goVersion = "unknown", "unknown", "unknown"
	if info != nil {
		goVersion = info.GoVersion
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				commit += " (changed)"
			}
		}
	}
	return version, commit, goVersion
}
