package settings

import "log/slog"

type logEnv struct {
	Level  string `env:"LOG_LEVEL,default=info"`
	Format string `env:"LOG_FORMAT,default=json"`
}

func (e logEnv) parse(r *checker) Log {
	return Log{
		Level: parse(r, "LOG_LEVEL", e.Level, "debug, info, warn or error", func(s string) (slog.Level, bool) {
			levels := map[string]slog.Level{
				"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
			}
			level, ok := levels[s]
			return level, ok
		}),
		JSON: r.choice("LOG_FORMAT", e.Format, "json", "text") == "json",
	}
}

// Log is the form of the log.
type Log struct {
	Level slog.Level
	// JSON is false for plain text.
	JSON bool
}
