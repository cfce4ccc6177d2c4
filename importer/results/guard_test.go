package results

import "testing"

func TestGuard(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"plain", "plain"},
		{"=1+1", "'=1+1"},
		{"+4930", "'+4930"},
		{"-5", "'-5"},
		{"@x", "'@x"},
		{"\t=1", "'\t=1"},
		{"\r=1", "'\r=1"},
		{"'quoted", "'quoted"},
		{"'", "'"},
		{"''", "''"},
		{"'=1", "''=1"},
		{"''-x", "'''-x"},
		{"a=1", "a=1"},
		{" =1", " =1"},
	} {
		if got := guard(c.text); got != c.want {
			t.Errorf("guard(%q) = %q, want %q", c.text, got, c.want)
		}
		if back := unguard(c.want); back != c.text {
			t.Errorf("unguard(%q) = %q, want %q", c.want, back, c.text)
		}
	}
}

func FuzzGuard(f *testing.F) {
	for _, seed := range []string{"", "=1", "'=1", "''@", "-", "'x", "\r", "'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		guarded := guard(text)
		if dangerous(guarded) {
			t.Errorf("guard(%q) = %q is still dangerous", text, guarded)
		}
		if back := unguard(guarded); back != text {
			t.Errorf("unguard(guard(%q)) = %q", text, back)
		}
	})
}
