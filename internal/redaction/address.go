package redaction

import (
	"net/url"
	"slices"
	"strings"
)

// DatabaseAddress reports whether the address of a database can be read in one way only: by us, by the driver and by
// its author. The driver takes the first @ before the path for the end of the password:
// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
func DatabaseAddress(address string) bool {
	rest, found := strings.CutPrefix(address, "postgres://")
	if !found {
		if rest, found = strings.CutPrefix(address, "postgresql://"); !found {
			return false
		}
	}
	if at := strings.IndexAny(rest, "@/"); at >= 0 && rest[at] == '@' {
		user, _, _ := strings.Cut(rest[:at], ":")
		if strings.Contains(decoded(user), ":") {
			return false
		}
		rest = rest[at+1:]
	}
	place, options, _ := strings.Cut(rest, "?")
	hosts, _, _ := strings.Cut(place, "/")
	return !strings.Contains(place, "@") && !strings.ContainsAny(decoded(hosts), "@#&=+!$;\"'`\\ ") && plainOptions(options)
}

// plainOptions reports whether each @ in the options is in the value of an option that may have one: a path, or words.
func plainOptions(options string) bool {
	mayHave := []string{"application_name", "options", "passfile", "password", "service", "servicefile", "sslcert", "sslkey",
		"sslpassword", "sslrootcert", "user"}
	for option := range strings.SplitSeq(options, "&") {
		name, _, _ := strings.Cut(option, "=")
		if strings.Contains(option, "@") && !slices.Contains(mayHave, name) {
			return false
		}
	}
	return true
}

// ProxyAddress reports whether net/http can read the address of a proxy, in one way only. The scheme may be missing.
// https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
func ProxyAddress(address string) bool {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && !strings.Contains(u.Path+u.RawQuery+u.Fragment, "@")
}

// Shown gives an address in the form that may be shown to the person who has to correct it. It keeps nothing before
// the last @ but a known scheme, and nothing of the options and the fragment, which may contain the last @.
func Shown(address string) string {
	scheme, rest := "", address
	for _, known := range []string{"http://", "https://"} {
		if after, found := strings.CutPrefix(address, known); found {
			scheme, rest = known, after
		}
	}
	options := strings.IndexAny(rest, "?#")
	at := strings.LastIndexByte(rest, '@')
	switch {
	case at >= 0 && options >= 0 && options < at:
		return scheme + Redacted
	case at >= 0:
		scheme, rest, options = scheme+Redacted, rest[at:], options-at
	}
	if options >= 0 && options < len(rest)-1 {
		rest = rest[:options+1] + Redacted
	}
	return scheme + rest
}
