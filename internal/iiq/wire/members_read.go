package wire

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// ReadMembers takes an XML List, `{"objects":[…]}`, or a bare JSON array.
func ReadMembers(body io.Reader) ([]approvals.Identity, error) {
	in := bufio.NewReader(body)
	first, err := firstByte(in)
	if err != nil {
		return nil, err
	}
	var found []approvals.Identity
	add := func(i approvals.Identity) error {
		if i.ID == "" && i.Name == "" {
			return fmt.Errorf("a member: %w", ErrNoID)
		}
		found = append(found, i)
		return nil
	}
	each := func(r Row) error { return add(memberInRow(r)) }
	switch first {
	case '<':
		err = readMembersXML(in, add)
	case '[':
		err = readArray(in, each)
	default:
		err = ReadTable(in, each)
	}
	return found, err
}

// maxLeadingBlanks bounds the blanks before an answer.
const maxLeadingBlanks = 64 << 10

func firstByte(in *bufio.Reader) (byte, error) {
	for range maxLeadingBlanks {
		b, err := in.ReadByte()
		switch {
		case err == io.EOF:
			return 0, ErrEmptyBody
		case err != nil:
			return 0, err
		case strings.IndexByte(" \t\r\n", b) < 0:
			return b, in.UnreadByte()
		}
	}
	return 0, errNotTable
}

func readMembersXML(in io.Reader, add func(approvals.Identity) error) error {
	x := newXMLReader(in)
	if err := x.openList(); err != nil {
		return err
	}
	count := 0
	return x.each(func(n *node, tooLarge bool) error {
		if count++; count > maxListed || tooLarge {
			return errTooMany
		}
		if !strings.EqualFold(n.name, "Identity") && !strings.EqualFold(n.name, "Reference") {
			return errStrangeList
		}
		return add(memberInElement(n))
	})
}

func memberInElement(n *node) approvals.Identity {
	i := approvals.Identity{
		ID: n.attr("id"), Name: OneLine(n.attr("name")), Email: OneLine(n.attr("email")),
		Display: Label(n.attr("displayName")), Workgroup: isTrue(n.attr("workgroup")),
	}
	if !approvals.ValidID(i.ID) {
		i.ID = ""
	}
	return i
}

func memberInRow(r Row) approvals.Identity {
	i := approvals.Identity{
		ID: r.Text("id"), Name: OneLine(r.Text("name")), Email: OneLine(r.Text("email")), Display: Label(r.Text("displayName")),
	}
	i.Workgroup, _ = r.Flag("workgroup")
	if !approvals.ValidID(i.ID) {
		i.ID = ""
	}
	return i
}

// readArray reads a bare array of objects, or of ids.
func readArray(in io.Reader, each func(Row) error) error {
	dec := json.NewDecoder(in)
	if err := expect(dec, '['); err != nil {
		return err
	}
	for n := 0; dec.More(); n++ {
		var v json.RawMessage
		if n == maxListed {
			return errTooMany
		}
		if err := dec.Decode(&v); err != nil {
			return plain(err)
		}
		r, err := memberRow(v)
		if err == nil {
			err = each(r)
		}
		if err != nil {
			return err
		}
	}
	return endOf(dec, ']')
}

func memberRow(v json.RawMessage) (Row, error) {
	if len(v) > 0 && v[0] == '"' {
		if id := scalar(v); approvals.ValidID(id) {
			return Row{"id": v}, nil
		}
		return Row{"name": v}, nil
	}
	var r Row
	if err := json.Unmarshal(v, &r); err != nil {
		return nil, errNotTable
	}
	return r, nil
}
