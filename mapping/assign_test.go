package mapping

import (
	"math/rand/v2"
	"testing"
)

func TestAssignIsTheBest(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 2000 {
		fields, columns := 1+random.IntN(4), 1+random.IntN(5)
		weights := make([][]float64, fields)
		for i := range weights {
			weights[i] = make([]float64, columns)
			for j := range weights[i] {
				weights[i][j] = float64(random.IntN(8)) / 8
			}
		}
		got, total, used := assign(weights, columns), 0.0, map[int]bool{}
		for i, column := range got {
			if column >= 0 {
				if used[column] {
					t.Fatalf("column %d twice: %v", column, got)
				}
				used[column] = true
				total += weights[i][column]
			}
		}
		if best := bestSum(weights, 0, make([]bool, columns)); total < best-1e-9 {
			t.Fatalf("%v gives %v with %v, the best is %v", weights, total, got, best)
		}
	}
}

// bestSum tries every assignment.
func bestSum(weights [][]float64, field int, used []bool) float64 {
	if field == len(weights) {
		return 0
	}
	best := bestSum(weights, field+1, used)
	for column := range used {
		if !used[column] {
			used[column] = true
			best = max(best, weights[field][column]+bestSum(weights, field+1, used))
			used[column] = false
		}
	}
	return best
}
