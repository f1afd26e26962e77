package transport

import (
	"bytes"
	"io"
)

// head keeps the beginning of what is written to it.
type head struct {
	bytes.Buffer
	left int
}

// teeReader copies what is read into a head.
type teeReader struct {
	src  io.Reader
	kept *head
}

func (t *teeReader) Read(p []byte) (int, error) {
	n, err := t.src.Read(p)
	part := p[:min(n, t.kept.left)]
	t.kept.left -= len(part)
	t.kept.Write(part)
	return n, err
}
