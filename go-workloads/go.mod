module github.com/interleave-bench/interleave/go-workloads

go 1.23.0

toolchain go1.27.4

require (
	github.com/HdrHistogram/hdrhistogram-go v1.4.0
	github.com/Jeffail/tunny v0.1.4
	github.com/alitto/pond/v2 v2.7.1
	github.com/panjf2000/ants/v2 v2.12.1
	github.com/sourcegraph/conc v0.3.0
	golang.org/x/sync v0.16.0
	golang.org/x/sys v0.35.0
	gopkg.in/go-playground/pool.v3 v3.1.1
)

require (
	go.uber.org/atomic v1.7.0 // indirect
	go.uber.org/multierr v1.9.0 // indirect
	gopkg.in/go-playground/assert.v1 v1.2.1 // indirect
)
