package redaction

import (
	"net/url"
	"strconv"
	"strings"
)

// LearnValue adds a secret that is used as it is: a token, or the secret of a client.
func (r *Redactor) LearnValue(value string) { r.learn(spellings(value)...) }

// LearnHeaders adds the headers of a list, "name=value,name=value" with percent-encoded values, even where the list
// cannot be parsed. A scheme before a value ("Bearer …") is no secret.
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

// LearnAddress adds the secrets in an address: its password by every reading of it, the pieces of that, and the values
// of its options that hold passwords. Where there is a user and no password, it adds the user, which may be one.
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

// widest gives the text between the first colon after the scheme, encoded ones included, and the last @: the password
// by the widest reading of the address. Without a colon it gives the user's place. userOnly is true where that can be
// a name.
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

// broken lists a password and its pieces, plain and decoded.
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

// delimits reports whether a parser of addresses may split at c, which is every character but the unreserved ones of
// RFC 3986 section 2.3.
func delimits(c rune) bool {
	return c < 0x80 && !wordly(byte(c)) && c != '-' && c != '.' && c != '_' && c != '~'
}

// spellings lists the forms in which programs write a value.
func spellings(value string) []form {
	if value == "" {
		return nil
	}
	quoted := strconv.Quote(value)
	user := url.UserPassword("", value).String()
	all := []form{{text: value}}
	for _, other := range []string{url.QueryEscape(value), url.PathEscape(value), strings.TrimPrefix(user, ":"),
		quoted[1 : len(quoted)-1]} {
		if other != value {
			all = append(all, form{text: other})
		}
	}
	return all
}

// decoded decodes percent-encoded characters, and leaves other percent signs as they are.
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
