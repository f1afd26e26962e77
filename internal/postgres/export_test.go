package postgres

import "time"

// Hurry makes a Writers ask after, and cut off within, other times.
func (w *Writers) Hurry(asking, within time.Duration) { w.asking, w.within = asking, within }
