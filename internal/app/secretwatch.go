package app

import (
	"context"
	"crypto/sha256"
	"os"
	"time"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/settings"
)

// secretsLook is how often the files of secrets are read again; SIGHUP makes it happen at once.
const secretsLook = 30 * time.Second

// secretWatch notices changed content in the files of secrets. It ignores the files' times, since an orchestrator
// replaces whole folders.
type secretWatch struct {
	env   envconfig.Lookuper
	every time.Duration
	seen  [sha256.Size]byte
}

func newSecretWatch(env envconfig.Lookuper) *secretWatch {
	w := &secretWatch{env: env, every: secretsLook}
	w.seen = w.read()
	return w
}

// read gives the hash of all secrets that come from files. A file that cannot be read counts as empty.
func (w *secretWatch) read() [sha256.Size]byte {
	h := sha256.New()
	for _, name := range settings.SecretNames() {
		value, err := settings.ReadSecretFile(w.env, name)
		if err != nil {
			value = ""
		}
		part := sha256.Sum256([]byte(value))
		h.Write(part[:])
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// inFiles reports whether any secret comes from a file at all.
func (w *secretWatch) inFiles() bool {
	for _, name := range settings.SecretNames() {
		if path, _ := w.env.Lookup(name + "_FILE"); path != "" {
			return true
		}
	}
	return false
}

// changed waits until the files differ from what is in use. It looks at intervals, and at once on a signal. It returns
// false when ctx ends first.
func (w *secretWatch) changed(ctx context.Context, now <-chan os.Signal) bool {
	tick := make(<-chan time.Time)
	if w.inFiles() {
		t := time.NewTicker(w.every)
		defer t.Stop()
		tick = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick:
		case <-now:
		}
		if w.read() != w.seen {
			return true
		}
	}
}

// taken notes that the content of the files is in use now.
func (w *secretWatch) taken(state [sha256.Size]byte) { w.seen = state }
