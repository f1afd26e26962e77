package audit_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/patience"
)

// Every byte of an export is changed in turn, and each change is found.
func TestAChangedByteOfAnExportIsNamed(t *testing.T) {
	t.Parallel()
	b := newBook(t, decided("1", "sam", "fine, \"quoted\"\nsecond line"), decided("2", "dana", "=1+1"), audit.Entry{Kind: audit.ClickRefused, Refusal: &audit.Refusal{Code: "guest"}})
	for _, as := range []audit.Format{audit.CSV, audit.JSONL} {
		whole := b.export(audit.Filter{}, as)
		if found, err := audit.VerifyExport(bytes.NewReader(whole)); err != nil || found.Rows != 3 {
			t.Fatalf("%s, unchanged: %+v, %v\n%s", as, found, err, whole)
		}
		for i := range whole {
			for _, to := range patience.Some(1, []byte{whole[i] ^ 1, whole[i] ^ 0x20, '\n', '"'}) {
				if to == whole[i] {
					continue
				}
				changed := bytes.Clone(whole)
				changed[i] = to
				_, err := audit.VerifyExport(bytes.NewReader(changed))
				if err == nil {
					t.Fatalf("%s: byte %d (%q in %q) changed to %q went unseen", as, i, whole[i], around(whole, i), to)
				}
			}
		}
	}
}

func around(b []byte, i int) []byte { return b[max(0, i-15):min(len(b), i+15)] }

func TestWhatIsTakenOutOfAnExportIsNamed(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	for i := range 5 {
		b.append(decided(fmt.Sprint(i+1), "sam", fmt.Sprint("comment ", i+1)))
	}
	for as, first := range map[audit.Format]int{audit.JSONL: 0, audit.CSV: 1} {
		lines := bytes.SplitAfter(b.export(audit.Filter{}, as), []byte("\n"))
		// Lines of cells break a CSV record over two lines here; JSON has one a row.
		records := lines[:len(lines)-1]
		if as == audit.CSV {
			records = recordsOf(t, bytes.Join(lines, nil))
		}
		for row := range 5 {
			cut := bytes.Join(slices.Delete(slices.Clone(records), first+row, first+row+1), nil)
			if _, err := audit.VerifyExport(bytes.NewReader(cut)); brokenAt(err) != int64(row+1) {
				t.Errorf("%s: without row %d: %v, want the break at row %d", as, row+1, err, row+1)
			}
		}
		for keep := first + 1; keep < len(records); keep++ {
			_, err := audit.VerifyExport(bytes.NewReader(bytes.Join(records[:keep], nil)))
			if brokenAt(err) != int64(keep-first+1) {
				t.Errorf("%s: cut after %d rows: %v, want the break at row %d", as, keep-first, err, keep-first+1)
			}
		}
		twice := bytes.Join(slices.Insert(slices.Clone(records), first+2, records[first+1]), nil)
		if _, err := audit.VerifyExport(bytes.NewReader(twice)); brokenAt(err) != 2 {
			t.Errorf("%s: row 2 twice: %v, want brokenAt 2", as, err)
		}
		if _, err := audit.VerifyExport(bytes.NewReader(append(bytes.Join(records, nil), "x\n"...))); err == nil {
			t.Errorf("%s: what follows the end went unseen", as)
		}
	}
}

// recordsOf splits CSV into records with their line ends.
func recordsOf(t *testing.T, all []byte) [][]byte {
	t.Helper()
	r, records, from := csv.NewReader(bytes.NewReader(all)), [][]byte{}, int64(0)
	for {
		_, err := r.Read()
		if err == io.EOF {
			return records
		}
		if err != nil {
			t.Fatal(err)
		}
		records, from = append(records, all[from:r.InputOffset()]), r.InputOffset()
	}
}

