package transport

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestMeaning(t *testing.T) {
	t.Parallel()
	broken, byID, away, unknown := approvals.ErrIIQBroken, approvals.ErrNoAnswerByID, approvals.ErrIIQAway, approvals.ErrOutcomeUnknown
	refused, denied, busy := approvals.ErrIIQRefused, approvals.ErrIIQUnauthorised, approvals.ErrIIQBusy
	for _, tc := range []struct {
		status                      int
		read, single, member, write error
	}{
		{204, broken, byID, broken, unknown},
		{206, broken, broken, broken, unknown},
		{302, broken, broken, broken, unknown},
		{400, refused, refused, approvals.ErrNotAWorkgroup, refused},
		{401, denied, denied, denied, denied},
		{403, denied, denied, denied, denied},
		{404, broken, byID, approvals.ErrNotAWorkgroup, unknown},
		{405, refused, refused, refused, refused},
		{408, away, away, away, unknown},
		{409, refused, refused, refused, refused},
		{422, refused, refused, refused, refused},
		{429, busy, busy, busy, busy},
		{500, broken, byID, broken, unknown},
		{501, broken, broken, broken, unknown},
		{502, away, away, away, unknown},
		{503, busy, busy, busy, busy},
		{504, away, away, away, unknown},
	} {
		for kind, want := range []error{tc.read, tc.single, tc.member, tc.write} {
			resp := &http.Response{StatusCode: tc.status, Body: io.NopCloser(strings.NewReader("QUOTED-BODY"))}
			err := meaning(resp, CallKind(kind), time.Now())
			if !errors.Is(err, want) {
				t.Errorf("status %d, kind %d: %v, want %v", tc.status, kind, err, want)
			}
			if strings.Contains(err.Error(), "QUOTED") {
				t.Errorf(`status %d: the error quotes: %v, want Error without "QUOTED"`, tc.status, err)
			}
			if want != unknown && errors.Is(err, unknown) {
				t.Errorf("status %d, kind %d: also unknown: %v", tc.status, kind, err)
			}
		}
	}
}

func TestReasonOfARefusal(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 400)
	for _, tc := range []struct{ name, body, want string }{
		{"errors", `{"status":"failure","errors":["Already decided","by Lee"]}`, "Already decided; by Lee"},
		{"message", `{"message":"No\nway\u0007"}`, "No way"},
		{"scim", `{"detail":"not allowed","status":"403"}`, "not allowed"},
		{"oauth", `{"error":"x","error_description":"bad"}`, "bad"},
		{"plain", "  not yours \r\n", "not yours"},
		{"page", "<html><body>HTTP Status 409</body></html>", ""},
		{"empty", "", ""},
		{"cut json", `{"message":"no`, ""},
		{"list for a message", `{"message":{"a":1}}`, ""},
		{"long", long, strings.Repeat("é", 299) + "…"},
	} {
		resp := &http.Response{StatusCode: 409, Body: io.NopCloser(strings.NewReader(tc.body))}
		if got := reasonIn(resp); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}
