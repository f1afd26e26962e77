package speed

import (
	"fmt"
	"io"
	"strings"
)

// Row is one figure of each side that is compared.
type Row struct {
	What, Unit string
	// Goal is what the first side should stay at or under; 0 is none.
	Goal float64
	// How says what the goal was counted from; it may be empty.
	How string
	// Exactly is for a goal that is to be met just so, by no more and no less.
	Exactly bool
	// Values are those of the sides in their order; Missing was not measured.
	Values []float64
}

// Met reports whether the first side reaches the goal. A figure that is missing does not.
func (r Row) Met() bool {
	if r.Exactly {
		return len(r.Values) > 0 && r.Values[0] == r.Goal
	}
	return r.Goal == 0 || len(r.Values) > 0 && r.Values[0] <= r.Goal
}

// Table prints rows as Markdown, for people and documents alike. met is false where a goal is not reached.
func Table(out io.Writer, sides []string, rows []Row) (met bool, err error) {
	lines := [][]string{append(append([]string{"figure"}, sides...), "goal", "met")}
	met = true
	for _, r := range rows {
		line := []string{r.What}
		for i := range sides {
			line = append(line, r.value(i))
		}
		lines = append(lines, append(line, r.verdict()...))
		met = met && r.Met()
	}
	_, err = io.WriteString(out, markdown(lines))
	if err != nil {
		return met, fmt.Errorf("print table: %w", err)
	}
	return met, nil
}

func (r Row) value(side int) string {
	if side >= len(r.Values) || IsMissing(r.Values[side]) {
		return "-"
	}
	return number(r.Values[side], r.Unit)
}

func (r Row) verdict() []string {
	if r.Goal == 0 {
		return []string{"-", ""}
	}
	goal := number(r.Goal, r.Unit)
	if r.How != "" {
		goal += " (" + r.How + ")"
	}
	if r.Met() {
		return []string{goal, "yes"}
	}
	return []string{goal, "**no**"}
}

// number shows three digits, as many as a measurement of this kind has.
func number(v float64, unit string) string {
	text := fmt.Sprintf("%.3g", v)
	if v >= 1000 {
		text = fmt.Sprintf("%.0f", v)
	}
	return strings.TrimSpace(text + " " + unit)
}

// markdown makes a table of lines, the first of which is the head. Cells are padded to columns.
func markdown(lines [][]string) string {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], len([]rune(cell)), 3)
		}
	}
	var b strings.Builder
	for n, line := range lines {
		for i, cell := range line {
			b.WriteString("| " + cell + strings.Repeat(" ", widths[i]-len([]rune(cell))+1))
		}
		b.WriteString("|\n")
		if n == 0 {
			for i, width := range widths {
				right := ":"
				if i == 0 {
					right = "-"
				}
				b.WriteString("|" + strings.Repeat("-", width+1) + right)
			}
			b.WriteString("|\n")
		}
	}
	return b.String()
}
