package gatewaytest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
)

var resultForm = regexp.MustCompile(`"result":"[a-z_]+"`)

// The checks of access reviews, by the start of their names.
const (
	reviewRows   = "reviews that are not signed"
	reviewPages  = "reviews come in pages"
	linesWhole   = "lines of a review are told"
	linePages    = "lines of a review come"
	badReviews   = "calls of reviews that make no sense"
	decideLines  = "lines of a review are decided"
	decidedAlong = "lines that are decided along"
	lineAlone    = "a line of a review is refused"
	callRefused  = "a line that must not"
	linePace     = "more lines in a minute"
	groupSigns   = "members of a group that reviews"
	reviewOver   = "reviews that are over"
	signed       = "a review is signed"
	notSigned    = "a review that must not"
	signedTwice  = "a review goes on"
	signRace     = "of many who sign"
	proven       = "where a key is set"
)

func reviewBreaches() []breach {
	refused := []string{callRefused, linePace, groupSigns, reviewOver, signed, notSigned, signedTwice, signRace, proven}
	ok := func(_ *broken, _ *http.Request, a *box) { a.status, a.body = http.StatusOK, []byte(`{"signed":1}`) }
	all := []breach{
		{name: "does what is to be refused of reviews", answer: onAct(false, ok), found: refused},
		{name: "has another word for reviews", answer: otherWord, found: append(refused, badReviews)},
		{name: "notes what is to be refused of reviews", answer: onAct(false, func(b *broken, _ *http.Request, _ *box) { b.extra++ }),
			found: []string{callRefused, linePace, groupSigns, reviewOver, signed, notSigned, signedTwice, proven}},
		{name: "begins reviews anew with each page", ask: without("after"), found: []string{reviewPages, linePages, badReviews}},
		{name: "gives more of reviews than asked for", ask: without("limit"), found: []string{reviewPages, linePages, badReviews}},
		{name: "tells lines that are kept out", answer: onPath("/lines", func(b *broken, _ *http.Request, a *box) {
			b.sim.SetGateway(map[string]*string{"excludeApplications": nil})
		}), found: []string{linePages}},
		{name: "gives pages that are not full", answer: onPath("/lines", func(_ *broken, _ *http.Request, a *box) {
			var page struct {
				Objects []json.RawMessage `json:"objects"`
				Next    string            `json:"next,omitempty"`
			}
			if json.Unmarshal(a.body, &page) == nil && len(page.Objects) > 2 {
				page.Objects = page.Objects[:2]
				a.body, _ = json.Marshal(page)
			}
		}), found: []string{linePages}},
		{name: "finds lines of everything", answer: func(_ *broken, r *http.Request, a *box) {
			if r.Method == http.MethodGet && a.status >= 400 {
				a.status, a.body = http.StatusOK, []byte(`{"objects":[]}`)
			}
		}, found: []string{badReviews}},
		{name: "takes every line as it is wished", answer: onAct(true, func(_ *broken, _ *http.Request, a *box) {
			a.body = resultForm.ReplaceAll(a.body, []byte(`"result":"ok"`))
		}), found: []string{lineAlone}},
		{name: "takes no line", answer: onAct(true, func(_ *broken, _ *http.Request, a *box) {
			a.swap(`"result":"ok"`,
				`"result":"changed"`)
		}),
			found: []string{lineAlone, decideLines, callRefused}},
		{name: "tells results in another order", answer: swapsAct(`"results":\[\{[^}]*\},`, `"results":[{"id":"x"},`),
			found: []string{lineAlone, decideLines}},
		{name: "does not name what is decided along", answer: onAct(true, func(_ *broken, _ *http.Request, a *box) {
			a.swap(`"also"`,
				`"x"`)
		}),
			found: []string{decidedAlong}},
		{name: "tells old tags of lines", answer: swapsAct(`"tag":"[0-9a-f]`, `"tag":"x`), found: []string{lineAlone, decideLines}},
		{name: "does not say why a line is refused", answer: onAct(true, func(_ *broken, _ *http.Request, a *box) {
			a.swap(`"message"`,
				`"x"`)
		}),
			found: []string{lineAlone}},
		{name: "does not look at the counts of a review", ask: func(r *http.Request) {
			swapSent(r, `"kept":2,"revoked":0`,
				`"kept":1,"revoked":1`)
		},
			found: []string{notSigned}},
		{name: "does not say how many lines are open", answer: onAct(false, func(_ *broken, _ *http.Request, a *box) {
			a.swap(`"open"`,
				`"x"`)
		}),
			found: []string{notSigned}},
		{name: "does not say who signed", answer: onAct(false, func(_ *broken, _ *http.Request, a *box) { a.swap(`"signedBy"`, `"x"`) }),
			found: []string{reviewOver, signed}},
		{name: "does not say when it was signed", answer: onAct(true, func(_ *broken, _ *http.Request, a *box) {
			a.swap(`"signed":1`,
				`"x":1`)
		}),
			found: []string{signed, signedTwice}},
		{name: "does not say who signs next", answer: onAct(true, func(_ *broken, _ *http.Request, a *box) { a.swap(`"next"`, `"x"`) }),
			found: []string{signedTwice}},
		{name: "lets only its owner decide", answer: onAct(true, func(b *broken, r *http.Request, a *box) {
			if strings.Contains(r.URL.Path, "/reviews/") {
				a.status, a.body = http.StatusUnprocessableEntity, []byte(`{"error":"not_owner","message":"no"}`)
			}
		}), found: []string{groupSigns, decideLines, signed}},
		{name: "does not say that it wants a proof", answer: swaps("/capabilities", `"decisionKey"`, `"x"`), found: []string{proven}},
		{name: "takes proofs for what they do not stand for", answer: func(_ *broken, r *http.Request, a *box) {
			if a.status == http.StatusForbidden && r.Header.Get("X-Decision-Proof") != "" {
				a.status, a.body = http.StatusOK, []byte(`{}`)
			}
		}, found: []string{proven}},
	}
	for key, found := range map[string][]string{"reviewers": {reviewRows}, "items": {reviewRows}, "done": {reviewRows, decideLines},
		"due":   {reviewRows},
		"phase": {reviewRows}, "signature": {reviewRows}, "revokes": {reviewRows}, "signable": {reviewRows, decideLines},
		"waits": {reviewRows},
		"tag":   {reviewRows, linesWhole, decideLines}, "entity": {linesWhole}, "type": {linesWhole, reviewRows}, "value": {linesWhole},
		"displayValue": {linesWhole}, "description": {linesWhole}, "classifications": {linesWhole}, "status": {linesWhole, decideLines},
		"decision": {linesWhole, decideLines}, "by": {decideLines}, "comment": {decideLines}, "until": {decideLines}, "at": {decideLines},
		"next": {linePages}} {
		all = append(all, breach{name: "has no " + key + " of reviews", answer: swaps("/reviews", `"`+key+`":`, `"x":`), found: found})
	}
	return append(all, breach{name: "tells reviews that are signed", answer: onPath("/reviews", func(b *broken, _ *http.Request, a *box) {
		if kept := b.again["row"]; kept != nil && a.has(`"objects":[]`) {
			a.body = kept.body
		}
		b.again["row"] = &box{body: a.body}
	}), found: []string{reviewRows}})
}

// swapSent changes what a call sends.
func swapSent(r *http.Request, old, with string) {
	raw, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(bytes.ReplaceAll(raw, []byte(old), []byte(with))))
}
