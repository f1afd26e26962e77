package doctor

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// What follows breaks things.

func (w *env) elsewhere(database string) {
	u, err := url.Parse(w.env["DATABASE_URL"])
	if err != nil {
		w.Fatal(err)
	}
	u.Path = "/" + database
	w.env["DATABASE_URL"] = u.String()
}

// pretend puts a function before Postgres's own.
func (w *env) pretend(signature, returns, is string) {
	w.sql("CREATE FUNCTION public." + signature + " RETURNS " + returns + " LANGUAGE sql AS $$ SELECT " + is + " $$")
	w.options("search_path=public,pg_catalog")
}

// role makes a role that may look at the schema's version and at nothing else.
func (w *env) role() string {
	name := "doctor_" + strconv.FormatInt(time.Now().UnixNano(), 36)
	w.sql("CREATE ROLE "+name, "GRANT USAGE ON SCHEMA public TO "+name, "GRANT SELECT ON goose_db_version, audit_log TO "+name)
	w.Cleanup(func() { w.sqlAtEnd("DROP OWNED BY "+name, "DROP ROLE "+name) })
	return name
}

func (w *env) untrusted() {
	front := w.front(nil, nil)
	secure := httptest.NewUnstartedServer(front.Config.Handler)
	secure.Config.ErrorLog = nil
	secure.StartTLS()
	w.Cleanup(secure.Close)
	w.env["IIQ_URL"] = secure.URL + "/identityiq"
}

func forbidden(path string, skip int) iiqsim.Fault {
	return iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: http.StatusForbidden, Path: path, Skip: skip}
}

// denied turns the answers at a path into a 403.
func denied(path string) func(*http.Response) {
	form := regexp.MustCompile(path)
	return func(r *http.Response) {
		if form.MatchString(r.Request.URL.Path) {
			r.StatusCode = http.StatusForbidden
		}
	}
}

// refusing turns the answers to filters with a word into a 400.
func refusing(word string) func(*http.Response) {
	return func(r *http.Response) {
		if strings.Contains(r.Request.URL.Query().Get("filter"), word) {
			r.StatusCode = http.StatusBadRequest
		}
	}
}

func dated(by time.Duration) func(*http.Response) {
	return func(r *http.Response) { r.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat)) }
}

// shifted makes dates in filters mean an hour later, as a server of another zone would.
func shifted(r *http.Request) {
	q := r.URL.Query()
	q.Set("filter", regexp.MustCompile(`DATE\$\d+`).ReplaceAllStringFunc(q.Get("filter"), func(date string) string {
		ms, _ := strconv.ParseInt(date[len("DATE$"):], 10, 64)
		return "DATE$" + strconv.FormatInt(ms+time.Hour.Milliseconds(), 10)
	}))
	if q.Get("filter") != "" {
		r.URL.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	}
}

// early makes a work item in two hours from now.
func (w *env) early() {
	w.IIQ.SetClockSkew(2 * time.Hour)
	if _, err := w.IIQ.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye", Requester: "Lee.Quinn",
		Target: "Lee.Quinn"}); err != nil {
		w.Fatal(err)
	}
	w.IIQ.SetClockSkew(0)
}

// work makes a work item with these fields.
func (w *env) work(item iiqsim.WorkItem) {
	w.Helper()
	if _, err := w.IIQ.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye", Requester: "Lee.Quinn",
		Target: "Dana.Reyes", Item: item}); err != nil {
		w.Fatal(err)
	}
}

func (w *env) shape(change func(*iiqsim.Settings)) {
	s := w.IIQ.Settings()
	change(&s)
	if err := w.IIQ.SetSettings(s); err != nil {
		w.Fatal(err)
	}
}

func (w *env) idle() {
	w.shape(func(s *iiqsim.Settings) {
		s.UnknownColumns, s.UnknownFilterColumns = []string{"inactive"}, []string{"inactive"}
	})
}

// move gives somebody in Slack another address.
func (w *env) move(name, address string) {
	if _, err := w.Slack.UpdateUser(w.SlackID(name), func(u *slacksim.User) { u.Email = address }); err != nil {
		w.Fatal(err)
	}
}

// sqlAtEnd tidies up what belongs to the whole server.
func (w *env) sqlAtEnd(statements ...string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
	defer cancel()
	conn, err := pgx.Connect(ctx, w.roles.Admin)
	if err != nil {
		w.Error(err)
		return
	}
	defer conn.Close(ctx)
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			w.Error(err)
		}
	}
}

// gatewayBefore has the database know of a gateway at the plugin's address.
func (w *env) gatewayBefore() {
	w.Helper()
	client, err := w.settings().IIQ.Client(nil)
	if err != nil {
		w.Fatal(err)
	}
	var at asksWhere
	if err := client.RecallGateway(w.Context(), &at); err != nil {
		w.Fatal(err)
	}
	w.sql("INSERT INTO gateways_seen (place, said) VALUES ('" + at.place + `', '{"contract":1}')`)
}

// asksWhere notes for which address a client asks.
type asksWhere struct{ place string }

func (a *asksWhere) GatewaySeen(_ context.Context, place string) ([]byte, error) {
	a.place = place
	return nil, nil
}

func (*asksWhere) KeepGateway(context.Context, string, []byte) error { return nil }
