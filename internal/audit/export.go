package audit

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// Format is the form of an export.
type Format string

// The formats: comma-separated lines under a line of names, or one JSON object a line.
const (
	CSV   Format = "csv"
	JSONL Format = "jsonl"
)

// layout writes rows in one format. Its output for a row depends on the row alone, so that a check can write the row
// again and compare the bytes.
type layout interface {
	// heading is the beginning of an export.
	heading() []byte
	row(Row) []byte
	end(ending) []byte
}

func layoutOf(f Format) layout {
	if f == JSONL {
		return jsonLayout{}
	}
	return csvLayout{}
}

// ending is the last line of an export: what the export must contain.
type ending struct {
	Rows    int64  `json:"rows"`
	Partial bool   `json:"partial"`
	Filter  string `json:"filter,omitempty"`
	// LastSeq and LastHash are of the log's last row at that moment, whether it is in the export or not.
	LastSeq  int64  `json:"last_seq"`
	LastHash string `json:"last_hash"`
}

// payload is the ending in the form that is hashed.
func (e ending) payload() []byte {
	b, err := json.Marshal(e)
	if err != nil {
		// Strings, numbers and a boolean always marshal.
		panic(fmt.Sprintf("marshal ending: %v", err))
	}
	return b
}

func (e ending) sum() string {
	h := sha256.Sum256(append([]byte(heading+"\n"+string(exportEnd)+"\n"), e.payload()...))
	return hex.EncodeToString(h[:])
}

// Export writes the rows that the filter lets through, as they are at one moment, in the memory of one row, and
// returns their number. Its last line says what the export contains, so that a cut one shows.
func Export(ctx context.Context, from Beginner, f Filter, as Format, to io.Writer) (rows int64, err error) {
	out, lay := bufio.NewWriterSize(to, 64<<10), layoutOf(as)
	err = snapshot(ctx, from, func(tx pgx.Tx) error {
		head, err := db.New(tx).AuditHead(ctx)
		if err != nil {
			return fmt.Errorf("read end of audit log: %w", err)
		}
		_, _ = out.Write(lay.heading())
		err = Each(ctx, tx, f, func(r Row) error {
			rows++
			// A writer that has failed once keeps failing, so the error shows here, and at Flush.
			_, err := out.Write(lay.row(r))
			return err
		})
		if err != nil {
			return err
		}
		_, err = out.Write(lay.end(ending{Rows: rows, Partial: f.Partial(), Filter: bounded(f.words(), maxField),
			LastSeq: head.Seq, LastHash: hex.EncodeToString(head.Hash)}))
		return err
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return rows, fmt.Errorf("export audit log: %w", err)
	}
	return rows, nil
}

type jsonLayout struct{}

func (jsonLayout) heading() []byte { return nil }

func (jsonLayout) row(r Row) []byte { return r.line() }

func (jsonLayout) end(e ending) []byte {
	return []byte(`{"export":` + string(e.payload()) + `,"hash":"` + e.sum() + "\"}\n")
}
