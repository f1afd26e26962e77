// Package dbtest gives each test a migrated database of its own.
//
// The server is the one that TEST_DATABASE_URL names, whose user must be
// allowed to create databases, else a private one (package localpg) that is
// started by the first test of the process and ends with it.
//
// The migrations run once a server: into a template, named by the migrations'
// fingerprint, from which the databases of the tests are copied. After its test
// a database gets a new name and its first rows back, and serves another test;
// one whose schema was changed is dropped. On a shared server the databases of
// processes that were killed, and templates that nobody uses any more, are
// dropped by the next process that comes; advisory locks tell who lives.
package dbtest
