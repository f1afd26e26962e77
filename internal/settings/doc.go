// Package settings reads the environment into one checked Config. A group of settings is one file: its variables with their
// defaults, its type, and the step that checks the one and fills the other. All that is wrong is told at once, and no secret is.
package settings
