// Package wiretest makes what IdentityIQ answers, its object XML above all, for the tests of those who read it.
package wiretest
