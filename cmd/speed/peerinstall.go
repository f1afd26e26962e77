package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// peerSource is the peer's folder in the source tree, where this command is run.
var peerSource = filepath.Join("bench", "bolt")

// packagesThere marks a folder whose packages are all there.
const packagesThere = "packages-installed"

// installPeer copies the peer into the user's cache folder and has npm install its packages there, once for each lock file.
func installPeer(ctx context.Context, source string) (folder string, err error) {
	lock, err := os.ReadFile(filepath.Join(source, "package-lock.json"))
	if err != nil {
		return "", fmt.Errorf("find the peer (this command is run where go.mod is): %w", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	sum := sha256.Sum256(lock)
	folder = filepath.Join(cache, "iiq-approvals", "bolt-"+hex.EncodeToString(sum[:6]))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("make the peer's folder: %w", err)
	}
	for _, name := range []string{"package.json", "package-lock.json", "app.mjs"} {
		text, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			return "", fmt.Errorf("copy the peer: %w", err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return "", fmt.Errorf("copy the peer: %w", err)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, packagesThere)); err == nil {
		return folder, nil
	}
	cmd := exec.CommandContext(ctx, "npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = folder
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("install the peer's packages: %w: %s", err, bytes.TrimSpace(said))
	}
	if err := os.WriteFile(filepath.Join(folder, packagesThere), nil, 0o644); err != nil {
		return "", fmt.Errorf("note that the packages are there: %w", err)
	}
	return folder, nil
}
