package redaction

import "testing"

func TestDatabaseAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"postgres://bot:pw@db.example.com:5432/approvals":                         true,
		"postgresql://bot:pw@db.example.com/approvals?sslmode=verify-full":        true,
		"postgres://bot%40tenant:p%40ss%2Fw@db.example.com/a%40b":                 true,
		"postgres://bot:p:w@db.example.com/approvals":                             true,
		"postgres://bot:p?w#x@db.example.com/approvals":                           true,
		"postgres://bot:pw@h1:5432,h2:5433/approvals":                             true,
		"postgres://bot:pw@[::1]:5432/approvals":                                  true,
		"postgres:///approvals?host=/var/run/postgresql":                          true,
		"postgres://bot:pw@db/approvals?sslrootcert=/home/bot@example.com/ca.pem": true,
		"postgres://db.example.com/approvals":                                     true,
		"postgres://bot:Qz7@Kw9@db.example.com:5432/approvals":                    false,
		"postgres://bot:12/Kw9@db.example.com/approvals":                          false,
		"postgres://bot:Qz7@12/Kw9@db.example.com/approvals":                      false,
		"postgres://bot:Qz7@12?Kw9@db.example.com/approvals":                      false,
		"postgres://bot:Qz7@12?a=Kw9@db.example.com/approvals":                    false,
		"postgres://bot:pw@h1,other:pw@h2/approvals":                              false,
		"postgres://bot%3Apw@db.example.com/approvals":                            false,
		"postgres://bot:pw@x%40db.example.com/approvals":                          false,
		"postgres://bot:pw@#Kw9":                                                  false,
		"bot:pw@db.example.com/approvals":                                         false,
		"host=db user=bot password=pw":                                            false,
		"mysql://bot:pw@db/approvals":                                             false,
	} {
		if got := DatabaseAddress(address); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}

func TestProxyAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"http://proxy:3128": true, "proxy:3128": true, "proxy.example.com": true, "https://svc:pw@proxy:3128/": true,
		"svc:p@ss@proxy:3128": true,
		"socks5://proxy:1080": true, "http://svc:12/Kw9@proxy:3128": false, "http://svc:Qz%zz@proxy": false, "http://svc:Q z@proxy": false,
		"http://svc:12#Kw9@proxy": false, "http://svc:12?Kw9@proxy": false, "http://": false,
	} {
		if got := ProxyAddress(address); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://svc:Qz7/K w9@iiq.example.com/x": "https://[redacted]@iiq.example.com/x",
		"svc:Qz7@Kw9@iiq.example.com":            "[redacted]@iiq.example.com",
		"https://iiq.example.com/x?key=Kw9":      "https://iiq.example.com/x?[redacted]",
		"https://iiq.example.com/x#":             "https://iiq.example.com/x#",
		"iiq":                                    "iiq",
		"svc:pw@x://iiq":                         "[redacted]@x://iiq",
		"https://iiq.example.com/x#Qz7@Kw9":      "https://[redacted]",
		"Kw9Lm2Xv://svc@iiq":                     "[redacted]@iiq",
		"https://svc:pw@iiq/x?key=Kw9":           "https://[redacted]@iiq/x?[redacted]",
	} {
		if got := Shown(address); got != want {
			t.Errorf("%s is shown as %s, want %v", address, got, want)
		}
	}
}
