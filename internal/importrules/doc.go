// Package importrules holds the map of the packages: its test fails when a
// package imports another of ours that the map does not allow it, when a
// package is not on the map, and when a name or an init function is used that
// the project does without.
//
// The map stands in docs/architecture.md as well. Tests are free to import
// what they like, since nothing depends on them.
package importrules
