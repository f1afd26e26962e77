package app

import (
	"runtime/debug"

	"github.com/iiq-approvals/bot/internal/metrics"
)

// newMetrics makes the metrics of this binary.
func newMetrics() *metrics.Metrics {
	info, _ := debug.ReadBuildInfo()
	version, commit, _ := VersionOf(info)
	return metrics.New(version, commit)
}

// VersionOf is what a binary knows of its own build; "unknown" stands for what it does not know.
func VersionOf(info *debug.BuildInfo) (version, commit, goVersion string) {
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
