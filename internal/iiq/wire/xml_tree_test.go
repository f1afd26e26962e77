package wire

import (
	"errors"
	"strings"
	"testing"
)

func TestElementsAreCounted(t *testing.T) {
	t.Parallel()
	x := newXMLReader(strings.NewReader("<List><a/><b/><c/></List>"))
	x.elements = maxElements - 3
	err := errors.Join(x.openList(), x.each(func(*node, bool) error { return nil }))
	if !errors.Is(err, errTooMany) {
		t.Errorf("got %v, want %v", err, errTooMany)
	}
}
