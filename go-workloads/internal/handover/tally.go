package handover

// Tally is what one task has received in one batch.
type Tally struct {
	Received int64 // tokens
	Sum      int64 // of the numbers on them
	Latest   int64 // the number on the latest one
}

// Add counts one token.
func (t *Tally) Add(token int64) {
	t.Received++
	t.Sum += token
	t.Latest = token
}
