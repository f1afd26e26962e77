// Package migrations holds the database schema as an ordered history, and
// brings a database up and down along it.
//
// The history is made of our own SQL files and of River's migrations, which
// two small Go migrations ask River for by version, so that no copy of River's
// SQL stands here. A migration's number is the number in its file's name; a
// file is never changed once it was released. How to add one is told in
// CONTRIBUTING.md.
//
// goose runs the history, holding a lock on the database, so that several
// processes may ask for it at once. A database with a newer schema than this
// binary knows is accepted everywhere: during a rolling upgrade the old
// version runs beside the new schema for one step.
package migrations
