package workload

import "testing"

func TestCPUTimeGrowsWithWork(t *testing.T) {
	before, err := CPUTime()
	if err != nil {
		t.Fatal(err)
	}
	// About 20 ms: the kernel may count in ticks of 10.
	if Spin(1, 20_000) == 0 {
		t.Fatal("the CPU unit computed 0")
	}
	after, err := CPUTime()
	if err != nil {
		t.Fatal(err)
	}
	if after <= before {
		t.Errorf("expected more than %d ns, got %d", before, after)
	}
}
