package mapping

import "math"

// assign gives each field at most one column, each column to at most one field, such that the sum of the
// weights is the greatest that there is (Kuhn's method with potentials, fields² × columns steps).
// Weights are by field, then by column; those of 0 are never assigned. It returns a column for each
// field, -1 for none.
func assign(weights [][]float64, columns int) []int {
	fields := len(weights)
	width := columns + fields // a column of its own for each field that gets none
	cost := func(field, column int) float64 {
		if column < columns {
			return -weights[field][column]
		}
		return 0
	}
	rowPotential, columnPotential := make([]float64, fields+1), make([]float64, width+1)
	owner, way := make([]int, width+1), make([]int, width+1)
	for field := 1; field <= fields; field++ {
		owner[0] = field
		at := 0
		shortest, used := make([]float64, width+1), make([]bool, width+1)
		for i := range shortest {
			shortest[i] = math.Inf(1)
		}
		for owner[at] != 0 {
			used[at] = true
			row, next, step := owner[at], 0, math.Inf(1)
			for j := 1; j <= width; j++ {
				if used[j] {
					continue
				}
				if reduced := cost(row-1, j-1) - rowPotential[row] - columnPotential[j]; reduced < shortest[j] {
					shortest[j], way[j] = reduced, at
				}
				if shortest[j] < step {
					step, next = shortest[j], j
				}
			}
			for j := 0; j <= width; j++ {
				if used[j] {
					rowPotential[owner[j]] += step
					columnPotential[j] -= step
				} else {
					shortest[j] -= step
				}
			}
			at = next
		}
		for at != 0 {
			owner[at] = owner[way[at]]
			at = way[at]
		}
	}
	assigned := make([]int, fields)
	for i := range assigned {
		assigned[i] = -1
	}
	for column := 1; column <= columns; column++ {
		if field := owner[column] - 1; field >= 0 && weights[field][column-1] > 0 {
			assigned[field] = column - 1
		}
	}
	return assigned
}
