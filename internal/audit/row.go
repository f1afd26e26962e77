package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Row is one row of the log, as it is stored.
type Row struct {
	Seq int64
	At  time.Time
	Kind
	// Payload is one line of JSON, exactly as it is hashed.
	Payload []byte
	// PrevHash and Hash are 32 bytes each.
	PrevHash, Hash []byte
}

// stampLayout is how times are hashed and exported: UTC, with Postgres's microseconds.
const stampLayout = "2006-01-02T15:04:05.000000Z"

const heading = "iiq-approvals audit 1"

// Sum is the hash that the row must have: SHA-256 of six lines without a newline at the end.
func (r Row) Sum() []byte {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s\n%d\n%s\n%s\n%s\n", heading, r.Seq, r.At.UTC().Format(stampLayout), r.Kind, hex.EncodeToString(r.PrevHash))
	_, _ = h.Write(r.Payload)
	return h.Sum(nil)
}

// line is the row as a line of JSON, with the payload as it is.
func (r Row) line() []byte {
	var b strings.Builder
	b.WriteString(`{"seq":` + strconv.FormatInt(r.Seq, 10) + `,"at":"` + r.At.UTC().Format(stampLayout) + `","kind":"` + string(r.Kind) +
		`","payload":`)
	b.Write(r.Payload)
	b.WriteString(`,"prev_hash":"` + hex.EncodeToString(r.PrevHash) + `","hash":"` + hex.EncodeToString(r.Hash) + "\"}\n")
	return []byte(b.String())
}
