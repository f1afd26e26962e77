package iiqsim

import (
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"strconv"
)

// writeJSON answers with a JSON body and its length.
func writeJSON(w http.ResponseWriter, code int, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeBody(w, code, "application/json;charset=UTF-8", raw)
}

func writeXML(w http.ResponseWriter, raw []byte) {
	writeBody(w, http.StatusOK, "application/xml;charset=UTF-8", raw)
}

func writeBody(w http.ResponseWriter, code int, kind string, raw []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(code)
	// A client that has left is no concern of the server's.
	_, _ = w.Write(raw)
}

// writeFailure answers as the plugin does when something is wrong with a call.
func writeFailure(w http.ResponseWriter, code int, what string) {
	writeJSON(w, code, map[string]any{"status": "failure", "errors": []string{what}})
}

// writeHTML answers with a page, as the servlet container or a proxy does.
func writeHTML(w http.ResponseWriter, code int, what string) {
	page := "<!DOCTYPE html><html><head><title>HTTP Status " + strconv.Itoa(code) + "</title></head><body><h1>HTTP Status " +
		strconv.Itoa(code) + "</h1><p>" + html.EscapeString(what) + "</p></body></html>"
	writeBody(w, code, "text/html;charset=utf-8", []byte(page))
}

// writeQueryFailure answers for list parameters that cannot be read: a filter's syntax is an HTML page from the
// container, an unknown property a failure of the plugin.
func (s *Sim) writeQueryFailure(w http.ResponseWriter, err error, unknownStatus int) {
	var property *unknownProperty
	var syntax *filterError
	switch {
	case errors.As(err, &property):
		writeFailure(w, unknownStatus, err.Error())
	case errors.As(err, &syntax):
		writeHTML(w, http.StatusBadRequest, err.Error())
	default:
		writeFailure(w, http.StatusBadRequest, err.Error())
	}
}