func TestOtherFilesAreNoExports(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "hello", "seq,at,kind\n", "\x00\x01"} {
		if _, err := audit.VerifyExport(strings.NewReader(text)); !errors.Is(err, audit.ErrNoExport) {
			t.Errorf("%q: %v, want %v", text, err, audit.ErrNoExport)
		}
	}
	if _, err := audit.VerifyExport(strings.NewReader(`{"some":"json"}` + "\n")); err == nil {
		t.Error("any JSON passes for an export")
	}
}

func TestFiltersGivePartialExports(t *testing.T) {
	t.Parallel()
	b := newBook(t, decided("77", "sam", ""), decided("78", "Dana.Reyes", ""), decided("77", "Dana.Reyes", ""),
		audit.Entry{Kind: audit.CommandRun})
	for name, c := range map[string]struct {
		filter audit.Filter
		rows   int64
	}{
		"item":              {audit.Filter{WorkItem: "77"}, 2},
		"item with zeros":   {audit.Filter{WorkItem: "0000077"}, 2},
		"IIQ name":          {audit.Filter{Who: "dana.reyes"}, 2},
		"IIQ id":            {audit.Filter{Who: "id-sam"}, 1},
		"Slack id":          {audit.Filter{Who: "U-sam"}, 1},
		"e-mail":            {audit.Filter{Who: "SAM@example.com"}, 1},
		"both":              {audit.Filter{Who: "sam", WorkItem: "78"}, 0},
		"since":             {audit.Filter{Since: time.Now().Add(-time.Hour)}, 4},
		"since later":       {audit.Filter{Since: time.Now().Add(time.Hour)}, 0},
		"until":             {audit.Filter{Until: time.Now().Add(-time.Hour)}, 0},
		"what a quote does": {audit.Filter{Who: `x' OR 'a'='a`}, 0},
	} {
		for _, as := range []audit.Format{audit.CSV, audit.JSONL} {
			found, err := audit.VerifyExport(bytes.NewReader(b.export(c.filter, as)))
			if err != nil || !found.Partial || found.Filter == "" || found.Rows != c.rows {
				t.Errorf(`%s as %s: %+v, %v, want Partial true, Filter other than "" and Rows %v`, name, as, found, err, c.rows)
			}
		}
	}
	partial := b.export(audit.Filter{WorkItem: "77"}, audit.JSONL)
	cut := partial[bytes.IndexByte(partial, '\n')+1:]
	if _, err := audit.VerifyExport(bytes.NewReader(cut)); err == nil {
		t.Error("a row that was taken out of a partial export went unseen")
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	nasty := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "=HYPERLINK(\"http://evil\")"}
	b := newBook(t)
	for _, n := range nasty {
		e := decided(n, n, n)
		e.Who.DisplayName, e.Shown = n, &audit.Shown{Text: n}
		e.Item.Lines = []audit.Line{{Operation: n}}
		e.Item.Target.Display = n
		b.append(e)
	}
	var report bytes.Buffer
	if _, err := audit.Report(t.Context(), b.pool, audit.Filter{}, "", &report); err != nil {
		t.Fatal(err)
	}
	for _, text := range [][]byte{b.export(audit.Filter{}, audit.CSV), report.Bytes()} {
		records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil || len(records) <= len(nasty) {
			t.Fatalf("%d records, %v, want more than %v", len(records), err, len(nasty))
		}
		for _, r := range records {
			for _, cell := range r {
				if cell != "" && strings.ContainsAny(string([]rune(cell)[0]), "=+-@\t\r＝") {
					t.Errorf("a spreadsheet takes %q for a formula", cell)
				}
			}
		}
	}
}

