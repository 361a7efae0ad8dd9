package handover

import (
	"runtime"
	"testing"
)

// The kernel returns from a wait without a wake-up too: the word alone decides.
func TestAWakeUpWithoutATurnIsNoTurn(t *testing.T) {
	readyToBlock()
	word := new(futexWord)
	received := make(chan int64)
	go func() {
		runtime.LockOSThread()
		received <- word.await(secondsTurn)
	}()
	for range 100 {
		word.wake()
		runtime.Gosched()
	}
	select {
	case token := <-received:
		t.Fatalf("expected a task that waits, received token %d", token)
	default:
	}
	word.pass(6)
	if token := <-received; token != 6 {
		t.Errorf("expected token 6, received %d", token)
	}
}
