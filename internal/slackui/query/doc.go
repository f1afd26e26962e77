// Package query reads what people type after /approvals, in a direct message, or after a mention, and says what they ask for.
// It is pure, knows the words of every language, and forgives a typing error.
package query
