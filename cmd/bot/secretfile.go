package main

import (
	"errors"
	"io"
	"os"
	"strings"

	"github.com/sethvargo/go-envconfig"
)

// largestSecret bounds the file that a secret is read from, in bytes.
const largestSecret = 64 << 10

var (
	errUnreadable = errors.New("the file cannot be read")
	errTooLarge   = errors.New("the file is too large for a secret")
	errEmptyFile  = errors.New("the file is empty")
)

// readSecretFile reads a secret from the file that its _FILE variable names, without one newline at its end. It gives
// "" where there is no such variable.
func readSecretFile(env envconfig.Lookuper, name string) (string, error) {
	path, _ := env.Lookup(name + "_FILE")
	if path == "" {
		return "", nil
	}
	f, err := os.Open(path)
	if err != nil {
		return "", errUnreadable
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largestSecret+1))
	switch {
	case err != nil:
		return "", errUnreadable
	case len(data) > largestSecret:
		return "", errTooLarge
	}
	value := strings.TrimSuffix(string(data), "\n")
	value = strings.TrimSuffix(value, "\r")
	if value == "" {
		return "", errEmptyFile
	}
	return value, nil
}
