package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// BrokenError names the first invalid row of a log or an export.
type BrokenError struct {
	// Seq is the row's number; 0 where it has none that can be read.
	Seq int64
	// Line is the line of an export, from 1; 0 in the table.
	Line int64
	Why  string
}

func (e *BrokenError) Error() string {
	where := fmt.Sprintf("row %d", e.Seq)
	switch {
	case e.Seq == 0 && e.Line > 0:
		where = fmt.Sprintf("line %d", e.Line)
	case e.Line > 0:
		where = fmt.Sprintf("row %d (line %d)", e.Seq, e.Line)
	}
	return "the audit log is wrong at " + where + ": " + e.Why
}

// Found is the part of a log that a check found in order.
type Found struct {
	Rows int64
	// First and Last are the numbers of the first and the last row; 0 without any.
	First, Last int64
	// LastHash is the hash of the last row, 32 bytes. A copy of it that is kept elsewhere shows later whether the log was
	// rewritten.
	LastHash []byte
	// Partial is true for an export with a filter: each row was checked alone, and what lies between the rows was not.
	Partial bool
	// Filter is the filter of a partial export.
	Filter string
	// UnprovenTo is the last row that was removed before Postgres kept the owner's retention; 0: none. Nothing proves that
	// those rows were old enough.
	UnprovenTo int64
	// InFile is true for an export. Only checkpoints, which prove nothing, then speak for the rows before the first.
	InFile bool
}

// chain takes rows one by one and finds the first invalid one.
type chain struct {
	partial bool
	found   Found
	// firstPrev is the hash of the row before the first, as the first row has it.
	firstPrev []byte
	// told is true when a checkpoint among the rows reports the removal of all rows before the first. Checkpoints about
	// anything else, whoever wrote them, do not count.
	told bool
}

// next checks one row against itself and the row before it. Its error is a *BrokenError.
func (c *chain) next(r Row) error {
	broken := func(why string) error { return &BrokenError{Seq: r.Seq, Why: why} }
	switch last := c.found.Last; {
	case c.found.Rows > 0 && r.Seq <= last:
		return broken(fmt.Sprintf("it comes after row %d", last))
	case c.found.Rows > 0 && !c.partial && r.Seq != last+1:
		return &BrokenError{Seq: last + 1, Why: "it is missing"}
	case c.found.Rows > 0 && r.Seq == last+1 && !bytes.Equal(r.PrevHash, c.found.LastHash):
		return broken("it does not follow the row before it")
	case !bytes.Equal(r.Hash, r.Sum()):
		return broken("its content does not have its hash")
	}
	if c.found.Rows == 0 {
		c.found.First, c.firstPrev = r.Seq, bytes.Clone(r.PrevHash)
	}
	c.found.Rows, c.found.Last, c.found.LastHash = c.found.Rows+1, r.Seq, bytes.Clone(r.Hash)
	if r.Kind == Checkpoint {
		e, err := ParseEntry(r.Kind, r.Payload)
		c.told = c.told || err == nil && e.Removed != nil && e.Removed.To == c.found.First-1 &&
			e.Removed.LastHash == hex.EncodeToString(c.firstPrev)
	}
	return nil
}

// ends compares the last row with the expected lastSeq and lastHash.
func (c *chain) ends(lastSeq int64, lastHash []byte) error {
	switch {
	case c.found.Last < lastSeq:
		return &BrokenError{Seq: c.found.Last + 1, Why: fmt.Sprintf("it is missing; the last row is %d", lastSeq)}
	case c.found.Last > lastSeq || c.found.Rows > 0 && !bytes.Equal(c.found.LastHash, lastHash):
		return &BrokenError{Seq: c.found.Last, Why: fmt.Sprintf("the log's last row is told to be another one (%d)", lastSeq)}
	}
	return nil
}

// begins checks that the first row follows the row removedTo with the hash lastHash; 0 and zeros where none was
// removed.
func (c *chain) begins(removedTo int64, lastHash []byte) error {
	switch {
	case c.found.Rows == 0:
		return nil
	case c.found.First != removedTo+1:
		return &BrokenError{Seq: removedTo + 1, Why: "it is missing, and the owner's retention did not remove it"}
	case removedTo == 0 && !bytes.Equal(c.firstPrev, lastHash):
		return &BrokenError{Seq: 1, Why: "there can be no row before it"}
	case !bytes.Equal(c.firstPrev, lastHash):
		return &BrokenError{Seq: c.found.First, Why: "it does not follow the last row that was removed"}
	}
	return nil
}

// beginsAsTold checks the first row where only the rows themselves are known.
func (c *chain) beginsAsTold() error {
	if c.found.First > 1 && !c.told {
		return &BrokenError{Seq: c.found.First - 1, Why: "it is missing, and no checkpoint tells of its removal"}
	}
	if c.found.First == 1 {
		return c.begins(0, noHash())
	}
	return nil
}

// noHash is the hash before the first row.
func noHash() []byte { return make([]byte, sha256.Size) }
