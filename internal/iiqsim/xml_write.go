package iiqsim

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// xmlWriter writes SailPoint's XML. Attributes come as name and value in turn; an empty value is left out.
type xmlWriter struct {
	bytes.Buffer
	// gateway adds what the gateway tells more than the vendor's plugin.
	gateway bool
}

// newDocument begins a document as every XML answer does: docs/iiq-wire.md#xml
func newDocument(root string) *xmlWriter {
	x := &xmlWriter{}
	x.WriteString("<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE " + root + ` PUBLIC "sailpoint.dtd" "sailpoint.dtd">` + "\n")
	return x
}

func (x *xmlWriter) open(name string, attrs ...string) {
	x.tag(name, attrs)
	x.WriteByte('>')
}

func (x *xmlWriter) close(name string) {
	x.WriteString("</")
	x.WriteString(name)
	x.WriteByte('>')
}

func (x *xmlWriter) empty(name string, attrs ...string) {
	x.tag(name, attrs)
	x.WriteString("/>")
}

func (x *xmlWriter) element(name, content string) {
	x.open(name)
	x.escape(content, false)
	x.close(name)
}

// entry writes one pair of an Attributes map, and nothing for an empty value.
func (x *xmlWriter) entry(key, content string) {
	if content != "" {
		x.empty("entry", "key", key, "value", content)
	}
}

// wrapped writes an entry whose value is markup.
func (x *xmlWriter) wrapped(key string, inside func()) {
	x.open("entry", "key", key)
	x.open("value")
	inside()
	x.close("value")
	x.close("entry")
}

func (x *xmlWriter) tag(name string, attrs []string) {
	x.WriteByte('<')
	x.WriteString(name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] == "" {
			continue
		}
		x.WriteByte(' ')
		x.WriteString(attrs[i])
		x.WriteString(`="`)
		x.escape(attrs[i+1], true)
		x.WriteByte('"')
	}
}

// escape writes text; white space other than blanks survives in attributes, and what XML 1.0 cannot hold becomes U+FFFD.
func (x *xmlWriter) escape(s string, attr bool) {
	for _, r := range s {
		switch {
		case r == '&':
			x.WriteString("&amp;")
		case r == '<':
			x.WriteString("&lt;")
		case r == '>':
			x.WriteString("&gt;")
		case attr && r == '"':
			x.WriteString("&quot;")
		case attr && (r == '\n' || r == '\t'), r == '\r':
			x.WriteString("&#" + strconv.Itoa(int(r)) + ";")
		case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			x.WriteRune(x.forbidden())
		default:
			x.WriteRune(r)
		}
	}
}

// forbidden stands for what XML cannot hold: a blank where the gateway writes, as its tag has it.
func (x *xmlWriter) forbidden() rune {
	if x.gateway {
		return ' '
	}
	return utf8.RuneError
}

// millis is a date as SailPoint's XML has it: epoch milliseconds, nothing for an absent one.
func millis(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
