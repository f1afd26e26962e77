// Package grammar is how the languages of the bot count, group digits and name days. It has no sentences.
package grammar
