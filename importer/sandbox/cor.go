package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	corCompany    = 2336                  // as documented
	corTimeFormat = "2006-01-02 15:04:05" // as documented; taken for UTC
)

// corSources are the documented values of metadata.source.
func corSources() []string {
	return []string{
		"JIRA", "SALESFORCE", "ADVERTMIND", "QUICKBOOKS", "ZAPIER", "OKTA", "MICROSOFT_DYNAMICS", "GITHUB",
		"MICROSOFT_TEAMS", "VBS", "SAP", "GLOBANT",
	}
}

// corCategories are the categories that are there from the start, for every source.
func corCategories() []string {
	return []string{
		"external-category-1", "external-category-2", "external-category-3", "external-category-4",
		"external-category-5",
	}
}

// corKey is an external id in its source, which is what is unique.
type corKey struct{ source, id string }

// corPosition is a position as COR's answer shows it.
type corPosition struct {
	Name       string       `json:"name"`
	Rate       *json.Number `json:"rate"`
	Seniority  *string      `json:"seniority"`
	CompanyID  int          `json:"company_id"`
	CreatedAt  string       `json:"created_at"`
	UpdatedAt  string       `json:"updated_at"`
	ID         string       `json:"id"`
	CategoryID *string      `json:"category_id"`

	source  string
	number  int // 1, 2, 3, … by creation
	created time.Time
}

// corStore is all that COR holds. A position that is in it is never changed, only replaced, so that it
// can be shown without the lock.
type corStore struct {
	mu         sync.Mutex
	positions  map[corKey]*corPosition
	last       int               // number of the last position made
	everywhere []string          // categories that every source has
	categories map[corKey]string // id to name
}

func (c *corStore) init(categories []string) {
	c.positions = make(map[corKey]*corPosition)
	c.categories = make(map[corKey]string)
	c.everywhere = append(corCategories(), categories...)
}

func (c *corStore) hasCategory(k corKey) bool {
	_, ok := c.categories[k]
	return ok || slices.Contains(c.everywhere, k.id)
}

func corAnswer(data any) answer {
	return answer{status: http.StatusOK, body: encode(struct {
		StatusCode int    `json:"statusCode"`
		Status     string `json:"status"`
		Data       any    `json:"data"`
	}{http.StatusOK, "success", data})}
}

// source reads metadata.source. It returns the answer to give where it is not one that is documented.
func (x *exchange) source(o *object) (string, *answer) {
	meta := o.inner("metadata")
	meta.only("source")
	source := meta.text("source", true)
	if len(*o.problems) == 0 && !slices.Contains(corSources(), source) {
		a := x.fail(http.StatusBadRequest, "InvalidSourceError", fmt.Sprintf("metadata.source %q is not a known source", source))
		return source, &a
	}
	return source, nil
}

// corFields reads the fields that a position can have besides its id.
func corFields(o *object, p *corPosition, required bool) {
	if required || o.has("name") {
		p.Name = o.text("name", true)
	}
	if o.has("category_id") {
		v := o.text("category_id", false)
		p.CategoryID = &v
	}
	if o.has("seniority") {
		v := o.text("seniority", false)
		p.Seniority = &v
	}
	if o.has("rate") {
		p.Rate = o.number("rate")
	}
}

func (x *exchange) noCategory(source string, id *string) *answer {
	if id == nil || x.s.cor.hasCategory(corKey{source, *id}) {
		return nil
	}
	a := x.fail(http.StatusNotFound, "CategoryNotFoundError",
		fmt.Sprintf("category %q does not exist in the integration mappings", *id))
	return &a
}

