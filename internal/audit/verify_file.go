package audit

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

// maxRecord bounds one row of an export: the largest payload, written twice and escaped.
const maxRecord = 16 << 20

// ErrNoExport says that a file is neither kind of export of this log.
var ErrNoExport = errors.New("not an export of the audit log")

// scanned is one line of an export: a row, or the ending.
type scanned struct {
	raw []byte
	row Row
	end *ending
}

// lineReader reads an export line by line. Its error is io.EOF at the end, or why a line cannot be read.
type lineReader interface {
	next() (scanned, error)
}

// VerifyExport checks an export alone, in the memory of one row: that every byte is as in the log, and nothing is
// missing. A *BrokenError names the first invalid row. ErrNoExport: the file is something else.
func VerifyExport(from io.Reader) (Found, error) {
	in := bufio.NewReaderSize(from, 64<<10)
	first, err := in.Peek(1)
	if err != nil {
		return Found{}, fmt.Errorf("read export: %w", ErrNoExport)
	}
	var lines lineReader
	lay, at := layout(jsonLayout{}), int64(0)
	if first[0] == '{' {
		lines = &jsonLines{in: in}
	} else {
		lay, at = csvLayout{}, 1
		head := make([]byte, len(lay.heading()))
		if _, err := io.ReadFull(in, head); err != nil || !bytes.Equal(head, lay.heading()) {
			return Found{}, fmt.Errorf("read export: %w", ErrNoExport)
		}
		lines = newCSVLines(in)
	}
	return verifyLines(lines, lay, at)
}

// verifyLines first reads all rows as if the export were whole, since only its end says that it is not.
func verifyLines(lines lineReader, lay layout, at int64) (Found, error) {
	whole, partial := chain{found: Found{InFile: true}}, chain{partial: true, found: Found{InFile: true}}
	var gap error
	for {
		at++
		s, err := lines.next()
		if err == io.EOF {
			return partial.found, &BrokenError{Seq: partial.found.Last + 1, Line: at, Why: "the export ends here without its last line"}
		}
		if err == nil && s.end != nil {
			return finish(s, lines, lay, at, whole, partial, gap)
		}
		if err == nil && !bytes.Equal(s.raw, lay.row(s.row)) {
			err = errors.New("it is not as it was written")
		}
		if err != nil {
			return partial.found, unreadable(err, s.row.Seq, at)
		}
		if err := partial.next(s.row); err != nil {
			return partial.found, located(err, at)
		}
		if gap == nil {
			gap = located(whole.next(s.row), at)
		}
	}
}

// finish compares what was read with the export's last line.
func finish(s scanned, lines lineReader, lay layout, at int64, whole, partial chain, gap error) (Found, error) {
	last, err := hex.DecodeString(s.end.LastHash)
	if err != nil || !bytes.Equal(s.raw, lay.end(*s.end)) {
		return partial.found, unreadable(errors.New("the export's last line is not as it was written"), 0, at)
	}
	if _, err := lines.next(); err != io.EOF {
		return partial.found, unreadable(errors.New("something follows the export's end"), 0, at+1)
	}
	if s.end.Partial {
		if s.end.Rows != partial.found.Rows {
			return partial.found, unreadable(fmt.Errorf("the export had %d rows, and here are %d", s.end.Rows, partial.found.Rows), 0, at)
		}
		partial.found.Partial, partial.found.Filter = true, s.end.Filter
		return partial.found, nil
	}
	if gap != nil {
		return whole.found, gap
	}
	if err := whole.ends(s.end.LastSeq, last); err != nil {
		return whole.found, located(err, at)
	}
	if err := whole.beginsAsTold(); err != nil {
		return whole.found, located(err, at)
	}
	return whole.found, nil
}

func unreadable(err error, seq, line int64) error {
	return &BrokenError{Seq: seq, Line: line, Why: err.Error()}
}

func located(err error, line int64) error {
	if err == nil {
		return nil
	}
	var b *BrokenError
	if errors.As(err, &b) {
		b.Line = line
	}
	return err
}

var (
	errLongLine = errors.New("it is longer than any row")
	errNoRow    = errors.New("it cannot be read as a row")
)

// jsonLines reads JSON lines.
type jsonLines struct{ in *bufio.Reader }

func (l *jsonLines) next() (scanned, error) {
	raw, err := readLine(l.in)
	if err != nil {
		return scanned{}, err
	}
	if bytes.HasPrefix(raw, []byte(`{"export":`)) {
		var line struct {
			Export *ending `json:"export"`
		}
		if err := json.Unmarshal(raw, &line); err != nil || line.Export == nil {
			return scanned{raw: raw}, errNoRow
		}
		return scanned{raw: raw, end: line.Export}, nil
	}
	row, err := rowOfLine(raw)
	return scanned{raw: raw, row: row}, err
}

// rowOfLine takes a line apart as Row.line puts it together. The payload is all text in between, since Postgres
// accepts JSON that a reader may refuse or trim, such as blanks around it and endless nesting.
func rowOfLine(raw []byte) (Row, error) {
	const mark = `,"payload":`
	before, rest, there := bytes.Cut(raw, []byte(mark))
	tail := len(`,"prev_hash":"","hash":""}`+"\n") + 4*sha256.Size
	if !there || len(rest) < tail {
		return Row{}, errNoRow
	}
	payload, after := rest[:len(rest)-tail], rest[len(rest)-tail:]
	var head struct {
		Seq  int64  `json:"seq"`
		At   string `json:"at"`
		Kind Kind   `json:"kind"`
	}
	var hashes struct {
		Prev string `json:"prev_hash"`
		Hash string `json:"hash"`
	}
	if json.Unmarshal(append(bytes.Clone(before), '}'), &head) != nil || json.Unmarshal(append([]byte("{"), after[1:]...), &hashes) != nil {
		return Row{}, errNoRow
	}
	return rowFrom(head.Seq, head.At, head.Kind, payload, hashes.Prev, hashes.Hash)
}

// readLine reads up to a newline, which is part of the line.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxRecord:
			return nil, errLongLine
		case err == nil:
			return line, nil
		case err == io.EOF && len(line) > 0:
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

func rowFrom(seq int64, at string, kind Kind, payload []byte, prev, hash string) (Row, error) {
	r := Row{Seq: seq, Kind: kind, Payload: payload}
	var err [3]error
	r.At, err[0] = time.Parse(stampLayout, at)
	r.PrevHash, err[1] = hex.DecodeString(prev)
	r.Hash, err[2] = hex.DecodeString(hash)
	if errors.Join(err[:]...) != nil {
		return r, errNoRow
	}
	return r, nil
}

// rowOfCells reads a record of the CSV layout.
func rowOfCells(cells []string) (scanned, error) {
	if len(cells) != len(csvColumns()) {
		return scanned{}, errNoRow
	}
	tail := cells[len(cells)-3:]
	// Only the end has no number. A row of the log may have been given its kind.
	if Kind(cells[2]) == exportEnd && cells[0] == "" {
		e := &ending{}
		if json.Unmarshal([]byte(tail[0]), e) != nil {
			return scanned{}, errNoRow
		}
		return scanned{end: e}, nil
	}
	seq, err := strconv.ParseInt(cells[0], 10, 64)
	if err != nil {
		return scanned{}, errNoRow
	}
	row, err := rowFrom(seq, cells[1], Kind(cells[2]), []byte(tail[0]), tail[1], tail[2])
	return scanned{row: row}, err
}
