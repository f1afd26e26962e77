package iiqsim

import (
	"net/http"
	"strings"
)

// maxRequestURI is the longest address that the container reads; longer ones are 414.
const maxRequestURI = 8 << 10

// route is one call of IdentityIQ: its name in the counts, and what answers it.
type route struct {
	method, path, name string
	serve              http.HandlerFunc
}

func (s *Sim) apiRoutes() []route {
	plugin := "/" + s.opts.PluginPath
	list := []route{
		{"POST", "/oauth2/token", "POST /oauth2/token", s.handleToken},
		{"GET", "/rest/ping", "GET /rest/ping", s.authorised(s.handlePing)},
		{"GET", "/scim/v2/ServiceProviderConfig", "GET /scim/v2/ServiceProviderConfig", s.handleProviderConfig},
		{"GET", "/scim/v2/Users", "GET /scim/v2/Users", s.scimAuthorised(s.handleUsers)},
		{"GET", "/scim/v2/Users/{id}", "GET /scim/v2/Users/{id}", s.scimAuthorised(s.handleUser)},
		{"GET", "/scim/v2/Entitlements", "GET /scim/v2/Entitlements", s.scimAuthorised(s.handleEntitlements)},
		{"GET", "/scim/v2/Roles", "GET /scim/v2/Roles", s.scimAuthorised(s.handleRoles)},
		{"GET", "/scim/v2/Applications", "GET /scim/v2/Applications", s.scimAuthorised(s.handleApplications)},
	}
	for _, one := range []struct {
		method, path string
		serve        http.HandlerFunc
	}{
		{"GET", "/object/WorkItem", s.handleWorkItems},
		{"GET", "/object/WorkItem/{id}", s.handleWorkItem},
		{"GET", "/object/IdentityRequest", s.handleRequests},
		{"GET", "/object/IdentityRequest/{id}", s.handleRequest},
		{"GET", "/table/Identity", s.handleIdentityTable},
		{"GET", "/table/CertificationEntity", s.handleEntityTable},
		{"GET", "/table/CertificationEntity/{id}", s.handleEntity},
		{"GET", "/object/workgroup/{id}/members", s.handleMembers},
		{"PUT", "/object/WorkItem/{id}", s.handleAction},
		{"POST", "/object/WorkItem/{id}", s.handleAction},
		{"PUT", "/object/CertificationEntity/{id}", s.handleEntityAction},
		{"POST", "/object/CertificationEntity/{id}", s.handleEntityAction},
	} {
		list = append(list, route{one.method, plugin + one.path, one.method + " " + one.path, s.authorised(one.serve)})
	}
	if s.opts.Trial != "" {
		const launch = "/scim/v2/LaunchedWorkflows"
		list = append(list, route{"POST", launch, "POST " + launch, s.scimAuthorised(s.handleLaunch)})
	}
	if s.opts.GatewayBy != nil {
		return append(list, s.routesOfAnother()...)
	}
	if s.opts.Gateway {
		return append(list, s.gatewayRoutes()...)
	}
	// The vendor's plugin knows no such call, which is how a client tells it from a gateway.
	return append(list, route{"GET", plugin + "/capabilities", "GET /capabilities", http.NotFound})
}

// routes puts together the layers that each call goes through.
func (s *Sim) routes() http.Handler {
	api := http.NewServeMux()
	names := map[string]string{}
	for _, r := range s.apiRoutes() {
		pattern := r.method + " " + s.opts.ContextRoot + r.path
		names[pattern] = r.name
		api.HandleFunc(pattern, r.serve)
	}
	control := s.controlRoutes()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_sim/") || strings.HasPrefix(r.URL.Path, "/_host/") {
			control.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Date", s.Now().UTC().Format(http.TimeFormat))
		_, pattern := api.Handler(r)
		name := either(names[pattern], "other")
		counted := &countingWriter{ResponseWriter: w, status: http.StatusOK}
		s.stats.begin(name)
		defer func() { s.stats.end(counted.status, counted.bytes) }()
		s.serveCall(counted, r, api)
		s.log.Debug("call", "endpoint", name, "path", r.URL.Path, "status", counted.status)
	})
}

// serveCall is what stands before every call of the API: the container, a server that is down, and the faults.
func (s *Sim) serveCall(w http.ResponseWriter, r *http.Request, api http.Handler) {
	if len(r.RequestURI) > maxRequestURI {
		writeHTML(w, http.StatusRequestURITooLong, "URI too long")
		return
	}
	if s.down.Load() {
		writeHTML(w, http.StatusServiceUnavailable, "no server is available")
		return
	}
	fired := s.faults.pick(r.Method, s.shortPaths(r.URL.Path))
	s.serveFaulty(w, r, fired, api)
}

// shortPaths are the names by which a fault can match a path: below the context root, and below the plugin's base.
func (s *Sim) shortPaths(path string) []string {
	below := strings.TrimPrefix(path, s.opts.ContextRoot)
	for _, path := range []string{s.opts.PluginPath, GatewayPath} {
		if plugin, ok := strings.CutPrefix(below, "/"+path); ok {
			return []string{below, plugin}
		}
	}
	return []string{below}
}

func (s *Sim) handlePing(w http.ResponseWriter, _ *http.Request) {
	writeBody(w, http.StatusOK, "text/plain", []byte("Response from IdentityIQ"))
}

// countingWriter notes what a call answered.
type countingWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *countingWriter) WriteHeader(code int) {
	c.status = code
	c.ResponseWriter.WriteHeader(code)
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets a response controller flush the connection.
func (c *countingWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
