// Package pgcount stands between a client and Postgres and counts what the client asks, by the messages of Postgres's protocol:
// https://www.postgresql.org/docs/current/protocol-message-formats.html
package pgcount
