package gatewaytest

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// reply is an answer, with the call that it is for.
type reply struct {
	what   string
	status int
	header http.Header
	body   []byte
	// quiet leaves the body out of errors.
	quiet bool
}

// element is any element of an XML answer.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

// attr gives an attribute, "" where there is none.
func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// all gives the elements of a name at any depth.
func (e element) all(name string) []element {
	var out []element
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			out = append(out, c)
		}
		out = append(out, c.all(name)...)
	}
	return out
}

// one gives the first element of a name at any depth, or an empty one.
func (e element) one(name string) element {
	if all := e.all(name); len(all) > 0 {
		return all[0]
	}
	return element{}
}

// ref gives the id and the name that a role refers to.
func (e element) ref(role string) (id, name string) {
	r := e.one(role).one("Reference")
	return r.attr("id"), r.attr("name")
}

// document reads an XML answer, whose root must have this name.
func (r reply) document(root string) (element, error) {
	var e element
	if r.status != http.StatusOK {
		return e, r.wrong("status 200")
	}
	if err := xml.Unmarshal(r.body, &e); err != nil {
		return e, fmt.Errorf("%s: got no XML (%w), want %s", r.what, err, root)
	}
	if strings.Contains(string(r.body), "<!ENTITY") {
		return e, fmt.Errorf("%s: got XML that declares entities, want none", r.what)
	}
	if e.XMLName.Local != root {
		return e, fmt.Errorf("%s: got the element %s, want %s", r.what, e.XMLName.Local, root)
	}
	return e, nil
}

// list reads an XML List whose objects all have this name.
func (r reply) list(of string) ([]element, error) {
	e, err := r.document("List")
	if err != nil {
		return nil, err
	}
	for _, c := range e.Children {
		if c.XMLName.Local != of {
			return nil, fmt.Errorf("%s: got %s in the list, want only %s", r.what, c.XMLName.Local, of)
		}
	}
	return e.Children, nil
}

// table reads `{"objects":[…]}`.
func (r reply) table() ([]map[string]any, error) {
	var body struct {
		Objects []map[string]any `json:"objects"`
	}
	if r.status != http.StatusOK {
		return nil, r.wrong("status 200")
	}
	if err := json.Unmarshal(r.body, &body); err != nil || body.Objects == nil {
		return nil, r.wrong(`JSON with "objects"`)
	}
	return body.Objects, nil
}

// problem is the body of a refusal.
type problem struct {
	Error   string `json:"error"`
	Message string `json:"message"`
	Winner  struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"decidedBy"`
	State  string      `json:"state"`
	At     int64       `json:"at"`
	Source string      `json:"source"`
	Tag    string      `json:"tag"`
	Lines  []lineState `json:"lines"`
	// Signed and Signer tell when a review was signed and by whom; the others count its lines.
	Signed int64 `json:"signed"`
	Signer struct {
		ID string `json:"id"`
	} `json:"signedBy"`
	Open    int `json:"open"`
	Items   int `json:"items"`
	Kept    int `json:"kept"`
	Revoked int `json:"revoked"`
	// Assignee is who has taken an item before.
	Assignee struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"assignee"`
}

// json reads an answer of 200 into a value.
func (r reply) json(into any) error {
	if r.status != http.StatusOK {
		return r.wrong("status 200")
	}
	if err := json.Unmarshal(r.body, into); err != nil {
		return r.wrong("JSON")
	}
	return nil
}

// sameJSON is an error when two values differ as JSON.
func sameJSON(what string, got, want any) error {
	texts := [2]string{}
	for i, one := range []any{got, want} {
		raw, err := json.Marshal(one)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		texts[i] = string(raw)
	}
	return same(what, texts[0], texts[1])
}

type lineState struct {
	ID    string `json:"id"`
	State string `json:"state"`
}

// refused reads a refusal and wants this status and word.
func (r reply) refused(status int, word string) (problem, error) {
	var p problem
	if r.status != status {
		return p, r.wrong(fmt.Sprintf("status %d, %s", status, word))
	}
	if !strings.HasPrefix(r.header.Get("Content-Type"), "application/json") {
		return p, fmt.Errorf("%s: got a refusal of the type %q, want application/json", r.what, r.header.Get("Content-Type"))
	}
	if err := json.Unmarshal(r.body, &p); err != nil {
		return p, r.wrong("JSON with the word " + word)
	}
	if p.Error != word {
		return p, r.wrong("the word " + word)
	}
	if strings.TrimSpace(p.Message) == "" {
		return p, r.wrong("a sentence as message")
	}
	return p, nil
}

// wrong is an error that shows the start of the answer.
func (r reply) wrong(want string) error {
	if r.quiet {
		return fmt.Errorf("%s: got status %d, %d bytes, want %s", r.what, r.status, len(r.body), want)
	}
	return fmt.Errorf("%s: got status %d, %.200q, want %s", r.what, r.status, r.body, want)
}

// same is an error when two values differ.
func same[T comparable](what string, got, want T) error {
	if got == want {
		return nil
	}
	return fmt.Errorf("%s: got %v, want %v", what, got, want)
}

// errNothing is a check that found nothing to look at.
var errNothing = errors.New("nothing there to look at")
