package aptly

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"posimport/importer/target"
)

// bodies are create requests for positions of some names.
func bodies(names ...string) (all [][]byte) {
	for _, name := range names {
		all = append(all, New().Body(asked(name)))
	}
	return all
}

// TestFindAllSharesListings: names that are searched for by the same words share a listing, and those
// that cannot be searched for share one of the whole tenant.
func TestFindAllSharesListings(t *testing.T) {
	var names []string
	for _, name := range []string{"Software Developer (%d)", "Entwickler(in) %d", "R&D Lead %d", "Head of Sales %d"} {
		for n := range 3 {
			names = append(names, fmt.Sprintf(name, n))
		}
	}
	s := &shelf{positions: many(2500)}
	for n, name := range names {
		s.positions = append(s.positions, made(fmt.Sprint("made-", n), name))
	}
	for n, found := range s.findAll(t, bodies(names...)...) {
		if found.Err != nil || len(found.Positions) != 1 || found.Positions[0].ID != fmt.Sprint("made-", n) {
			t.Errorf("%q: %+v", names[n], found)
		}
	}
	slices.Sort(s.requests)
	want := append(slices.Repeat([]string{""}, 26), "Head of Sales 0", "Head of Sales 1", "Head of Sales 2", "Software Developer")
	if !slices.Equal(s.requests, want) {
		t.Errorf("%d requests %q, want %d", len(s.requests), s.requests, len(want))
	}
}

// TestFindAllWhateverTheSearch: what is there is found by whatever a server's search goes, and only a
// server that has shown to find names by a part of them is believed that something is absent.
func TestFindAllWhateverTheSearch(t *testing.T) {
	const name, absent = "Software Developer (m/w/d)", "Head of Sales (m/w/d)"
	for search, c := range map[string]struct {
		finds    func(name, words string) bool
		requests []string
	}{
		"any part": {strings.Contains, []string{"Head of Sales", "Software Developer"}},
		"prefixes": {strings.HasPrefix, []string{"Head of Sales", "Software Developer"}},
		"words": {func(name, words string) bool {
			has := strings.Fields(name)
			return !slices.ContainsFunc(strings.Fields(words), func(w string) bool { return !slices.Contains(has, w) })
		}, []string{"Head of Sales", "Software Developer"}},
		"whole names": {func(name, words string) bool { return name == words }, []string{"", "Head of Sales", "Software Developer"}},
		"nothing":     {func(string, string) bool { return false }, []string{"", "Head of Sales", "Software Developer"}},
	} {
		s := &shelf{positions: []map[string]any{made("a", name)}, search: c.finds}
		found := s.findAll(t, bodies(name, absent)...)
		if found[0].Err != nil || len(found[0].Positions) != 1 || found[1].Err != nil || len(found[1].Positions) != 0 {
			t.Errorf("%s: %+v", search, found)
		}
		if slices.Sort(s.requests); !slices.Equal(s.requests, c.requests) {
			t.Errorf("%s: requests %q, want %q", search, s.requests, c.requests)
		}
	}
}

// TestFindAllTellsEachItsError: what fails for one is not known of it, and says nothing of the others.
func TestFindAllTellsEachItsError(t *testing.T) {
	s := &shelf{positions: []map[string]any{made("a", "Lead"), made("b", "Head", "status", nil)}}
	found := s.findAll(t, append(bodies("Lead", "Head"), []byte("{"))...)
	if found[0].Err != nil || len(found[0].Positions) != 1 {
		t.Errorf("Lead: %+v", found[0])
	}
	for n, want := range map[int]string{1: "its status cannot be compared", 2: "cannot be read"} {
		if err := found[n].Err; err == nil || !strings.Contains(err.Error(), want) || found[n].Positions != nil {
			t.Errorf("%+v, want an error with %q", found[n], want)
		}
	}
}

var _ target.ManyFinder = aptly{}
