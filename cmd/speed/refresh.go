package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/demo"
)

// mostRefresh is what a process may hold while it reads everybody, in MB.
const mostRefresh = 200

// measureRefresh: how long a running bot takes to read very many identities, and what it holds at most, by each source.
// They are made up page by page in this process; the bot is another one.
func measureRefresh(ctx context.Context, o options) ([]figure, error) {
	var all []figure
	for _, source := range []string{"table", "scim"} {
		figures, err := refreshBy(ctx, o, source)
		if err != nil {
			return all, fmt.Errorf("%s: %w", source, err)
		}
		all = append(all, figures...)
	}
	return all, nil
}

func refreshBy(ctx context.Context, o options, source string) ([]figure, error) {
	w, err := demo.Start(ctx, demo.Options{Seed: 5, People: 30})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	root, stop, err := serveCrowd(crowd(o.refresh))
	if err != nil {
		return nil, err
	}
	defer stop()
	begin := time.Now()
	p, err := start(ctx, o, w, map[string]string{"IIQ_URL": root, "IDENTITY_SOURCE": source, "IIQ_PAGE_SIZE": "1000"})
	if err != nil {
		return nil, err
	}
	defer p.stop()
	if err := await(ctx, "everybody is read", func() bool { return p.figure("iiqbot_identity_sync_age_seconds") != "" }); err != nil {
		return nil, err
	}
	took := time.Since(begin)
	peak, err := p.peak()
	if err != nil {
		return nil, err
	}
	if n := p.figure("iiqbot_people"); n != fmt.Sprintf("%g", float64(o.refresh)) && n != strconv.Itoa(o.refresh) {
		return nil, fmt.Errorf("the bot knows %s people", n)
	}
	return []figure{
		{fmt.Sprintf("refresh of %d identities by %s", o.refresh, source), took.Seconds(), "s", 0},
		{"memory of the bot at most", peak, "MB", mostRefresh},
	}, nil
}

// figure reads one of the bot's own metrics, "" while there is none.
func (p *botProcess) figure(name string) string {
	resp, err := http.Get("http://" + p.log.found() + "/metrics")
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 4<<20))
	if err != nil {
		return ""
	}
	m := regexp.MustCompile(`(?m)^` + name + `(?:\{[^}]*\})? (\S+)$`).FindSubmatch(text)
	if m == nil {
		return ""
	}
	return string(m[1])
}

// peak is the most that was resident of the process, in MB, as Linux tells it.
func (p *botProcess) peak() (float64, error) { return memoryOf(p.pid(), "VmHWM") }

// crowd is so many people, none of whom is held anywhere.
type crowd int

func (crowd) id(n int) string { return fmt.Sprintf("7f0000019%023x", n) }

// place is the number of the person behind an id, 0 for none.
func (crowd) place(id string) int {
	n, err := strconv.ParseInt(strings.TrimPrefix(id, "7f0000019"), 16, 64)
	if err != nil {
		return 0
	}
	return int(n)
}

var afterID = regexp.MustCompile(`id > "([0-9a-f]{32})"`)

// serveCrowd answers for IdentityIQ: everybody, and nothing to approve.
func serveCrowd(c crowd) (root string, stop func(), err error) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /iiq/oauth2/token", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"access_token":"crowd","token_type":"bearer","expires_in":1200}`)
	})
	mux.HandleFunc("GET /iiq/scim/v2/Users", c.users)
	mux.HandleFunc("GET /iiq/plugin/", func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/table/Identity"):
			c.table(w, r)
		case strings.Contains(r.URL.Path, "/object/"):
			fmt.Fprint(w, `<?xml version='1.0' encoding='UTF-8'?><List></List>`)
		default:
			fmt.Fprint(w, `{"objects":[]}`)
		}
	})
	return listen(mux)
}

func (c crowd) table(w http.ResponseWriter, r *http.Request) {
	limit, from := number(r, "limit"), 1
	filter := r.URL.Query().Get("filter")
	if m := afterID.FindStringSubmatch(filter); m != nil {
		from = c.place(m[1]) + 1
	}
	if strings.Contains(filter, "modified") {
		from = int(c) + 1
	}
	fmt.Fprint(w, `{"objects":[`)
	for n := from; n < from+limit && n <= int(c); n++ {
		comma(w, n > from)
		fmt.Fprintf(w, `{"id":%q,"name":"person.%07d","email":"person.%07d@example.com","displayName":"Person %07d","firstname":"Person","lastname":"%07d",`+
			`"inactive":false,"workgroup":false,"manager.id":%q,"department":"Department %d","created":1767000000000,"modified":%d}`,
			c.id(n), n, n, n, n, c.id(n/10+1), n%40, 1767000000000+n)
	}
	fmt.Fprint(w, `]}`)
}

func (c crowd) users(w http.ResponseWriter, r *http.Request) {
	from, count := max(1, number(r, "startIndex")), number(r, "count")
	total := int(c)
	if r.URL.Query().Has("filter") {
		total = 0
	}
	fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":%d,"startIndex":%d,"Resources":[`, total, from)
	for n := from; n < from+count && n <= total; n++ {
		comma(w, n > from)
		fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":%q,"userName":"person.%07d","displayName":"Person %07d",`+
			`"name":{"formatted":"Person %07d","givenName":"Person","familyName":"%07d"},"active":true,`+
			`"emails":[{"type":"work","value":"person.%07d@example.com","primary":"true"}],`+
			`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":%q,"displayName":"Person %07d"}},`+
			`"urn:ietf:params:scim:schemas:sailpoint:1.0:User":{"department":"Department %d"},`+
			`"meta":{"resourceType":"User","created":"2025-12-29T09:20:00.000Z","lastModified":"2025-12-29T10:20:00.%03dZ"}}`,
			c.id(n), n, n, n, n, n, c.id(n/10+1), n/10+1, n%40, n%1000)
	}
	fmt.Fprint(w, `]}`)
}

func comma(w io.Writer, wanted bool) {
	if wanted {
		fmt.Fprint(w, ",")
	}
}

func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return 0
	}
	return n
}

func listen(h http.Handler) (root string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }()
	return "http://" + l.Addr().String() + "/iiq", func() { _ = server.Close() }, nil
}
