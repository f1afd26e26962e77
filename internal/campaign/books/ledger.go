package books

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Line is one line of the ledger: something that was counted.
type Line struct {
	What  string
	Count int
	// Wrong: the books balance only when Count is zero.
	Wrong bool
}

// Imbalance is one thing that does not balance.
type Imbalance struct {
	// Item is a work item's id, "" when it concerns none.
	Item string
	What string
}

// Ledger is what a campaign came to.
type Ledger struct {
	Seed       uint64
	Took       time.Duration
	Lines      []Line
	Imbalances []Imbalance
	// Histories tells the lives of the items concerned, one text each.
	Histories []string
	// Dir has the logs of the replicas when something does not balance.
	Dir string
}

// Balanced tells whether nothing was lost, doubled or false.
func (l *Ledger) Balanced() bool { return len(l.Imbalances) == 0 }

// Add counts something.
func (l *Ledger) Add(what string, count int) {
	l.Lines = append(l.Lines, Line{What: what, Count: count})
}

// Wrong counts what must not be, and keeps what was found.
func (l *Ledger) Wrong(what string, found []Imbalance) {
	l.Lines = append(l.Lines, Line{What: what, Count: len(found), Wrong: true})
	l.Imbalances = append(l.Imbalances, found...)
}

// mostPrinted bounds the imbalances that are printed.
const mostPrinted = 50

// Print writes the ledger as a table, and what does not balance below it.
func (l *Ledger) Print(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, line := range l.Lines {
		mark := ""
		if line.Wrong {
			mark = "must be 0"
			if line.Count > 0 {
				mark = "WRONG"
			}
		}
		if _, err := fmt.Fprintf(t, "%d\t\t%s\t%s\n", line.Count, mark, padded(line.What)); err != nil {
			return fmt.Errorf("print ledger: %w", err)
		}
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print ledger: %w", err)
	}
	_, err := io.WriteString(out, l.verdict())
	if err != nil {
		return fmt.Errorf("print ledger: %w", err)
	}
	return nil
}

// padded keeps the words of a right-aligned table to the left.
func padded(s string) string { return fmt.Sprintf("  %-70s", s) }

func (l *Ledger) verdict() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nseed %d, %s\n", l.Seed, l.Took.Round(time.Second))
	if l.Balanced() {
		b.WriteString("The books balance: nothing lost, nothing doubled, nothing false.\n")
		return b.String()
	}
	fmt.Fprintf(&b, "THE BOOKS DO NOT BALANCE. Play it again with this seed; the logs of the replicas are in %s\n", l.Dir)
	for n, i := range l.Imbalances {
		if n == mostPrinted {
			fmt.Fprintf(&b, "  and %d more\n", len(l.Imbalances)-n)
			break
		}
		fmt.Fprintf(&b, "  %s %s\n", i.Item, i.What)
	}
	for _, h := range l.Histories {
		b.WriteString("\n" + h)
	}
	return b.String()
}
