package workload

import "testing"

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

func TestMeasureUnitIsPositive(t *testing.T) {
	if ns := MeasureUnit(); ns <= 0 {
		t.Errorf("expected a time above 0, got %v ns", ns)
	}
}
