package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// reserve is memory that is mapped and touched, in chunks.
type reserve struct{ chunks [][]byte }

func (r *reserve) bytes() int64 { return int64(len(r.chunks)) * chunkBytes }

// hold grows to at least the bytes; it never shrinks. On an error what was there before is still held.
func (r *reserve) hold(bytes int64) error {
	for r.bytes() < bytes {
		chunk, err := unix.Mmap(-1, 0, chunkBytes, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
		if err != nil {
			return fmt.Errorf("map %d bytes beyond %d: %w", chunkBytes, r.bytes(), err)
		}
		if err := populate(chunk); err != nil {
			_ = unix.Munmap(chunk) // the first error tells more
			return fmt.Errorf("populate %d bytes beyond %d: %w", chunkBytes, r.bytes(), err)
		}
		r.chunks = append(r.chunks, chunk)
	}
	return nil
}

// release lets go of at least the bytes, or of all.
func (r *reserve) release(bytes int64) error {
	for released := int64(0); released < bytes && len(r.chunks) > 0; released += chunkBytes {
		last := len(r.chunks) - 1
		if err := unix.Munmap(r.chunks[last]); err != nil {
			return fmt.Errorf("unmap: %w", err)
		}
		r.chunks = r.chunks[:last]
	}
	return nil
}

// touch writes to every page; reading would map the one shared page of zeros.
func touch(chunk []byte) {
	const smallestPage = 4096
	for i := 0; i < len(chunk); i += smallestPage {
		chunk[i] = 1
	}
}