func (s *Server) corCreate(x *exchange) answer {
	o := parseObject(x.body)
	o.only("metadata", "id", "name", "category_id", "rate", "seniority")
	source, refused := x.source(&o)
	p := &corPosition{CompanyID: corCompany, source: source, ID: o.text("id", true)}
	corFields(&o, p, true)
	if len(*o.problems) > 0 {
		return invalid(x, *o.problems)
	}
	if refused != nil {
		return *refused
	}
	c := &s.cor
	c.mu.Lock()
	defer c.mu.Unlock()
	if a := x.noCategory(source, p.CategoryID); a != nil {
		return *a
	}
	key := corKey{source, p.ID}
	if c.positions[key] != nil {
		return x.fail(http.StatusConflict, "DuplicateExternalIdError",
			fmt.Sprintf("a position with external id %q already exists for source %s", p.ID, source))
	}
	p.created = s.now()
	p.CreatedAt = p.created.UTC().Format(corTimeFormat)
	p.UpdatedAt = p.CreatedAt
	if a := x.effect(PositionCreated, source, p.ID, p.ID); a != nil {
		return *a
	}
	c.last++
	p.number = c.last
	c.positions[key] = p
	return corAnswer(p)
}

func (s *Server) corUpdate(x *exchange) answer {
	o := parseObject(x.body)
	o.only("metadata", "name", "category_id", "rate", "seniority")
	source, refused := x.source(&o)
	c := &s.cor
	c.mu.Lock()
	defer c.mu.Unlock()
	key := corKey{source, x.r.PathValue("id")}
	var p corPosition
	if old := c.positions[key]; old != nil {
		p = *old
	}
	corFields(&o, &p, false)
	if len(*o.problems) > 0 {
		return invalid(x, *o.problems)
	}
	if a := cmp.Or(refused, x.noPosition(key), x.noCategory(source, p.CategoryID)); a != nil {
		return *a
	}
	p.UpdatedAt = s.now().UTC().Format(corTimeFormat)
	if a := x.effect(PositionUpdated, source, key.id, key.id); a != nil {
		return *a
	}
	c.positions[key] = &p
	return corAnswer(&p)
}

func (x *exchange) noPosition(key corKey) *answer {
	if x.s.cor.positions[key] != nil {
		return nil
	}
	a := x.fail(http.StatusNotFound, "PositionNotFoundError",
		fmt.Sprintf("no position with external id %q exists for source %s", key.id, key.source))
	return &a
}

func (s *Server) corDelete(x *exchange) answer {
	o := parseObject(x.body)
	o.only("metadata")
	source, refused := x.source(&o)
	if len(*o.problems) > 0 {
		return invalid(x, *o.problems)
	}
	c := &s.cor
	c.mu.Lock()
	defer c.mu.Unlock()
	key := corKey{source, x.r.PathValue("id")}
	if a := cmp.Or(refused, x.noPosition(key)); a != nil {
		return *a
	}
	if a := x.effect(PositionDeleted, source, key.id, key.id); a != nil {
		return *a
	}
	delete(c.positions, key)
	return answer{status: http.StatusOK, body: []byte(`{"message":"Entity deleted successfully"}`)}
}

func (s *Server) corCategory(x *exchange) answer {
	o := parseObject(x.body)
	o.only("metadata", "id", "name")
	source, refused := x.source(&o)
	key, name := corKey{source, o.text("id", true)}, o.text("name", true)
	if len(*o.problems) > 0 {
		return invalid(x, *o.problems)
	}
	if refused != nil {
		return *refused
	}
	c := &s.cor
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hasCategory(key) {
		return x.fail(http.StatusConflict, "DuplicateExternalIdError",
			fmt.Sprintf("a category with external id %q already exists for source %s", key.id, source))
	}
	if a := x.effect(CategoryCreated, source, key.id, key.id); a != nil {
		return *a
	}
	c.categories[key] = name
	at := s.now().UTC().Format(corTimeFormat)
	return corAnswer(struct {
		ID        string `json:"id"`
		Name      string `json:"name"`
		CompanyID int    `json:"company_id"`
		CreatedAt string `json:"created_at"`
		UpdatedAt string `json:"updated_at"`
	}{key.id, name, corCompany, at, at})
}

// effect writes down what is about to be true. It returns the answer to give where that failed.
func (x *exchange) effect(k Kind, account, id, externalID string) *answer {
	err := x.s.log.add(Event{
		Kind: k, Target: x.e.target, Account: account, ID: id, ExternalID: externalID, Request: x.n,
		Body: x.body,
	})
	if err == nil {
		return nil
	}
	a := x.fail(http.StatusInternalServerError, "InternalError", err.Error())
	return &a
}
