package audit

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
)

// csvLines reads records and keeps the bytes of each as they stand in the file.
type csvLines struct {
	in *bufio.Reader
}

func newCSVLines(in *bufio.Reader) *csvLines { return &csvLines{in: in} }

// next takes the lines of one record: quotes are closed at its end. The record is then read by itself, so that what is
// wrong in it cannot run over into others.
func (l *csvLines) next() (scanned, error) {
	var raw []byte
	for {
		part, err := readLine(l.in)
		if err == io.EOF && len(raw) > 0 {
			return scanned{raw: raw}, errNoRow
		}
		if err != nil {
			return scanned{}, err
		}
		raw = append(raw, part...)
		if len(raw) > maxRecord {
			return scanned{}, errLongLine
		}
		if bytes.Count(raw, []byte{'"'})%2 == 0 {
			break
		}
	}
	cells, err := csv.NewReader(bytes.NewReader(raw)).Read()
	if err != nil {
		return scanned{raw: raw}, errNoRow
	}
	s, err := rowOfCells(cells)
	s.raw = raw
	return s, err
}
