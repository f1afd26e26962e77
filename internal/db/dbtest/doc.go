// Package dbtest gives each test a migrated database of its own.
//
// The server is the one that TEST_DATABASE_URL names, whose user must be
// allowed to create databases, else a private one (package localpg) that is
// started by the first test of the process and ends with it.
//
// The migrations run once a server: into a template, named by the migrations'
// fingerprint, from which the databases of the tests are copied. A private
// server has the template from its start: its data come from localpg's cache,
// where the first process put them that had these migrations. After its test
// a database gets its first rows back and serves another test, with a new name
// where more than the pool of [New] knew the old one; the sessions of that pool
// serve the next, as new but for what they have read of the catalogue and the
// statements that pgx has prepared in them. One whose schema was changed is
// dropped. Databases with roles ([TwoRoles]) and in a locale ([NewIn]) go the
// same way. On a shared server the databases of processes that were killed, and
// templates that nobody uses any more, are dropped by the next process that
// comes; advisory locks tell who lives.
package dbtest
