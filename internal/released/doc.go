// Package released knows the versions that were released: the commit of each and the migrations that it brought.
//
// Tests read it: the migrations of a release never change, and an upgrade from the latest release is tried with that
// release's own binary, which Build makes from the repository's history.
package released
