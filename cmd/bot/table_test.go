package main

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"text/tabwriter"
)

func TestTablesKeepTheirTabsForOtherPrograms(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	lines := newTable(&out)
	fmt.Fprintln(lines, "A\tB")
	if err := lines.Flush(); err != nil || out.String() != "A\tB\n" {
		t.Errorf("got %q, %v, want %q", out.String(), err, "A\tB\n")
	}
	// The null device is of the kind that terminals are.
	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	if _, ok := newTable(device).(*tabwriter.Writer); !ok {
		t.Error("no columns on a terminal")
	}
}
