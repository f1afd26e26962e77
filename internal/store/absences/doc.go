// Package absences keeps what answers of IIQ lack until it counts as gone. One answer that lacks something proves nothing: a page
// may be cut, an index behind, a filter wrong.
//
//	lacked once ──▶ asked again, the wait later ──lacked again, by an answer with a witness──▶ gone
//
// Where very many things are missing at once, the second answer has to be an hour later. Nothing here closes anything.
package absences
