package localpg

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
)

// iterations is how often a password is hashed at each connection. Hashing is meant to slow down who guesses a password;
// ours are 128 random bits, which nobody guesses, and Postgres's 4,096 cost each connection a millisecond.
const iterations = 1

// verifier gives what Postgres keeps of an ASCII password. initdb takes it in the place of the password itself.
// https://www.postgresql.org/docs/current/catalog-pg-authid.html, https://www.rfc-editor.org/rfc/rfc5802#section-3
func verifier(password string) (string, error) {
	salt := make([]byte, 16)
	// It never fails: https://pkg.go.dev/crypto/rand#Read
	_, _ = rand.Read(salt)
	salted, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	stored := sha256.Sum256(keyed(salted, "Client Key"))
	text := base64.StdEncoding.EncodeToString
	return "SCRAM-SHA-256$" + strconv.Itoa(iterations) + ":" + text(salt) + "$" +
		text(stored[:]) + ":" + text(keyed(salted, "Server Key")), nil
}

func keyed(key []byte, message string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(message))
	return mac.Sum(nil)
}
