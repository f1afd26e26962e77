package gatewaytest

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Reply is an answer, with the call that it is for.
type Reply struct {
	What   string
	Status int
	Header http.Header
	Body   []byte
	// quiet leaves the body out of errors.
	quiet bool
}

// Holds tells whether the answer has a text in it.
func (r Reply) Holds(text string) bool { return strings.Contains(string(r.Body), text) }

// Element is any element of an XML answer.
type Element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []Element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

// Attr gives an attribute, "" where there is none.
func (e Element) Attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// All gives the elements of a name at any depth.
func (e Element) All(name string) []Element {
	var out []Element
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			out = append(out, c)
		}
		out = append(out, c.All(name)...)
	}
	return out
}

// One gives the first element of a name at any depth, or an empty one.
func (e Element) One(name string) Element {
	if all := e.All(name); len(all) > 0 {
		return all[0]
	}
	return Element{}
}

// Ref gives the id and the name that a role refers to.
func (e Element) Ref(role string) (id, name string) {
	r := e.One(role).One("Reference")
	return r.Attr("id"), r.Attr("name")
}

// Document reads an XML answer, whose root must have this name.
func (r Reply) Document(root string) (Element, error) {
	var e Element
	if r.Status != http.StatusOK {
		return e, r.Wrong("status 200")
	}
	if err := xml.Unmarshal(r.Body, &e); err != nil {
		return e, fmt.Errorf("%s: got no XML (%w), want %s", r.What, err, root)
	}
	if strings.Contains(string(r.Body), "<!ENTITY") {
		return e, fmt.Errorf("%s: got XML that declares entities, want none", r.What)
	}
	if e.XMLName.Local != root {
		return e, fmt.Errorf("%s: got the element %s, want %s", r.What, e.XMLName.Local, root)
	}
	return e, nil
}

// List reads an XML List whose objects all have this name.
func (r Reply) List(of string) ([]Element, error) {
	e, err := r.Document("List")
	if err != nil {
		return nil, err
	}
	for _, c := range e.Children {
		if c.XMLName.Local != of {
			return nil, fmt.Errorf("%s: got %s in the list, want only %s", r.What, c.XMLName.Local, of)
		}
	}
	return e.Children, nil
}

// Table reads `{"objects":[…]}`.
func (r Reply) Table() ([]map[string]any, error) {
	var body struct {
		Objects []map[string]any `json:"objects"`
	}
	if r.Status != http.StatusOK {
		return nil, r.Wrong("status 200")
	}
	if err := json.Unmarshal(r.Body, &body); err != nil || body.Objects == nil {
		return nil, r.Wrong(`JSON with "objects"`)
	}
	return body.Objects, nil
}

// JSON reads an answer of 200 into a value.
func (r Reply) JSON(into any) error {
	if r.Status != http.StatusOK {
		return r.Wrong("status 200")
	}
	if err := json.Unmarshal(r.Body, into); err != nil {
		return r.Wrong("JSON")
	}
	return nil
}

// SameJSON is an error when two values differ as JSON.
func SameJSON(what string, got, want any) error {
	texts := [2]string{}
	for i, one := range []any{got, want} {
		raw, err := json.Marshal(one)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		texts[i] = string(raw)
	}
	return Same(what, texts[0], texts[1])
}

// Wrong is an error that shows the start of the answer.
func (r Reply) Wrong(want string) error {
	if r.quiet {
		return fmt.Errorf("%s: got status %d, %d bytes, want %s", r.What, r.Status, len(r.Body), want)
	}
	return fmt.Errorf("%s: got status %d, %.200q, want %s", r.What, r.Status, r.Body, want)
}

// Same is an error when two values differ.
func Same[T comparable](what string, got, want T) error {
	if got == want {
		return nil
	}
	return fmt.Errorf("%s: got %v, want %v", what, got, want)
}

// Ended reads the answer to a decision that was taken: the item with its state, all lines in it.
func (r Reply) Ended(id, state string, lines []string) error {
	w, err := r.Document("WorkItem")
	if err != nil {
		return err
	}
	var got []string
	for _, l := range w.All("ApprovalItem") {
		got = append(got, l.Attr("state"))
	}
	found := []error{Same("id in the answer", w.Attr("id"), id), Same("lines in the answer", fmt.Sprint(got), fmt.Sprint(lines))}
	if len(lines) == 0 || w.Attr("state") != "" {
		// A denied item may itself read Finished, with its lines Rejected.
		if s := w.Attr("state"); s != state && !(len(lines) > 0 && s == Approved) {
			found = append(found, Same("state in the answer", s, state))
		}
	}
	return errors.Join(found...)
}
