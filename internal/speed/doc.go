// Package speed computes what cmd/speed measures: percentiles, medians over runs, and a table with goals.
package speed
