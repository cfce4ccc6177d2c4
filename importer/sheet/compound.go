package sheet

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
)

// compoundKind says what an OLE2 compound file holds, in the words of a refusal. The names of its
// streams tell: a workbook behind a password is an encrypted package (MS-OFFCRYPTO 2.3), an old
// .xls has a stream Workbook or Book (MS-XLS 2.1.2).
func compoundKind(file io.ReaderAt, size int64) (problem, advice string) {
	streams := compoundStreams(file, size)
	switch {
	case streams["EncryptedPackage"], streams["EncryptionInfo"]:
		return "it is protected by a password, so it cannot be read",
			"open it in Excel, remove the password under File > Info > Protect Workbook > Encrypt with Password, and save it"
	case streams["Workbook"], streams["Book"]:
		return "it is an old Excel file (.xls), which is not read", saveAsXLSX("open it in Excel")
	case streams["WordDocument"]:
		return "it is a Word document, not a spreadsheet", adviceCopyTable
	}
	return "it is an old Office file that is not a workbook in .xlsx", saveAsXLSX("open it in Excel")
}

// compoundStreams returns the names in a compound file's directory (MS-CFB 2.6), as far as they
// can be read. The directory's sectors are followed through the 109 FAT sectors that the header
// lists, which is enough for a file of 6 MB with old sectors and is only used to choose words.
func compoundStreams(file io.ReaderAt, size int64) map[string]bool {
	names := map[string]bool{}
	head := make([]byte, 512)
	if _, err := file.ReadAt(head, 0); err != nil {
		return names
	}
	shift := binary.LittleEndian.Uint16(head[30:])
	if shift != 9 && shift != 12 {
		return names
	}
	sectorSize := int64(1) << shift
	sector := make([]byte, sectorSize)
	read := func(number uint32) bool {
		at := (int64(number) + 1) << shift
		if at >= size {
			return false
		}
		n, _ := file.ReadAt(sector, at)
		clear(sector[n:])
		return n > 0
	}
	next := func(number uint32) uint32 {
		entries := uint32(sectorSize / 4)
		slot := number / entries
		if slot >= 109 || !read(binary.LittleEndian.Uint32(head[76+4*slot:])) {
			return endOfChain
		}
		return binary.LittleEndian.Uint32(sector[4*(number%entries):])
	}
	number := binary.LittleEndian.Uint32(head[48:])
	for range 64 { // a chain may be a circle
		if number >= endOfChain || !read(number) {
			break
		}
		addNames(names, sector)
		number = next(number)
	}
	return names
}

// endOfChain and all above it are not sectors (MS-CFB 2.1).
const endOfChain = 0xFFFFFFFA

func addNames(names map[string]bool, sector []byte) {
	const entrySize = 128
	for ; len(sector) >= entrySize; sector = sector[entrySize:] {
		length := int(binary.LittleEndian.Uint16(sector[64:]))
		if length < 2 || length > 64 {
			continue
		}
		letters := make([]uint16, 0, 32)
		for i := 0; i < length-2; i += 2 {
			letters = append(letters, binary.LittleEndian.Uint16(sector[i:]))
		}
		names[string(utf16.Decode(letters))] = true
	}
}
