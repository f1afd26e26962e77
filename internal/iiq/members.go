package iiq

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Members gives the direct members of a workgroup as IIQ lists them: ids, and where it gives them names, addresses and
// the mark of a nested group; never their activity. approvals.ErrNotAWorkgroup (a 404 or 400) is an answer. An identity that is
// no workgroup may also have an empty list: docs/iiq-wire.md#members
func (c *Client) Members(ctx context.Context, workgroupID string) ([]approvals.Identity, error) {
	if !validID(workgroupID) {
		return nil, fmt.Errorf("list workgroup members: id: %w", ErrBadArgument)
	}
	var found []approvals.Identity
	err := c.read(ctx, read{
		endpoint: "object/workgroup/{id}/members", kind: callMembers, limit: c.listLimit,
		url: c.pluginURL("/object/workgroup/"+workgroupID+"/members", nil),
		parse: func(a *answer) (err error) {
			found, err = parseMembers(a.body)
			return err
		},
	})
	if err != nil {
		return nil, fmt.Errorf("list workgroup members: %w", err)
	}
	return found, nil
}

// parseMembers takes an XML List, `{"objects":[…]}`, or a bare JSON array.
func parseMembers(body io.Reader) ([]approvals.Identity, error) {
	in := bufio.NewReader(body)
	first, err := firstByte(in)
	if err != nil {
		return nil, err
	}
	var found []approvals.Identity
	add := func(i approvals.Identity) error {
		if i.ID == "" && i.Name == "" {
			return fmt.Errorf("a member: %w", errNoID)
		}
		found = append(found, i)
		return nil
	}
	each := func(r row) error { return add(memberInRow(r)) }
	switch first {
	case '<':
		err = readMembersXML(in, add)
	case '[':
		err = readArray(in, each)
	default:
		err = readTable(in, each)
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
			return 0, errEmptyBody
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
		ID: n.attr("id"), Name: oneLine(n.attr("name")), Email: oneLine(n.attr("email")),
		Display: label(n.attr("displayName")), Workgroup: isTrue(n.attr("workgroup")),
	}
	if !validID(i.ID) {
		i.ID = ""
	}
	return i
}

func memberInRow(r row) approvals.Identity {
	i := approvals.Identity{
		ID: r.text("id"), Name: oneLine(r.text("name")), Email: oneLine(r.text("email")), Display: label(r.text("displayName")),
	}
	i.Workgroup, _ = r.flag("workgroup")
	if !validID(i.ID) {
		i.ID = ""
	}
	return i
}

// readArray reads a bare array of objects, or of ids.
func readArray(in io.Reader, each func(row) error) error {
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

func memberRow(v json.RawMessage) (row, error) {
	if len(v) > 0 && v[0] == '"' {
		if id := scalar(v); validID(id) {
			return row{"id": v}, nil
		}
		return row{"name": v}, nil
	}
	var r row
	if err := json.Unmarshal(v, &r); err != nil {
		return nil, errNotTable
	}
	return r, nil
}
