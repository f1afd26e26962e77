package query

// Distance counts the letters to insert, delete, replace, or swap with their neighbour to turn one word into the
// other.
func Distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	before, row, next := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		next[0] = i + 1
		for j, q := range to {
			cost := row[j]
			if r != q {
				cost = 1 + min(row[j], row[j+1], next[j])
			}
			if i > 0 && j > 0 && r == to[j-1] && from[i-1] == q {
				cost = min(cost, 1+before[j-1])
			}
			next[j+1] = cost
		}
		before, row, next = row, next, before
	}
	return row[len(to)]
}
