package localpg

import (
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strconv"
)

// Options says how a server is started. The zero value is a temporary server
// that is safe against a power cut.
type Options struct {
	// DataDir is a folder to keep the data in. It is made when missing, used
	// again when it was made by an earlier Start, and left in place by Stop.
	// Empty means a temporary folder. Started by root, every folder above it
	// must let other accounts pass.
	DataDir string

	// Major asks for a major version of Postgres, which is downloaded where
	// this machine has another: 14 to 18. 0 means the one that
	// LOCALPG_VERSION names, else whichever this machine has.
	Major int

	// Logger gets what the server prints, at debug level. Nil means nowhere.
	Logger *slog.Logger

	// Settings are Postgres settings (name to value), over those that the
	// package chooses. The address and the port cannot be changed.
	Settings map[string]string

	// Fast gives up safety against a power cut or a crash of the machine for
	// speed. The end of the server's process alone loses nothing. A temporary
	// folder is then in memory (/dev/shm) where that has 4 GiB free.
	Fast bool

	// Prepared is what the data are to hold from the start. It cannot be had with DataDir.
	Prepared Prepared
}

func (o Options) logger() *slog.Logger {
	if o.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Logger
}

// major gives the version that is asked for; 0 is any.
func (o Options) major() (int, error) {
	asked := os.Getenv(VersionVariable)
	if o.Major != 0 || asked == "" {
		return o.Major, nil
	}
	major, err := strconv.Atoi(asked)
	if err != nil || major < oldestMajor {
		return 0, fmt.Errorf("read %s: %q is no major version of Postgres from %d on", VersionVariable, asked, oldestMajor)
	}
	return major, nil
}

// arguments gives the settings as arguments for the server, in a fixed order.
func (o Options) arguments() []string {
	settings := map[string]string{
		// The text of a failed statement and the row that it failed on can
		// hold what people wrote.
		"log_error_verbosity":     "terse",
		"log_min_error_statement": "panic",
		"jit":                     "off",
		"max_connections":         "300",
		"timezone":                "UTC",
		"unix_socket_directories": "",
	}
	if o.Fast {
		maps.Copy(settings, map[string]string{
			"fsync":            "off",
			"full_page_writes": "off",
			"wal_level":        "minimal",
			"max_wal_senders":  "0",
		})
	}
	maps.Copy(settings, o.Settings)
	var args []string
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}
