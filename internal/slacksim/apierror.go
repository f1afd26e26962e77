package slacksim

import (
	"errors"
	"net/http"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// apiError is an answer with ok false.
type apiError struct {
	code   string
	extra  map[string]any
	status int
	header http.Header
}

// Error gives Slack's code.
func (e *apiError) Error() string { return e.code }

func fail(code string) error { return &apiError{code: code} }

// invalidArguments names what is wrong with the arguments; the code is invalid_arguments unless another is given.
func invalidArguments(code string, messages ...string) error {
	if code == "" {
		code = "invalid_arguments"
	}
	return &apiError{code: code, extra: map[string]any{"response_metadata": map[string]any{"messages": messages}}}
}

// refused is the answer to blocks or a view that break the rules of Block Kit.
func refused(r blockkit.Report) error {
	if r.OK() {
		return nil
	}
	if len(r.Problems) == 0 {
		return fail(r.Error)
	}
	marked := make([]string, 0, len(r.Problems))
	for _, m := range r.Messages() {
		marked = append(marked, "[ERROR] "+m)
	}
	return &apiError{code: r.Error, extra: map[string]any{
		"errors": r.Messages(), "response_metadata": map[string]any{"messages": marked},
	}}
}

func (e *apiError) body() map[string]any {
	out := map[string]any{"ok": false, "error": e.code}
	for k, v := range e.extra {
		out[k] = v
	}
	return out
}

// codeOf gives Slack's code for an error, internal_error for one that is none of ours.
func codeOf(err error) *apiError {
	var e *apiError
	if errors.As(err, &e) {
		return e
	}
	return &apiError{code: "internal_error"}
}
