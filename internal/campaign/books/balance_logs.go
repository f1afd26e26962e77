package books

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
)

// shortestWords is how long a justification has to be to be told from ordinary words of a log.
const shortestWords = 10

// balanceLogs looks for what no log line may hold: a secret, or somebody's own words.
func (a *Accountant) balanceLogs(l *Ledger) {
	words := slices.Clone(a.Unsayable)
	for _, i := range a.IIQ.OpenItems() {
		for _, line := range i.Lines {
			if len(line.Justification) > shortestWords {
				words = append(words, line.Justification)
			}
		}
	}
	var wrong []Imbalance
	lines := 0
	for _, r := range a.Replicas {
		f, err := os.Open(r.LogPath())
		if err != nil {
			wrong = append(wrong, Imbalance{What: fmt.Sprintf("%s has no log: %v", r.Name(), err)})
			continue
		}
		scan := bufio.NewScanner(f)
		scan.Buffer(nil, maxHeard)
		for scan.Scan() {
			lines++
			if word := firstIn(scan.Text(), words); word != "" {
				wrong = append(wrong, Imbalance{What: fmt.Sprintf("%s logged %q: %s", r.Name(), word, scan.Text())})
			}
		}
		if err := scan.Err(); err != nil {
			wrong = append(wrong, Imbalance{What: fmt.Sprintf("the log of %s cannot be read: %v", r.Name(), err)})
		}
		_ = f.Close()
	}
	l.Add("log lines looked through for secrets and people's words", lines)
	l.Wrong("log lines with a secret or somebody's words", wrong)
}

func firstIn(line string, words []string) string {
	for _, word := range words {
		if strings.Contains(line, word) {
			return word
		}
	}
	return ""
}