func TestReportSaysWhoWasGivenWhatByWhom(t *testing.T) {
	t.Parallel()
	denied := decided("3", "sam", "no")
	denied.Verdict = "deny"
	clicked := decided("4", "sam", "")
	clicked.Kind = audit.DecisionClicked
	kept := decided("5", "sam", "")
	kept.Item.Review = &audit.Ref{ID: "r1"}
	b := newBook(t, decided("1", "sam", ""), decided("2", "nora", ""), denied, clicked, kept)
	report := func(application string) [][]string {
		var out bytes.Buffer
		if _, err := audit.Report(t.Context(), b.pool, audit.Filter{}, application, &out); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return records[1:]
	}
	all := report("")
	if len(all) != 4 || all[0][0] != "Active Directory" || all[0][1] != "GL read-only" || all[0][3] != "Dana Reyes" ||
		all[0][4] != "D. sam" ||
		all[1][4] != "D. nora" || all[2][1] != "Ledger Reader" {
		t.Errorf("got %v, want four rows, of sam and nora, with the systems and roles in order", all)
	}
	if roles := report("iiq"); len(roles) != 2 || roles[0][2] != "Add" {
		t.Errorf(`got %v, want a length of 2 and roles[0][2] "Add"`, roles)
	}
}

// What counts is how a decision was booked last, and only the lines that it decided.
func TestReportGoesByCorrections(t *testing.T) {
	t.Parallel()
	corrected := func(id, booked string) audit.Entry {
		e := decided(id, "sam", "")
		e.Kind, e.Corrects = audit.DecisionCorrected, &audit.Correction{Seq: 1, Kind: string(audit.DecisionRecorded), Booked: booked}
		return e
	}
	half := decided("1", "sam", "")
	half.Item.Lines[0].Decided = "Rejected"
	refused := decided("3", "sam", "")
	refused.Kind = audit.DecisionRefused
	b := newBook(t, half, decided("2", "sam", ""), corrected("2", "refused"), refused, corrected("3", "recorded"))
	got := map[string]int{}
	err := audit.Grants(t.Context(), b.pool, audit.Filter{}, "", func(g audit.Grant) error {
		got[g.DecisionID]++
		return nil
	})
	lines := len(half.Item.Lines)
	if want := map[string]int{half.DecisionID: lines - 1, refused.DecisionID: lines}; err != nil || !maps.Equal(got, want) {
		t.Errorf("lines by decision: got %v, %v, want %v", got, err, want)
	}
}

// fill appends so many rows, a hundred a transaction: the head's row has a version for each append of one.
func (b book) fill(rows int) {
	b.Helper()
	b.exec(fmt.Sprintf(`DO $$ BEGIN FOR n IN 1 .. %d LOOP
		INSERT INTO audit_log (kind, payload) SELECT 'click.refused', ('{"comment":"' || repeat('x', 500) || i || '"}')::json
			FROM generate_series(1, 100) AS i;
		COMMIT;
	END LOOP; END $$`, rows/100))
}

// heapWatch counts lines and keeps an eye on the heap.
type heapWatch struct {
	lines int
	peak  uint64
}

func (w *heapWatch) Write(p []byte) (int, error) {
	before := w.lines
	w.lines += bytes.Count(p, []byte("\n"))
	if before/5000 != w.lines/5000 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		w.peak = max(w.peak, m.HeapAlloc)
	}
	return len(p), nil
}

// TestManyRowsInFlatMemory measures the heap of the whole process, and so runs beside no other test.
func TestManyRowsInFlatMemory(t *testing.T) {
	patience.Long(t)
	b := newBook(t)
	const rows = 50_000
	b.fill(rows)
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, as := range []audit.Format{audit.JSONL, audit.CSV} {
		w := &heapWatch{}
		n, err := audit.Export(t.Context(), b.pool, audit.Filter{}, as, w)
		if err != nil || n != rows || w.lines < rows {
			t.Fatalf("%s: %d rows, %d lines, %v, want n %v and lines at least %v", as, n, w.lines, err, rows, rows)
		}
		// All rows together would be some 50 MB.
		if grown := int64(w.peak) - int64(before.HeapAlloc); w.peak == 0 || grown > 8<<20 {
			t.Errorf("%s: the heap grew by %d bytes", as, grown)
		}
	}
	if found, err := b.verify(); err != nil || found.Rows != rows {
		t.Errorf("got %+v, %v, want Rows %v", found, err, rows)
	}
}
