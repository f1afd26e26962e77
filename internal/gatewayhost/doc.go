// Package gatewayhost builds the gateway, our own plugin for IdentityIQ, and starts it in its stub-run host for tests: the
// plugin's code, as it is, on a JAX-RS engine and a servlet container, with an IdentityIQ in memory behind it.
//
//	gateway/build.sh --host DIR ──▶ classes, once for each state of the sources and of javac, by one process
//	java … Host ──▶ http://127.0.0.1:PORT/identityiq, until the test ends
//
// It needs a JDK and the libraries that `.ci/run prepare` installs. Where they are missing, a test that asks for a host
// is skipped, or, with GATEWAY_TESTS=required, fails.
package gatewayhost
