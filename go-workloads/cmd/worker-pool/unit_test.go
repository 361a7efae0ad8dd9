package main

import "testing"

func TestUnitIsTheMedianAndTheSpread(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   unit
	}{
		{[]float64{1000}, unit{ns: 1000, spread: 1}},
		{[]float64{1000, 1200}, unit{ns: 1100, spread: 1.2}},
		{[]float64{1000, 1100, 1500}, unit{ns: 1100, spread: 1.5}},
	} {
		if got := unitOf(test.values); got != test.want {
			t.Errorf("expected %+v, received %+v", test.want, got)
		}
	}
}
