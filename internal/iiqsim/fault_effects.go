package iiqsim

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// faultKey carries the fault of a call to the ledger.
type faultKey struct{}

func faultOf(ctx context.Context) FaultKind {
	kind, _ := ctx.Value(faultKey{}).(FaultKind)
	return kind
}

// serveFaulty answers a call through the faults that it met.
func (s *Sim) serveFaulty(w http.ResponseWriter, r *http.Request, hit struck, api http.Handler) {
	if hit.fault == nil && hit.delay == 0 {
		api.ServeHTTP(w, r)
		return
	}
	if !s.wait(r, hit.delay) {
		return
	}
	if hit.fault == nil {
		api.ServeHTTP(w, r)
		return
	}
	kind := hit.fault.Kind
	r = r.WithContext(context.WithValue(r.Context(), faultKey{}, kind))
	if kind == FaultOvertaken {
		api.ServeHTTP(w, r)
		return
	}
	truth := &recorder{header: http.Header{}, status: http.StatusOK}
	if hit.fault.AfterEffect || kind == FaultTruncate || kind == FaultLetters {
		api.ServeHTTP(truth, r)
	}
	// The request is read to its end, so that the server notices when the client leaves.
	_, _ = io.CopyN(io.Discard, r.Body, maxAction)
	s.spoil(w, r, *hit.fault, truth)
}

// wait delays a call. It returns false when the client has left meanwhile, or the simulator has ended.
func (s *Sim) wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-s.ending.Done():
	}
	return false
}

// spoil gives the answer that a fault has instead of the true one.
func (s *Sim) spoil(w http.ResponseWriter, r *http.Request, f Fault, truth *recorder) {
	xml := strings.Contains(r.URL.Path, "/object/")
	switch f.Kind {
	case FaultStatus:
		spoilStatus(w, f)
	case FaultHang:
		select {
		case <-r.Context().Done():
		case <-s.ending.Done():
		}
		panic(http.ErrAbortHandler)
	case FaultCut:
		panic(http.ErrAbortHandler)
	case FaultTruncate:
		spoilTruncate(w, truth)
	case FaultHTML:
		writeHTML(w, http.StatusOK, "Please sign in")
	case FaultBomb:
		writeXML(w, []byte(entityBomb))
	case FaultHuge:
		s.spoilHuge(w, either(f.Size, int64(1<<30)), xml)
	case FaultWrongTypes:
		spoilTypes(w, xml)
	case FaultLetters:
		spoilLetters(w, truth, xml)
	}
}

func spoilStatus(w http.ResponseWriter, f Fault) {
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	switch f.Body {
	case BodyEmpty:
		w.WriteHeader(f.Status)
	case BodyJSON:
		writeFailure(w, f.Status, http.StatusText(f.Status))
	default:
		writeHTML(w, f.Status, http.StatusText(f.Status))
	}
}

// spoilTruncate promises the whole answer and sends half of it.
func spoilTruncate(w http.ResponseWriter, truth *recorder) {
	for name, values := range truth.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(truth.body.Len()))
	w.WriteHeader(truth.status)
	_, _ = w.Write(truth.body.Bytes()[:truth.body.Len()/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func spoilLetters(w http.ResponseWriter, truth *recorder, xml bool) {
	var body bytes.Buffer
	body.WriteRune('\uFEFF')
	for _, r := range truth.body.String() {
		if high, low := utf16.EncodeRune(r); xml && high != utf8.RuneError {
			fmt.Fprintf(&body, "&#%d;&#%d;", high, low)
			continue
		}
		body.WriteRune(r)
	}
	for name, values := range truth.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
	w.WriteHeader(truth.status)
	_, _ = w.Write(body.Bytes())
}

// spoilHuge streams until the client has enough, or size is reached.
func (s *Sim) spoilHuge(w http.ResponseWriter, size int64, xml bool) {
	start, filler := `{"objects":[`, `{"id":"7f000001000000000000000000000000","name":"again","email":"again@example.com"},`
	if xml {
		w.Header().Set("Content-Type", "application/xml;charset=UTF-8")
		start = "<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE List PUBLIC \"sailpoint.dtd\" \"sailpoint.dtd\">\n<List>"
		filler = `<WorkItem id="7f000001000000000000000000000000" name="0000000001" type="Approval" created="1767000000000"/>`
	} else {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	}
	block := bytes.Repeat([]byte(filler), 1+(64<<10)/len(filler))
	if _, err := io.WriteString(w, start); err != nil {
		return
	}
	for size > 0 && s.ending.Err() == nil {
		n, err := w.Write(block[:min(int64(len(block)), size)])
		if err != nil {
			return
		}
		size -= int64(n)
	}
}

func spoilTypes(w http.ResponseWriter, xml bool) {
	if xml {
		writeXML(w, []byte(wrongXML))
		return
	}
	writeBody(w, http.StatusOK, "application/json;charset=UTF-8", []byte(wrongJSON))
}

// Answers that no IdentityIQ gives, and that a client has to survive.
const (
	entityBomb = "<?xml version='1.0' encoding='UTF-8'?>\n" + `<!DOCTYPE List [
<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY file SYSTEM "file:///etc/passwd">
]>
<List><WorkItem id="7f000001000000000000000000000001" name="0000000001" type="Approval" created="1767000000000">
<Description>&f;&file;</Description></WorkItem></List>`

	wrongXML = "<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE List PUBLIC \"sailpoint.dtd\" \"sailpoint.dtd\">\n" +
		`<List><WorkItem id="" name="twelve" type="7" created="yesterday" modified="-" expiration="1e999"><Owner>Sam</Owner>` +
		`<Attributes><entry key="approvalSet"><ApprovalItem/></entry></Attributes></WorkItem><Identity/><String>text</String></List>`

	wrongJSON = `{"objects":[{"id":7,"name":["Sam","Okoye"],"email":{"work":"sam@example.com"},"inactive":"perhaps","identity":false,` +
		`"certification.expiration":"soon","certification.certifiers":{"0":12},"created":"yesterday"},"text",null,12],` +
		`"totalResults":"many","Resources":{"id":1}}`
)

// recorder keeps an answer that the client gets otherwise, or not at all.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (c *recorder) Header() http.Header         { return c.header }
func (c *recorder) WriteHeader(code int)        { c.status = code }
func (c *recorder) Write(p []byte) (int, error) { return c.body.Write(p) }
