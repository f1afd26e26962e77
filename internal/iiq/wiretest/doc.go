// Package wiretest makes IdentityIQ's object XML for the tests of those who read it.
package wiretest
