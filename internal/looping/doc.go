// Package looping keeps people going through what waits for them: in which order it is offered, and what comes next.
//
// The order is by due date (what has none comes last), then by priority, then by age. Run through by Show next, the
// queue is a ring: after the last item comes the first again, so that what was passed over is offered once more.
//
// When people are reminded of what waits is here as well, as pure policy: Reminders says for one person whether now, and
// when to ask again. Hours and days are those of the clock on the person's own wall, over both changes of the clock.
package looping
