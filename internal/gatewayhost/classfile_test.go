package gatewayhost

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// classFile is a compiled Java class: what it declares, and where that stands in its bytes.
// https://docs.oracle.com/javase/specs/jvms/se8/html/jvms-4.html
type classFile struct {
	raw []byte
	// name and parents have slashes, as a class file has them. The parents are the superclass and the interfaces.
	name    string
	parents []string
	fields  []member
	methods []member
	// fieldsAt and methodsAt are where the two counts stand.
	fieldsAt, methodsAt int
}

// member is a field or a method, from its first byte to the one after its last.
type member struct {
	name, descriptor string
	from, to         int
}

// readClass reads a class file. It panics on what is none, since javac wrote it.
func readClass(raw []byte) *classFile {
	r := &byteReader{raw: raw, at: 8}
	pool := r.pool()
	r.at += 2
	c := &classFile{raw: raw, name: pool.class(r.two())}
	if super := r.two(); super != 0 {
		c.parents = append(c.parents, pool.class(super))
	}
	for range r.two() {
		c.parents = append(c.parents, pool.class(r.two()))
	}
	c.fieldsAt = r.at
	c.fields = r.members(pool)
	c.methodsAt = r.at
	c.methods = r.members(pool)
	return c
}

// javaVersion gives the Java that the class is for.
func javaVersion(class []byte) int { return int(binary.BigEndian.Uint16(class[6:])) - 44 }

// without gives the class's bytes without the members that go.
func (c *classFile) without(field, method func(member) bool) []byte {
	out := slices.Clone(c.raw[:c.fieldsAt])
	out = appendKept(out, c.raw, c.fields, field)
	out = appendKept(out, c.raw, c.methods, method)
	end := c.methodsAt + 2
	if n := len(c.methods); n > 0 {
		end = c.methods[n-1].to
	}
	return append(out, c.raw[end:]...)
}

func appendKept(out, raw []byte, members []member, gone func(member) bool) []byte {
	kept := slices.DeleteFunc(slices.Clone(members), gone)
	out = binary.BigEndian.AppendUint16(out, uint16(len(kept)))
	for _, m := range kept {
		out = append(out, raw[m.from:m.to]...)
	}
	return out
}

type byteReader struct {
	raw []byte
	at  int
}

func (r *byteReader) two() int {
	r.at += 2
	return int(binary.BigEndian.Uint16(r.raw[r.at-2:]))
}

func (r *byteReader) four() int {
	r.at += 4
	return int(binary.BigEndian.Uint32(r.raw[r.at-4:]))
}

// constants are the constant pool: the texts, and the places of the texts that classes are named by.
type constants struct {
	texts []string
	named []int
}

func (p constants) class(at int) string { return p.texts[p.named[at]] }

func (r *byteReader) pool() constants {
	count := r.two()
	p := constants{make([]string, count), make([]int, count)}
	for i := 1; i < count; i++ {
		r.at++
		switch tag := r.raw[r.at-1]; tag {
		case 1:
			n := r.two()
			p.texts[i] = string(r.raw[r.at : r.at+n])
			r.at += n
		case 7:
			p.named[i] = r.two()
		case 8, 16, 19, 20:
			r.at += 2
		case 15:
			r.at += 3
		case 3, 4, 9, 10, 11, 12, 17, 18:
			r.at += 4
		case 5, 6:
			// A number of eight bytes takes two places.
			r.at += 8
			i++
		default:
			panic(fmt.Sprintf("an unknown constant: %d", tag))
		}
	}
	return p
}

func (r *byteReader) members(pool constants) []member {
	var out []member
	for range r.two() {
		m := member{from: r.at}
		r.at += 2
		m.name, m.descriptor = pool.texts[r.two()], pool.texts[r.two()]
		for range r.two() {
			r.at += 2
			n := r.four()
			r.at += n
		}
		m.to = r.at
		out = append(out, m)
	}
	return out
}

// arguments gives the arguments of a method's descriptor as signatures.txt has them.
func arguments(descriptor string) string {
	var out []string
	for rest := strings.TrimPrefix(descriptor, "("); !strings.HasPrefix(rest, ")"); {
		if class, ok := strings.CutPrefix(rest, "L"); ok {
			name, after, _ := strings.Cut(class, ";")
			out, rest = append(out, strings.ReplaceAll(name, "/", ".")), after
			continue
		}
		simple, known := map[byte]string{'Z': "boolean", 'I': "int", 'J': "long"}[rest[0]]
		if !known {
			simple = rest[:1]
		}
		out, rest = append(out, simple), rest[1:]
	}
	return strings.Join(out, ",")
}
