package mapping

import "math"

// assign gives each field at most one column, each column to at most one field, such that the sum of the
// weights is the greatest that there is (Kuhn's method with potentials, fields² × columns steps).
// Weights are by field, then by column; those of 0 are never assigned. It returns a column for each
// field, -1 for none.
func assign(weights [][]float64, columns int) []int {
	a := assignment{weights: weights, columns: columns, width: columns + len(weights)}
	a.field, a.column = make([]float64, len(weights)+1), make([]float64, a.width+1)
	a.owner, a.way = make([]int, a.width+1), make([]int, a.width+1)
	for field := 1; field <= len(weights); field++ {
		a.owner[0] = field
		for at := a.reach(); at != 0; at = a.way[at] {
			a.owner[at] = a.owner[a.way[at]]
		}
	}
	assigned := make([]int, len(weights))
	for i := range assigned {
		assigned[i] = -1
	}
	for column := 1; column <= columns; column++ {
		if field := a.owner[column] - 1; field >= 0 && weights[field][column-1] > 0 {
			assigned[field] = column - 1
		}
	}
	return assigned
}

// assignment is the state of assign. Fields and columns count from 1; column 0 holds the field that is
// being placed.
type assignment struct {
	weights [][]float64
	columns int
	width   int       // with a column of its own for each field that gets none
	field   []float64 // potentials
	column  []float64
	owner   []int // of each column; 0 for none
	way     []int // from each column, the one before it on the way that makes room
}

func (a *assignment) cost(field, column int) float64 {
	if column <= a.columns {
		return -a.weights[field-1][column-1]
	}
	return 0
}

// reach finds the free column that the field in column 0 reaches at the least cost, others moving.
func (a *assignment) reach() int {
	at := 0
	shortest, used := make([]float64, a.width+1), make([]bool, a.width+1)
	for i := range shortest {
		shortest[i] = math.Inf(1)
	}
	for a.owner[at] != 0 {
		used[at] = true
		field, next, step := a.owner[at], 0, math.Inf(1)
		for j := 1; j <= a.width; j++ {
			if used[j] {
				continue
			}
			if reduced := a.cost(field, j) - a.field[field] - a.column[j]; reduced < shortest[j] {
				shortest[j], a.way[j] = reduced, at
			}
			if shortest[j] < step {
				step, next = shortest[j], j
			}
		}
		for j := 0; j <= a.width; j++ {
			if used[j] {
				a.field[a.owner[j]] += step
				a.column[j] -= step
			} else {
				shortest[j] -= step
			}
		}
		at = next
	}
	return at
}
