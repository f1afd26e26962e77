package audit

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/iiq-approvals/bot/internal/db"
)

// Head is the last row of the log; its zero value is that of an empty log.
type Head struct {
	Seq  int64
	Hash []byte
}

// Hex is the hash in hexadecimal.
func (h Head) Hex() string { return hex.EncodeToString(h.Hash) }

// WentBackError says that the log differs from what was seen before: it ends earlier, or a row has another hash.
type WentBackError struct {
	// Seen is the row that was seen earlier, Now the present last row.
	Seen, Now Head
	// By says who saw it: this process, or the database.
	By string
}

func (e *WentBackError) Error() string {
	if e.Now.Seq < e.Seen.Seq {
		return fmt.Sprintf("the audit log ends with row %d, and %s has seen row %d", e.Now.Seq, e.By, e.Seen.Seq)
	}
	return fmt.Sprintf("row %d of the audit log is not the one that %s has seen", e.Seen.Seq, e.By)
}

// Witness remembers the last row of the log, and notices when the log contradicts it. The owner of the database can
// rewrite the log, together with what the database remembers of it. They cannot reach the memory of a process, or its
// log.
type Witness struct {
	mu       sync.Mutex
	seen     Head
	wentBack bool
}

// Look reads the last row and compares the log with what this process and the database have seen. A *WentBackError
// says that they differ; each look repeats it until they agree.
func (w *Witness) Look(ctx context.Context, q *db.Queries) (Head, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	row, err := q.AuditHeadSeen(ctx, w.seen.Seq)
	if err != nil {
		return Head{}, fmt.Errorf("read end of audit log: %w", err)
	}
	now := Head{Seq: row.Seq, Hash: row.Hash}
	err = contradicts("this process", w.seen, row.SeenNow, now, row.RemovedTo)
	if err == nil {
		err = contradicts("the database", Head{Seq: row.NotedSeq, Hash: row.NotedHash}, row.NotedNow, now, row.RemovedTo)
	}
	w.wentBack = err != nil
	if err != nil {
		return now, err
	}
	w.seen = now
	if err := q.NoteAuditHead(ctx); err != nil {
		return now, fmt.Errorf("note end of audit log: %w", err)
	}
	return now, nil
}

// Has reports whether a log that ends with now still has a row that was seen, whose present hash is given. Rows up to removedTo
// went by retention.
func Has(seen Head, hash []byte, now Head, removedTo int64) bool {
	return now.Seq >= seen.Seq && (seen.Seq <= removedTo || bytes.Equal(seen.Hash, hash))
}

// contradicts compares a row that was seen with its present hash. Rows that retention removed have none any more.
func contradicts(by string, seen Head, hash []byte, now Head, removedTo int64) error {
	if Has(seen, hash, now, removedTo) {
		return nil
	}
	return &WentBackError{Seen: seen, Now: now, By: by}
}

// WentBack reports whether the last look found a contradiction.
func (w *Witness) WentBack() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wentBack
}
