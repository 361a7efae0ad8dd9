package workload

import (
	"slices"
	"testing"
)

// The golden values are in the tests of the Node side too.
func TestSpinAgreesWithTheNodeSide(t *testing.T) {
	for _, golden := range []struct {
		seed  uint32
		units int64
		want  uint32
	}{
		{1, 0, 1},
		{64, 0, 64},
		{1, 1, 2927471155},
		{2, 1, 1277849724},
		{64, 1, 1921401904},
		{1, 10, 1892760326},
		{33, 100, 2390035430},
	} {
		if got := Spin(golden.seed, golden.units); got != golden.want {
			t.Errorf("Spin(%d, %d): expected %d, got %d", golden.seed, golden.units, golden.want, got)
		}
	}
}

func TestMeasuredUnitsArePositiveAndAscending(t *testing.T) {
	for _, count := range []int{1, 2, 5} {
		units := MeasureUnits(count)
		if len(units) != count || units[0] <= 0 || !slices.IsSorted(units) {
			t.Errorf("expected %d ascending times above 0, got %v ns", count, units)
		}
	}
}

func TestMedianUnitIsTheMiddle(t *testing.T) {
	for _, test := range []struct {
		sorted []float64
		want   float64
	}{
		{[]float64{3}, 3},
		{[]float64{3, 5}, 4},
		{[]float64{1, 3, 8}, 3},
		{[]float64{1, 3, 4, 9}, 3.5},
	} {
		if got := MedianUnit(test.sorted); got != test.want {
			t.Errorf("%v: expected %v, got %v", test.sorted, test.want, got)
		}
	}
}
