package wire

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Bounds of a document.
const (
	maxDepth           = 64
	maxElements        = 1_000_000
	maxObjectElements  = 100_000
	maxAttributes      = 200
	maxTextOfAnElement = 256 << 10
	// The kind and the people of an object are near its top, so this many elements near the top of an object that is too
	// large are kept.
	maxShallow   = 10_000
	shallowDepth = 2
)

// Why a document cannot be read. ErrEmptyBody is one with nothing in it.
var (
	ErrEmptyBody = errors.New("empty answer")
	errNotXML    = errors.New("not the XML of IdentityIQ")
	errTooMany   = errors.New("too many elements")
)

// xmlReader reads a document element by element, within bounds. It loads no DTD and defines no entity. A document that
// declares one is refused, and the parser knows only the five entities of XML.
type xmlReader struct {
	dec      *xml.Decoder
	elements int
}

func newXMLReader(r io.Reader) *xmlReader {
	dec := xml.NewDecoder(newXMLCleaner(r))
	dec.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(label, "us-ascii") || strings.EqualFold(label, "utf8") {
			return in, nil
		}
		return nil, fmt.Errorf("character set: %w", errNotXML)
	}
	return &xmlReader{dec: dec}
}

func (x *xmlReader) next() (xml.Token, error) {
	tok, err := x.dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := tok.(type) {
	case xml.Directive:
		if !bytes.HasPrefix(t, []byte("DOCTYPE")) || bytes.ContainsAny(t, "[<") {
			return nil, fmt.Errorf("declaration in the document: %w", errNotXML)
		}
	case xml.StartElement:
		if x.elements++; x.elements > maxElements || len(t.Attr) > maxAttributes {
			return nil, errTooMany
		}
	}
	return tok, nil
}

// root reads up to the first element. A body with nothing in it is errEmptyBody.
func (x *xmlReader) root() (xml.StartElement, error) {
	seen := false
	for {
		tok, err := x.next()
		if err == io.EOF && !seen {
			return xml.StartElement{}, ErrEmptyBody
		}
		if err != nil {
			return xml.StartElement{}, syntax(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			return t, nil
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return xml.StartElement{}, errNotXML
			}
		default:
			seen = true
		}
	}
}

// each hands over the children of the last opened element, one by one, and reads to the end of the document. A child
// that is too large has only the elements near its top, and tooLarge set.
func (x *xmlReader) each(visit func(n *node, tooLarge bool) error) error {
	for {
		tok, err := x.next()
		if err != nil {
			return syntax(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			n, over, err := x.tree(t)
			if err == nil {
				err = visit(n, over)
			}
			if err != nil {
				return err
			}
		case xml.EndElement:
			return x.end()
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return fmt.Errorf("text between elements: %w", errNotXML)
			}
		}
	}
}

// end makes sure that nothing follows the root element.
func (x *xmlReader) end() error {
	for {
		tok, err := x.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return syntax(err)
		}
		switch t := tok.(type) {
		case xml.StartElement, xml.EndElement:
			return fmt.Errorf("something follows the end: %w", errNotXML)
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return fmt.Errorf("something follows the end: %w", errNotXML)
			}
		}
	}
}

// tree reads the element whose start was just read, to its end.
func (x *xmlReader) tree(start xml.StartElement) (top *node, over bool, err error) {
	top = newNode(start)
	open, first := []*node{top}, x.elements
	for len(open) > 0 {
		tok, err := x.next()
		if err != nil {
			return nil, false, syntax(err)
		}
		here := open[len(open)-1]
		switch t := tok.(type) {
		case xml.StartElement:
			if len(open) == maxDepth {
				return nil, false, fmt.Errorf("nested too deeply: %w", errNotXML)
			}
			k := newNode(t)
			over = over || x.elements-first > maxObjectElements
			if !over || len(open) <= shallowDepth && x.elements-first <= maxObjectElements+maxShallow {
				here.kids = append(here.kids, k)
			}
			open = append(open, k)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			room := maxTextOfAnElement - here.text.Len()
			here.lost = here.lost || len(t) > room
			here.text.Write(t[:min(len(t), room)])
		}
	}
	return top, over, nil
}

// syntax removes the parser's message from the error, since it may quote the answer.
func syntax(err error) error {
	var wrong *xml.SyntaxError
	switch {
	case errors.As(err, &wrong):
		return fmt.Errorf("line %d: %w", wrong.Line, errNotXML)
	case err == io.EOF:
		return fmt.Errorf("ends too early: %w", errNotXML)
	}
	return err
}
