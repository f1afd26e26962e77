package audit

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
)

// csvLines reads records and keeps the bytes of each as the file has them.
type csvLines struct {
	in *bufio.Reader
}

func newCSVLines(in *bufio.Reader) *csvLines { return &csvLines{in: in} }

// next takes the lines of one record, up to the line at which its quotes are closed. It then reads the record alone,
// so that an error in it cannot affect others.
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
