package audit

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
)

// ApprovedShare is how many of those that were decided as a whole were approved, from 0 to 1; known is false where there are none.
func (h Habit) ApprovedShare() (share float64, known bool) {
	whole := h.Approved + h.Denied
	if whole == 0 {
		return 0, false
	}
	return float64(h.Approved) / float64(whole), true
}

// habitLine is a row as a program reads it. What is not known is null, or an empty cell.
type habitLine struct {
	Month         string   `json:"month"`
	Of            string   `json:"of"`
	ID            string   `json:"id,omitempty"`
	Name          string   `json:"name,omitempty"`
	Bulk          bool     `json:"bulk"`
	People        int64    `json:"people"`
	Decided       int64    `json:"decided"`
	Approved      int64    `json:"approved"`
	Denied        int64    `json:"denied"`
	ApprovedShare *float64 `json:"approved_share"`
	MedianSeconds *float64 `json:"median_seconds"`
	Timed         int64    `json:"timed"`
}

func lineOf(h Habit) habitLine {
	l := habitLine{Month: h.Month.Format("2006-01"), Of: h.Of.String(), ID: h.ID, Name: h.Name, Bulk: h.Bulk, People: h.People,
		Decided: h.Decided, Approved: h.Approved, Denied: h.Denied, Timed: h.Timed}
	if share, known := h.ApprovedShare(); known {
		share = math.Round(share*1000) / 1000
		l.ApprovedShare = &share
	}
	if h.Timed > 0 {
		median := math.Round(h.Median*10) / 10
		l.MedianSeconds = &median
	}
	return l
}

// HabitsWriter writes habits for programs, as CSV or as a JSON object a line.
type HabitsWriter struct {
	csv  *csv.Writer
	json *json.Encoder
}

// NewHabitsWriter begins with a line of names where the format has one.
func NewHabitsWriter(as Format, to io.Writer) *HabitsWriter {
	if as == JSONL {
		enc := json.NewEncoder(to)
		enc.SetEscapeHTML(false)
		return &HabitsWriter{json: enc}
	}
	w := &HabitsWriter{csv: csv.NewWriter(to)}
	// A failure shows at End.
	_ = w.csv.Write([]string{"month", "of", "id", "name", "bulk", "people", "decided", "approved", "denied", "approved_share",
		"median_seconds", "timed"})
	return w
}

// Row writes one row.
func (w *HabitsWriter) Row(h Habit) error {
	l := lineOf(h)
	if w.json != nil {
		if err := w.json.Encode(l); err != nil {
			return fmt.Errorf("write a row: %w", err)
		}
		return nil
	}
	whole := func(n int64) string { return strconv.FormatInt(n, 10) }
	part := func(f *float64) string {
		if f == nil {
			return ""
		}
		return strconv.FormatFloat(*f, 'f', -1, 64)
	}
	return w.csv.Write([]string{l.Month, l.Of, harmless(l.ID), harmless(l.Name), strconv.FormatBool(l.Bulk), whole(l.People),
		whole(l.Decided), whole(l.Approved), whole(l.Denied), part(l.ApprovedShare), part(l.MedianSeconds), whole(l.Timed)})
}

// End writes what is left.
func (w *HabitsWriter) End() error {
	if w.csv == nil {
		return nil
	}
	w.csv.Flush()
	return w.csv.Error()
}
