package codes

import (
	"testing"

	"posimport/importer/row"
)

// TestTold: what a system says stays as it is; what we say in English has its meaning before it in Spanish.
func TestTold(t *testing.T) {
	for _, c := range []struct {
		lang, message, want string
		code                row.Code
	}{
		{"en", "connection refused", "connection refused", row.NetRefused},
		{"es", "connection refused", For("es").Meaning(row.NetRefused) + " (connection refused)", row.NetRefused},
		{"es", "falta el nombre", "falta el nombre", "ValidationError"},
		{"es", "no", "no", row.APIRejected},
		{"es", "", "", row.NetRefused},
	} {
		if got := For(c.lang).Told(c.code, c.message); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.code, got, c.want)
		}
	}
}
