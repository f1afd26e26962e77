package migrations

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// files are all numbered migrations: the SQL, and the Go files for their names.
//
//go:embed 0*
var files embed.FS

// goMigrations are the migrations that are not SQL.
func goMigrations(db riverPool) []*goose.Migration {
	return []*goose.Migration{riverV5(db), riverV8(db)}
}

// Fingerprint changes when any migration changes, River's included. Databases
// made from the same fingerprint have the same schema.
func Fingerprint() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := files.ReadFile(path)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read migrations: %w", err)
	}
	bundled, err := riverBundle()
	if err != nil {
		return "", err
	}
	for _, migration := range bundled {
		if _, err := fmt.Fprintf(sum, "river %d\n%s", migration.Version, migration.SQLUp); err != nil {
			return "", fmt.Errorf("read River's migrations: %w", err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
