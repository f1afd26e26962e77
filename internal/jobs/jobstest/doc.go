// Package jobstest is what the tests of the workers (package jobs) and of the rounds (package rounds) share: both on a real
// database, with an IIQ, a Slack and an identity map that do as they are told. Only tests import it.
//
//	e := jobstest.New(t)
//	e.See(jobstest.Request("i1", "sam"))              an item, and its card
//	e.IIQ.Fails("put", jobstest.ErrAway)              the next write gets no answer
//	e.Click("sam", "i1", approvals.VerdictApprove, "") a click
//	e.Attempt()                                       one attempt of the worker, and how it ended
//
// Every step outside has a name. A test lets it fail (Fails), or has whoever comes there stand still (Stops), as a process does
// that is frozen or killed. No goroutine works the jobs: a test takes them from River's table when it wants them done.
package jobstest
