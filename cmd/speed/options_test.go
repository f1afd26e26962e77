package main

import (
	"io"
	"strings"
	"testing"
	"time"
)

func TestOptionsHaveDefaults(t *testing.T) {
	t.Parallel()
	o, err := readOptions([]string{"-peer", "-runs", "3", "-fsync", "on"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !o.peer || o.runs != 3 || o.fsync != fsyncOn || o.route != routeVendor || o.rate != 50 || o.delay != 20*time.Millisecond {
		t.Errorf("got %+v, want the peer, three runs, fsync on, the vendor's route, 50 clicks a second and 20 ms", o)
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"-fsync maybe", "-route both", "-clicks 0", "-rate 0", "-runs 0", "-asks 0", "-idle 1ms",
		"-delay -1s", "-spread -1s", "-none"} {
		var said strings.Builder
		if o, err := readOptions(strings.Fields(args), &said); err == nil || said.Len() == 0 {
			t.Errorf("%s: got %+v and %q, want an error that is printed", args, o, said.String())
		}
	}
}
