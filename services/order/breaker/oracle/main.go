// Oracle answers traces as the real gobreaker does, in the format of `npm run replay`.
//
//	oracle -settings FILE TRACE   one trace
//	oracle < STREAM               many: a line {"settings": {...}} begins each
//
// Time is virtual: gobreaker asks the real time package, which testing/synctest runs ahead without waiting.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sony/gobreaker/v2"
)

type settings struct {
	MaxRequests  uint32  `json:"maxRequests"`
	IntervalMs   float64 `json:"intervalMs"`
	BucketMs     float64 `json:"bucketMs"`
	OpenMs       float64 `json:"openMs"`
	FailureRatio float64 `json:"failureRatio"`
	MinRequests  uint32  `json:"minRequests"`
}

// Holdfast's defaults, where a key is missing.
var defaults = settings{MaxRequests: 5, IntervalMs: 60_000, OpenMs: 60_000, FailureRatio: 0.5, MinRequests: 5}

type line struct {
	Settings json.RawMessage `json:"settings"`
	At       json.RawMessage `json:"at"`
	Call     json.RawMessage `json:"call"`
	End      json.RawMessage `json:"end"`
	Verdict  string          `json:"verdict"`
}

type counts struct {
	Requests             uint32 `json:"requests"`
	TotalSuccesses       uint32 `json:"totalSuccesses"`
	TotalFailures        uint32 `json:"totalFailures"`
	TotalExclusions      uint32 `json:"totalExclusions"`
	ConsecutiveSuccesses uint32 `json:"consecutiveSuccesses"`
	ConsecutiveFailures  uint32 `json:"consecutiveFailures"`
}

type reply struct {
	At       json.RawMessage `json:"at"`
	Call     json.RawMessage `json:"call,omitempty"`
	End      json.RawMessage `json:"end,omitempty"`
	Admitted *bool           `json:"admitted,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	State    string          `json:"state"`
	Counts   counts          `json:"counts"`
}

var (
	errFailure  = errors.New("failure")
	errExcluded = errors.New("excluded")
	verdicts    = map[string]error{"success": nil, "failure": errFailure, "excluded": errExcluded}
	reasons     = map[error]string{gobreaker.ErrOpenState: "open", gobreaker.ErrTooManyRequests: "half-open"}
)

func main() {
	// synctest needs a *testing.T, so the program is one test that answers its input.
	answer := testing.InternalTest{Name: "oracle", F: func(t *testing.T) {
		if err := run(t); err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(2)
		}
		os.Exit(0)
	}}
	testing.Main(func(_, _ string) (bool, error) { return true, nil }, []testing.InternalTest{answer}, nil, nil)
}

var settingsFile = flag.String("settings", "", "settings as JSON, for the one trace named behind it")

func run(t *testing.T) error {
	input := io.Reader(os.Stdin)
	if *settingsFile != "" {
		text, err := os.ReadFile(*settingsFile)
		if err != nil {
			return err
		}
		trace, err := os.Open(flag.Arg(0))
		if err != nil {
			return err
		}
		defer trace.Close()
		first := fmt.Sprintf("{\"settings\": %s}\n", bytes.ReplaceAll(text, []byte("\n"), []byte(" ")))
		input = io.MultiReader(bytes.NewBufferString(first), trace)
	}
	lines := bufio.NewScanner(input)
	output := bufio.NewWriterSize(os.Stdout, 1<<16)
	defer output.Flush()

	next, number, err := read(lines, 0)
	for err == nil && next != nil {
		if next.Settings == nil {
			return fmt.Errorf("line %d: a trace begins with its settings", number)
		}
		// A bubble for each trace: its clock starts anew, and its breaker with it.
		synctest.Test(t, func(*testing.T) { next, number, err = answer(*next, number, lines, output) })
	}
	return err
}

// answer plays one trace and returns the first line behind it, nil at the end of the input.
func answer(first line, number int, lines *bufio.Scanner, output *bufio.Writer) (*line, int, error) {
	breaker, err := newBreaker(first.Settings)
	if err != nil {
		return nil, number, fmt.Errorf("line %d: %w", number, err)
	}
	made := time.Now()
	inFlight := map[string]func(error){}
	encoder := json.NewEncoder(output)

	for {
		step, number, err := read(lines, number)
		if err != nil || step == nil || step.Settings != nil {
			return step, number, err
		}
		at, err := duration(step.At)
		if err != nil {
			return nil, number, fmt.Errorf("line %d: %w", number, err)
		}
		time.Sleep(time.Until(made.Add(at)))

		out := reply{At: step.At, Call: step.Call, End: step.End}
		if step.Call != nil {
			done, refusal := breaker.Allow()
			admitted := refusal == nil
			out.Admitted, out.Reason = &admitted, reasons[refusal]
			if admitted {
				inFlight[string(step.Call)] = done
			}
		} else {
			done, known := inFlight[string(step.End)]
			verdict, valid := verdicts[step.Verdict]
			if !known || !valid {
				return nil, number, fmt.Errorf("line %d: call %s, verdict %q", number, step.End, step.Verdict)
			}
			delete(inFlight, string(step.End))
			done(verdict)
		}
		out.State = breaker.State().String()
		out.Counts = counts(breaker.Counts())
		if err := encoder.Encode(out); err != nil {
			return nil, number, err
		}
	}
}

func newBreaker(text json.RawMessage) (*gobreaker.TwoStepCircuitBreaker[any], error) {
	s := defaults
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, err
	}
	return gobreaker.NewTwoStepCircuitBreaker[any](gobreaker.Settings{
		MaxRequests:  s.MaxRequests,
		Interval:     milliseconds(s.IntervalMs),
		BucketPeriod: milliseconds(s.BucketMs),
		Timeout:      milliseconds(s.OpenMs),
		ReadyToTrip: func(c gobreaker.Counts) bool {
			return c.Requests >= s.MinRequests && float64(c.TotalFailures)/float64(c.Requests) >= s.FailureRatio
		},
		IsExcluded: func(err error) bool { return errors.Is(err, errExcluded) },
	}), nil
}

// milliseconds rounds to the microsecond, as the replay does.
func milliseconds(ms float64) time.Duration {
	return time.Duration(math.Round(ms*1_000)) * time.Microsecond
}

func duration(text json.RawMessage) (time.Duration, error) {
	var ms float64
	if err := json.Unmarshal(text, &ms); err != nil {
		return 0, fmt.Errorf("\"at\" %q: %w", text, err)
	}
	return milliseconds(ms), nil
}

// read returns the next line, or nil at the end.
func read(lines *bufio.Scanner, number int) (*line, int, error) {
	if !lines.Scan() {
		return nil, number, lines.Err()
	}
	var parsed line
	if err := json.Unmarshal(lines.Bytes(), &parsed); err != nil {
		return nil, number + 1, fmt.Errorf("line %d: %w", number+1, err)
	}
	return &parsed, number + 1, nil
}
