package props

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func TestProperties(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	want := &excelize.DocProperties{
		Title: `R&D <2026> "é"`, Creator: "posimport", LastModifiedBy: "posimport", Description: "a\nb",
		Created: "2025-01-01T00:00:00Z", Modified: "2025-01-02T00:00:00Z", Language: "es", Version: "1.0", Keywords: "k", Category: "c",
	}
	if err := f.SetDocProps(want); err != nil {
		t.Fatal(err)
	}
	f.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return New(zip.NewWriter(w)) })
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	part, err := archive.Open(Part)
	if err != nil {
		t.Fatal(err)
	}
	core, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"<cp:coreProperties ", "<cp:lastModifiedBy>", "<dc:title>", `<dcterms:created xsi:type="dcterms:W3CDTF">`, "<cp:version>1.0</cp:version>"} {
		if !bytes.Contains(core, []byte(tag)) {
			t.Errorf("no %s in %s", tag, core)
		}
	}
	if bytes.Contains(core, []byte("xmlns=")) {
		t.Errorf("a default namespace in %s", core)
	}
	again, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	got, err := again.GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOtherXMLIsRefused(t *testing.T) {
	for _, core := range []string{"<a/>", `<coreProperties xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"><b`} {
		if out, err := Prefix([]byte(core)); err == nil {
			t.Errorf("%s gives %s", core, out)
		}
	}
}
