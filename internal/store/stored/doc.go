// Package stored says what rows of our tables mean: it turns them into the values of package approvals, and those into
// parameters of statements. It runs no statement itself.
//
// A row may be written by a replica of a version that does not know some of its columns. What stands in them counts only for the
// content that it was stored with.
package stored
