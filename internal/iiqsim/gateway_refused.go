package iiqsim

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

// refusedCall is what the gateway refuses, by its word.
type refusedCall struct {
	word, message string
	// more are further keys of the body, such as the winner's.
	more map[string]any
	// retryAfter is in seconds, 0 for none.
	retryAfter int
}

func refused(word, message string) *refusedCall { return &refusedCall{word: word, message: message} }

// statusOf gives the status that a word stands under.
func statusOf(word string) int {
	switch word {
	case "bad_body", "bad_id", "bad_filter", "bad_cursor", "bad_column", "bad_line", "bad_state":
		return http.StatusBadRequest
	case "not_caller":
		return http.StatusForbidden
	case "gone", "no_workgroup":
		return http.StatusNotFound
	case "decided", "changed", "line_decided", "signed", "incomplete_review", "taken":
		return http.StatusConflict
	case "too_many":
		return http.StatusTooManyRequests
	case "busy":
		return http.StatusServiceUnavailable
	case "iiq":
		return http.StatusInternalServerError
	}
	return http.StatusUnprocessableEntity
}

func (no *refusedCall) write(w http.ResponseWriter) {
	body := map[string]any{"error": no.word, "message": no.message}
	maps.Copy(body, no.more)
	if no.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(no.retryAfter))
	}
	writeJSON(w, statusOf(no.word), body)
}

// fields are the members of a JSON object, read one by one since each has its own word for a wrong type.
type fields map[string]json.RawMessage

// text reads a string; absent and null are "". ok is false for anything else.
func (f fields) text(name string) (value string, ok bool) {
	raw, there := f[name]
	if !there || string(raw) == "null" {
		return "", true
	}
	return value, json.Unmarshal(raw, &value) == nil
}

// optional reads a string; absent and null are nil.
func (f fields) optional(name string) (value *string, ok bool) {
	if raw, there := f[name]; !there || string(raw) == "null" {
		return nil, true
	}
	text, ok := f.text(name)
	return &text, ok
}

// whole reads a whole number; absent and null give nil.
func (f fields) whole(name string) (value *int64, ok bool) {
	raw, there := f[name]
	if !there || string(raw) == "null" {
		return nil, true
	}
	var n int64
	return &n, json.Unmarshal(raw, &n) == nil
}
