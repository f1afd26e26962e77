package settings

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/sethvargo/go-envconfig"
)

// SecretNames lists the settings that are never printed and that can be given as a file.
func SecretNames() []string {
	return []string{"DATABASE_URL", "SLACK_APP_TOKEN", "SLACK_BOT_TOKEN", "IIQ_CLIENT_SECRET", "IIQ_DECISION_KEY", "SCIM_PASSWORD",
		tracingHeaders}
}

// AddressNames lists the settings that are addresses and no secrets. None may contain a user and a password; if one
// does, they are not printed.
func AddressNames() []string {
	return []string{"SLACK_API_URL", "IIQ_URL", "IIQ_PUBLIC_URL", "LINK_WORK_ITEM", "LINK_REQUEST", "LINK_REVIEW",
		"OTEL_EXPORTER_OTLP_ENDPOINT"}
}

// ProxyNames lists the variables that net/http reads by itself: https://pkg.go.dev/net/http#ProxyFromEnvironment.
func ProxyNames() []string { return []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} }

// hidden is what is printed in place of a secret.
const hidden = "[secret]"

// Secret holds a value that must not be printed: every way of formatting or encoding it gives a placeholder. The zero
// value is a secret that is not set.
type Secret struct{ value string }

// Reveal returns the value itself, for the one call that needs it.
func (s Secret) Reveal() string { return s.value }

// Format makes all verbs of package fmt print the placeholder.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText makes encoders write the placeholder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue makes loggers write the placeholder.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// largestSecret bounds the file of a secret, in bytes.
const largestSecret = 64 << 10

var (
	errUnreadable = errors.New("the file cannot be read")
	errTooLarge   = errors.New("the file is too large for a secret")
	errEmptyFile  = errors.New("the file is empty")
)

// ReadSecretFile reads a secret from the file that its _FILE variable names, without one newline at its end. It
// returns "" where there is no such variable.
func ReadSecretFile(env envconfig.Lookuper, name string) (string, error) {
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
