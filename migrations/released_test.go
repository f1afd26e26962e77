package migrations_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"testing"

	"github.com/iiq-approvals/bot/internal/released"
)

// TestReleasedMigrationsStay holds every released migration to the bytes that it was released with. A database that has it
// never runs it again, so a change would reach new databases alone.
func TestReleasedMigrationsStay(t *testing.T) {
	t.Parallel()
	all, err := released.All()
	if err != nil {
		t.Fatal(err)
	}
	found := numbered(t)
	newest := ""
	for _, r := range all {
		for _, m := range r.Migrations {
			newest = max(newest, m.File)
			switch sum, there := found[m.File]; {
			case !there:
				t.Errorf("%s of version %s is gone", m.File, r.Version)
			case sum != m.SHA256:
				t.Errorf("%s is not as version %s brought it; undo the change, and make it in a migration of its own", m.File, r.Version)
			}
			delete(found, m.File)
		}
	}
	// goose refuses a database that has a later migration and lacks an earlier one.
	for file := range found {
		if file[:5] <= newest[:5] {
			t.Errorf("%s is new, and its number is not above that of %s, which is released", file, newest)
		}
	}
}

// numbered gives the SHA-256 of each migration's file.
func numbered(t *testing.T) map[string]string {
	t.Helper()
	files, err := fs.Glob(os.DirFS("."), "0*")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		found[file] = hex.EncodeToString(sum[:])
	}
	return found
}
