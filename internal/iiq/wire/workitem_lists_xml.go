package wire

import (
	"errors"
	"io"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Errors of a list as a whole.
var (
	errStrangeList = errors.New("a list of something else")
	ErrNotAsked    = errors.New("an object that was not asked for: the filter was ignored")
)

// maxListed bounds the objects of one list, whatever was asked for.
const maxListed = 20_000

// openList reads up to the List element.
func (x *xmlReader) openList() error {
	start, err := x.root()
	if err != nil {
		return err
	}
	if !strings.EqualFold(start.Name.Local, "List") {
		return errStrangeList
	}
	return nil
}

// ListedItem is one object of a list of work items. Err says why Item cannot be used; what was read of it is there all the same.
type ListedItem struct {
	Item approvals.WorkItem
	// ID is "" where the object has none that is valid. Number is what people call it.
	ID, Number string
	Err        error
}

// ReadWorkItems hands over the work items of a list, one by one. signatureKey is the attribute that demands a signature. One
// item that cannot be used does not spoil the list.
func ReadWorkItems(body io.Reader, signatureKey string, take func(ListedItem)) error {
	x := newXMLReader(body)
	if err := x.openList(); err != nil {
		return err
	}
	count := 0
	return x.each(func(n *node, tooLarge bool) error {
		if !strings.EqualFold(n.name, "WorkItem") {
			return errStrangeList
		}
		if count == maxListed {
			return errTooMany
		}
		count++
		take(listed(n, signatureKey, tooLarge))
		return nil
	})
}

func listed(n *node, signatureKey string, tooLarge bool) ListedItem {
	w, err := readWorkItem(n, signatureKey, tooLarge)
	if err == nil {
		err = Usable(w)
	}
	if err != nil && tooLarge {
		// The missing part may be among what was dropped.
		err = errTooComplex
	}
	id := n.attr("id")
	if !approvals.ValidID(id) {
		id = ""
	}
	return ListedItem{Item: w, ID: id, Number: number(n.attr("name")), Err: err}
}

// ReadOneWorkItem reads a body that is one WorkItem, or a List with one in it; an empty List gives the zero item.
func ReadOneWorkItem(body io.Reader, signatureKey string) (approvals.WorkItem, error) {
	x := newXMLReader(body)
	start, err := x.root()
	if err != nil {
		return approvals.WorkItem{}, err
	}
	var found *node
	over := false
	take := func(n *node, tooLarge bool) error {
		if !strings.EqualFold(n.name, "WorkItem") || found != nil {
			return errStrangeList
		}
		found, over = n, tooLarge
		return nil
	}
	if strings.EqualFold(start.Name.Local, "List") {
		err = x.each(take)
	} else {
		n, tooLarge, treeErr := x.tree(start)
		if err = treeErr; err == nil {
			err = errors.Join(take(n, tooLarge), x.end())
		}
	}
	if err != nil || found == nil {
		return approvals.WorkItem{}, err
	}
	return readWorkItem(found, signatureKey, over)
}
