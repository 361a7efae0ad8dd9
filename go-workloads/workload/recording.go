package workload

import (
	"fmt"
	"math"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// A distribution's range and precision: 1 ns to 1 hour, 3 significant digits.
const (
	lowestNs          = 1
	highestNs         = 3_600_000_000_000
	significantDigits = 3
)

// neverWritten stands in a slot until its task has written a time, so that a missing one cannot pass for a short one.
const neverWritten = math.MinInt64

// Recording collects the values of one distribution. It is a plain array until the last hold of the process is over:
// a histogram that grew meanwhile would be read as memory of the tasks.
type Recording struct {
	name         string
	perIteration int
	values       []int64
}

// Record makes room for perIteration values in each iteration. Call it before Run: the room is touched here, so that it
// belongs to the baseline. In a measured iteration every slot must be filled.
func (s *Session) Record(name string, perIteration int) *Recording {
	recording := &Recording{
		name:         name,
		perIteration: perIteration,
		values:       Touched(perIteration * int(s.Request.Iterations)),
	}
	for i := range recording.values {
		recording.values[i] = neverWritten
	}
	s.recordings = append(s.recordings, recording)
	return recording
}

// Slots gives the iteration's part. Warm-ups share the first measured iteration's, which overwrites what they left.
func (r *Recording) Slots(iteration *Iteration) []int64 {
	first := int(iteration.measured) * r.perIteration
	return r.values[first : first+r.perIteration]
}

// Touched gives count zeros whose pages are resident. make alone maps pages that the first write would fault in.
func Touched(count int) []int64 {
	const smallestPage = 4096 / 8
	values := make([]int64, count)
	for i := 0; i < count; i += smallestPage {
		values[i] = 0
	}
	return values
}

// Early counts the negative values and gives the size of the largest, 0 when there is none. A wake before its intended
// time is clamped to 0 in the distribution; these two keep it from being hidden.
func Early(values []int64) (count, earliestNs int64) {
	for _, value := range values {
		if value < 0 {
			count++
			earliestNs = max(earliestNs, -value)
		}
	}
	return count, earliestNs
}

func (r *Recording) distribution() (Distribution, error) {
	histogram := hdrhistogram.New(lowestNs, highestNs, significantDigits)
	for slot, value := range r.values {
		if value == neverWritten {
			return Distribution{}, fmt.Errorf("distribution %s: expected a value for every task, received none in slot %d of %d",
				r.name, slot, len(r.values))
		}
		if err := histogram.RecordValue(max(value, 0)); err != nil {
			return Distribution{}, fmt.Errorf("distribution %s: expected at most %d ns, received %d: %w",
				r.name, int64(highestNs), value, err)
		}
	}
	data, err := histogram.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
	if err != nil {
		return Distribution{}, fmt.Errorf("distribution %s: %w", r.name, err)
	}
	return Distribution{
		Name: r.name, Unit: unitNs, Encoding: encodingHdr, Count: int64(len(r.values)), Data: string(data),
	}, nil
}
