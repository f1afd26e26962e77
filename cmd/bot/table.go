package main

import (
	"bufio"
	"fmt"
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

// headedTable prints its heading before the first row, so that a table without rows is no heading that stands alone: whoever has no
// rows says in a sentence why, and what to do.
type headedTable struct {
	table
	heading string
	begun   bool
}

// headed makes such a table of t. The heading has tabs between its fields.
func headed(t table, heading string) *headedTable { return &headedTable{table: t, heading: heading} }

// Write takes whole lines.
func (t *headedTable) Write(p []byte) (int, error) {
	if !t.begun {
		t.begun = true
		if _, err := io.WriteString(t.table, t.heading+"\n"); err != nil {
			return 0, err
		}
	}
	return t.table.Write(p)
}

// orSay prints a sentence where the table has no rows.
func (t *headedTable) orSay(sentence string) {
	if !t.begun {
		fmt.Fprintln(t.table, sentence)
	}
}

func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	about, err := f.Stat()
	return err == nil && about.Mode()&os.ModeCharDevice != 0
}
