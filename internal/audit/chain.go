package audit

import (
	"bytes"
	"encoding/hex"
	"fmt"
)

// BrokenError names the first row of a log or an export that is wrong.
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

// Found is what a check found in order.
type Found struct {
	Rows int64
	// First and Last are the numbers of the first and the last row; 0 without any.
	First, Last int64
	// LastHash is of the last row, 32 bytes: whoever keeps it elsewhere can tell later whether the log was written anew.
	LastHash []byte
	// Partial is true for an export with a filter: each row was checked by itself, and what lies between them was not.
	Partial bool
	// Filter is what a partial export was made with.
	Filter string
}

// chain takes rows one by one and finds the first that is wrong.
type chain struct {
	partial bool
	found   Found
	// firstPrev is what the first row says of the row before it, which must be nothing, or what the last checkpoint says.
	firstPrev  []byte
	checkpoint RemovedBefore
	vouched    bool
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
	if r.Kind != Checkpoint {
		return nil
	}
	e, err := ParseEntry(r.Kind, r.Payload)
	if err != nil || e.Removed == nil {
		return broken("it is a checkpoint that says nothing")
	}
	c.checkpoint, c.vouched = *e.Removed, true
	return nil
}

// end checks how the log begins and ends: removedTo is up to where the table says that rows were removed (-1 when nobody
// says), lastSeq and lastHash are of its last row.
func (c *chain) end(removedTo, lastSeq int64, lastHash []byte) error {
	switch {
	case c.found.Last < lastSeq:
		return &BrokenError{Seq: c.found.Last + 1, Why: fmt.Sprintf("it is missing; the last row is %d", lastSeq)}
	case c.found.Last > lastSeq || c.found.Rows > 0 && !bytes.Equal(c.found.LastHash, lastHash):
		return &BrokenError{Seq: c.found.Last, Why: fmt.Sprintf("the log's last row is told to be another one (%d)", lastSeq)}
	case c.found.Rows == 0:
		return nil
	}
	if first := c.found.First; first == 1 {
		if !bytes.Equal(c.firstPrev, make([]byte, len(c.firstPrev))) {
			return &BrokenError{Seq: 1, Why: "there can be no row before it"}
		}
	} else if !c.vouched || c.checkpoint.To != first-1 || c.checkpoint.LastHash != hex.EncodeToString(c.firstPrev) {
		return &BrokenError{Seq: first - 1, Why: "it is missing, and no checkpoint vouches for its removal"}
	}
	if removedTo >= 0 && removedTo != c.found.First-1 {
		return &BrokenError{Seq: c.found.First, Why: fmt.Sprintf("rows are told to be removed up to %d", removedTo)}
	}
	return nil
}
