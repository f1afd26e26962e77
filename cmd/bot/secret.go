package main

import (
	"fmt"
	"log/slog"
)

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
