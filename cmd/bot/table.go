package main

import (
	"bufio"
	"io"
	"os"
	"text/tabwriter"
)

// table takes lines with tabs between their fields. Flush writes the rest.
type table interface {
	io.Writer
	Flush() error
}

// newTable aligns columns for a reader on a terminal, in blocks from one Flush to the next. For any other output the
// tabs stay, for cut and awk.
func newTable(w io.Writer) table {
	if onTerminal(w) {
		return tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	}
	return bufio.NewWriter(w)
}

func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	about, err := f.Stat()
	return err == nil && about.Mode()&os.ModeCharDevice != 0
}
