package wiretest

import "github.com/iiq-approvals/bot/internal/approvals"

const (
	tomcatPage = `<!doctype html><html lang="en"><head><title>HTTP Status 500 – Internal Server Error</title>` +
		`<style type="text/css">h1 {color:red}</style></head><body><h1>HTTP Status 500 – Internal Server Error</h1><hr class="line" /><p><b>Type</b> Exception Report</p>` +
		`<p><b>Message</b> The work item is locked by another session&#46; Try again later.</p>` +
		`<pre>java.lang.Exception: at sailpoint.Foo</pre></body></html>`
	proxyPage = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr>nginx</body></html>"
	loginPage = "<!DOCTYPE html>\n<html><body>Please sign in</body></html>"
)

// Trouble is an answer to a decision that is none, and what those who wait are told of it.
type Trouble struct {
	Name, Body string
	Status     int
	Want       approvals.IIQTrouble
}

// Troubles are what may come instead of an answer to a decision.
func Troubles() []Trouble {
	away, mute := approvals.IIQTrouble{Kind: approvals.TroubleAway}, approvals.IIQTrouble{Kind: approvals.TroubleError}
	account, proxy := approvals.IIQTrouble{Kind: approvals.TroubleAccount}, approvals.IIQTrouble{Kind: approvals.TroubleProxy}
	says := func(s string) approvals.IIQTrouble {
		return approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: s}
	}
	return []Trouble{
		{"an error of the plugin", `{"status":"failure","errors":["The identity request is locked."]}`, 500,
			says("The identity request is locked.")},
		{"an error with a message", `{"message":"Out of\nmemory. Restart me. Now."}`, 500, says("Out of memory.")},
		{"two sentences", `{"message":"The rule failed. At line 3 of X."}`, 500, says("The rule failed.")},
		{"the container's page", tomcatPage, 500, says("The work item is locked by another session.")},
		{"a page with a status alone", "<html><body><h1>HTTP Status 500</h1><p>Internal Server Error</p></body></html>", 500,
			says("Internal Server Error")},
		{"plain text", "no rows\nat sailpoint.api.X", 500, says("no rows")},
		{"an empty error", "", 500, mute},
		{"XML that is no page", "<fault>x</fault>", 500, mute},
		{"an address", `{"message":"Cannot reach jdbc:oracle:thin:app/pw@db:1521 now"}`, 500, says("Cannot reach … now")},
		{"a link", `{"message":"See https://iiq.example/x?key=1 for more"}`, 500, says("See … for more")},
		{"a password", `{"message":"Login failed, password=hunter2"}`, 500, mute},
		{"a token", `{"message":"Bearer eyJhbGciOi.abc is not known"}`, 500, mute},
		{"a long key", `{"message":"Object 7f00000197a1b2c3d4e5f60718293a4b is gone"}`, 500, says("Object … is gone")},
		{"not implemented", "", 501, mute},
		{"not found", `{"message":"No such resource"}`, 404, says("No such resource")},
		{"too many", `{"message":"Slow down"}`, 429, says("Slow down")},
		{"busy in its own words", `{"message":"Starting up"}`, 503, says("Starting up")},
		{"a balancer without a server", proxyPage, 503, away},
		{"busy without a word", "", 503, away},
		{"a gateway's page", proxyPage, 502, away},
		{"a gateway in time", "", 504, away},
		{"a time-out of the server", "", 408, away},
		{"refused credentials", `{"error":"invalid_client"}`, 401, account},
		{"forbidden", tomcatPage, 403, account},
		{"a login page", loginPage, 200, proxy},
		{"a redirect", "", 302, proxy},
		{"a proxy that wants a login", proxyPage, 407, proxy},
		{"a captive portal", loginPage, 511, proxy},
		{"nonsense", "{", 200, mute},
	}
}
