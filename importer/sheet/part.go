package sheet

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"

	"posimport/importer/row"
)

// partReader unzips one part. It trusts nothing that the archive says of it: sizes and ratio are
// enforced on what really comes, and at the end the sum must be right.
type partReader struct {
	archive *archive
	name    string
	entry   *zip.File
	zipped  *countingReader
	plain   io.Reader
	inflate io.ReadCloser // nil for a stored part
	sum     hash.Hash32
	size    int64
	allowed int64
	err     error
}

// ratioFrom is the size from which on the ratio is looked at: small parts may well be all zeros.
const ratioFrom = 1 << 20

// open begins to unzip a part of at most so many bytes.
func (a *archive) open(name string, most int64) (*partReader, error) {
	folded := strings.ToLower(name)
	entry, found := a.parts[folded]
	if !found {
		return nil, damaged(fmt.Sprintf("the workbook is damaged: its part %q is missing", name), nil)
	}
	if entry.Flags&1 != 0 {
		return nil, &Error{
			Code: row.FileFormat, Problem: "the zip archive is protected by a password",
			Advice: "open it in Excel, remove the password and save it",
		}
	}
	p := &partReader{archive: a, name: folded, entry: entry, allowed: a.allowed(folded, min(most, a.limits.Part))}
	if entry.UncompressedSize64 > uint64(p.allowed) {
		return nil, p.tooLong()
	}
	raw, err := entry.OpenRaw()
	if err != nil {
		return nil, p.broken("cannot be found in the zip archive", err)
	}
	p.zipped = &countingReader{src: raw}
	p.sum = crc32.NewIEEE()
	switch entry.Method {
	case zip.Store:
		p.plain = p.zipped
	case zip.Deflate:
		p.inflate = flate.NewReader(bufio.NewReaderSize(p.zipped, 64<<10))
		p.plain = p.inflate
	default:
		return nil, p.broken(fmt.Sprintf("is compressed by method %d, which no workbook uses", entry.Method), nil)
	}
	return p, nil
}

// Read unzips on. Its error at a regular end is io.EOF.
func (p *partReader) Read(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	n, err := p.plain.Read(b)
	p.size += int64(n)
	_, _ = p.sum.Write(b[:n])
	switch {
	case p.size > p.allowed:
		p.err = p.tooLong()
	case p.size > ratioFrom && p.size/p.archive.limits.Ratio > p.zipped.count:
		p.err = tooLarge("its part %q unzips to more than %d times its size, as only a zip bomb does",
			p.entry.Name, p.archive.limits.Ratio)
	case errors.Is(err, io.EOF):
		p.err = p.finish()
	case err != nil:
		p.err = p.broken("is cut off or broken", err)
	}
	if p.err != nil && !errors.Is(p.err, io.EOF) {
		return 0, p.err
	}
	return n, p.err
}

func (p *partReader) finish() error {
	if uint64(p.size) != p.entry.UncompressedSize64 || p.sum.Sum32() != p.entry.CRC32 {
		return p.broken("does not have the size and check sum that the zip archive says", nil)
	}
	return io.EOF
}

// Close notes what was read and releases the unzipping.
func (p *partReader) Close() error {
	p.archive.took(p.name, p.size)
	if p.inflate != nil {
		return p.inflate.Close()
	}
	return nil
}

func (p *partReader) tooLong() error {
	return tooLarge("its part %q is longer than %d bytes when it is unzipped", p.entry.Name, p.allowed)
}

func (p *partReader) broken(how string, cause error) error {
	return damaged(fmt.Sprintf("the workbook is damaged: its part %q %s", p.entry.Name, how), cause)
}

// countingReader counts the bytes that it hands on.
type countingReader struct {
	src   io.Reader
	count int64
}

// Read hands on and counts.
func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.src.Read(p)
	c.count += int64(n)
	return n, err
}
