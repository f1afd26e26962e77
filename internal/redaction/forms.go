package redaction

import (
	"net/url"
	"strconv"
	"strings"
)

// LearnValue makes a secret known that is used as it is: a token, the secret of a client.
func (r *Redactor) LearnValue(value string) { r.learn(spellings(value)...) }

// LearnHeaders makes the headers of a list known, "name=value,name=value" with values percent-encoded, also where the list
// cannot be read. A scheme before a value ("Bearer …") is no secret.
func (r *Redactor) LearnHeaders(list string) {
	r.LearnValue(list)
	for pair := range strings.SplitSeq(list, ",") {
		_, value, _ := strings.Cut(pair, "=")
		for _, v := range []string{value, decoded(value)} {
			v = strings.TrimSpace(v)
			r.LearnValue(v)
			if _, after, found := strings.Cut(v, " "); found {
				v = after
			}
			r.learn(broken(v)...)
		}
	}
}

// LearnAddress makes known what is secret in an address: its password by every reading of it, the pieces of that, the
// values of its options that hold passwords, and, where there is a user and no password, the user, who may be one.
func (r *Redactor) LearnAddress(address string) {
	info, userOnly := widest(address)
	var forms []form
	if info != "" {
		forms = append(forms, form{text: url.QueryEscape(address)}, form{text: url.PathEscape(address)})
	}
	if userOnly {
		for _, name := range []string{info, decoded(info)} {
			forms = append(forms, form{text: name, named: true})
		}
	} else {
		forms = append(forms, broken(info)...)
	}
	if _, query, found := strings.Cut(address, "?"); found {
		for option := range strings.SplitSeq(query, "&") {
			name, value, found := strings.Cut(option, "=")
			if !found {
				// The rest of a password with an & in it.
				value = name
			}
			if !found || secretOption(name) {
				forms = append(forms, broken(value)...)
			}
		}
	}
	r.learn(forms...)
}

// secretOption reports whether an option of an address holds a secret.
func secretOption(name string) bool {
	name = strings.ToLower(decoded(name))
	for _, word := range []string{"password", "secret", "token", "key", "ticket"} {
		// sslkey is the path of a file: https://www.postgresql.org/docs/current/libpq-connect.html
		if strings.Contains(name, word) && name != "sslkey" {
			return true
		}
	}
	return false
}

// widest gives what stands between the first colon after the scheme, encoded ones included, and the last @: the password by
// the widest reading of the address. Without a colon it gives what stands for the user; userOnly is true where that can be a
// name.
func widest(address string) (info string, userOnly bool) {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	end := strings.LastIndexByte(rest, '@')
	if end < 0 {
		return "", true
	}
	user, password, found := strings.Cut(rest[:end], ":")
	if _, early, encoded := strings.Cut(decoded(user), ":"); encoded {
		return early + ":" + password, false
	}
	if !found {
		return user, !strings.ContainsFunc(user, delimits)
	}
	return password, false
}

// broken lists a password and its pieces, as they are and decoded.
func broken(password string) []form {
	var all []form
	for _, whole := range []string{password, decoded(password)} {
		all = append(all, spellings(whole)...)
		for _, piece := range strings.FieldsFunc(whole, delimits) {
			all = append(all, spellings(piece)...)
		}
	}
	return all
}

// delimits reports whether a parser of addresses may split at c: all but the unreserved characters of RFC 3986 section 2.3.
func delimits(c rune) bool {
	return c < 0x80 && !wordly(byte(c)) && c != '-' && c != '.' && c != '_' && c != '~'
}

// spellings lists the ways in which programs write a value.
func spellings(value string) []form {
	if value == "" {
		return nil
	}
	quoted := strconv.Quote(value)
	user := url.UserPassword("", value).String()
	all := []form{{text: value}}
	for _, other := range []string{url.QueryEscape(value), url.PathEscape(value), strings.TrimPrefix(user, ":"), quoted[1 : len(quoted)-1]} {
		if other != value {
			all = append(all, form{text: other})
		}
	}
	return all
}

// decoded takes percent signs for what they stand for, where they stand for something.
func decoded(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if b, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out.WriteByte(byte(b))
				i += 2
				continue
			}
		}
		out.WriteByte(s[i])
	}
	return out.String()
}
