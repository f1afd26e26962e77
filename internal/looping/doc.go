// Package looping leads people through what waits for them: in which order it is offered, and what comes next.
//
// The order is by due date (what has none comes last), then by priority, then by age. Run through by Show next, the
// queue is a ring: after the last item comes the first again, so that what was passed over is offered once more.
//
// The package also decides when people are reminded, as pure policy: Reminders says for one person whether a reminder
// is due now, and when to ask again. Hours and days are by the person's local clock, across both changes of the clock.
package looping
