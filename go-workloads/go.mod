module github.com/interleave-bench/interleave/go-workloads

go 1.23.0

toolchain go1.27.4

require (
	github.com/HdrHistogram/hdrhistogram-go v1.4.0
	github.com/panjf2000/ants/v2 v2.12.1
	golang.org/x/sync v0.16.0
	golang.org/x/sys v0.35.0
)
