package dbtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// pgx prepares each statement that it meets on a connection, under a name that is made of the text. A session that is kept keeps
// these, with their plans, and a client that prepares one of them again is told that it has: the same statement stands there
// already. Postgres reads and plans it anew by itself when anything that it stands on has changed.
// https://www.postgresql.org/docs/current/sql-prepare.html

// mostPlans is how many statements a session may keep. Each takes some ten kilobytes of Postgres's memory.
const mostPlans = 400

// plans are the statements of a kept session, and what is said to it.
type plans struct {
	names map[string]bool
	// rest is the beginning of a message whose end has not come yet.
	rest []byte
	out  []byte
}

// readPlans gives the statements that are prepared in a session, one a row: their name, and whether SQL prepared them. Whatever
// pgx has not prepared by itself is taken away with all the others, and so are too many.
func readPlans(ctx context.Context, conn *pgx.Conn, rows [][][]byte) (plans, error) {
	kept := plans{names: map[string]bool{}}
	strange := len(rows) > mostPlans
	for _, row := range rows {
		strange = strange || !bytes.HasPrefix(row[0], []byte(pgxPrefix)) || string(row[1]) != "f"
		kept.names[string(row[0])] = true
	}
	if !strange {
		return kept, nil
	}
	if _, err := conn.PgConn().Exec(ctx, "DEALLOCATE ALL").ReadAll(); err != nil {
		return plans{}, fmt.Errorf("drop prepared statements: %w", err)
	}
	return plans{}, nil
}

const pgxPrefix = "stmtcache_"

// pgxName is what pgx calls a statement that it prepares by itself.
func pgxName(sql []byte) string {
	sum := sha256.Sum256(sql)
	return pgxPrefix + hex.EncodeToString(sum[:24])
}

// pass gives what the server is to hear of the next piece that a client sends: whole messages, some of them changed. It is valid
// until the next call.
func (k *plans) pass(piece []byte) []byte {
	k.rest = append(k.rest, piece...)
	k.out = k.out[:0]
	passed := 0
	for {
		left := k.rest[passed:]
		if len(left) < headSize {
			break
		}
		size := 1 + int(binary.BigEndian.Uint32(left[1:]))
		if len(left) < size {
			break
		}
		k.out = append(k.out, k.heard(left[:size])...)
		passed += size
	}
	k.rest = append(k.rest[:0], k.rest[passed:]...)
	return k.out
}

// headSize is that of a message's kind and length. The length counts itself.
const headSize = 5

// nothing prepares an empty statement without a name. Postgres answers as it does to any other that it prepares.
// pgx uses the one without a name only together with the message that prepares it.
func nothing() []byte { return []byte{'P', 0, 0, 0, 8, 0, 0, 0, 0} }

// heard gives what the server is to hear of one message.
// https://www.postgresql.org/docs/current/protocol-message-formats.html
func (k *plans) heard(message []byte) []byte {
	body := message[headSize:]
	switch message[0] {
	case 'P':
		name, after, _ := bytes.Cut(body, []byte{0})
		sql, types, _ := bytes.Cut(after, []byte{0})
		if k.names[string(name)] && string(name) == pgxName(sql) && bytes.Equal(types, []byte{0, 0}) {
			return nothing()
		}
		k.forget(sql)
	case 'C':
		if name, found := bytes.CutPrefix(body, []byte{'S'}); found {
			delete(k.names, string(bytes.TrimSuffix(name, []byte{0})))
		}
	case 'Q':
		k.forget(body)
	}
	return message
}

// forget minds that a client may drop all statements of its session.
func (k *plans) forget(sql []byte) {
	for _, order := range []string{"DISCARD ALL", "DEALLOCATE ALL"} {
		if bytes.Contains(bytes.ToUpper(sql), []byte(order)) {
			k.names = nil
		}
	}
}
