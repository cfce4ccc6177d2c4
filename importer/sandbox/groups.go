package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// group is an Aptly group as its listing shows it.
type group struct {
	ID            string `json:"id"`
	GroupID       string `json:"groupId"` // a short code
	GroupName     string `json:"groupName"`
	DisplayName   string `json:"displayName"`
	LegalName     string `json:"legalName"`
	ExternalID    string `json:"externalId"`
	Status        string `json:"status"`
	GroupTypeID   string `json:"tenantGroupTypeId"`
	ParentGroupID string `json:"parentGroupId,omitempty"`

	typeName   string
	parent     any // number or nil, as a position's group shows it
	parentName any
}

// groupInfo is a group as a position shows it.
type groupInfo struct {
	GroupName     string `json:"groupName"`
	GroupTypeName string `json:"groupTypeName"`
	GroupID       string `json:"groupId"`
	GroupTypeID   string `json:"groupTypeId"`
	ParentID      any    `json:"parentId"`
	ParentName    any    `json:"parentName"`
	CreatedAt     string `json:"createdAt"`
	UpdatedAt     string `json:"updatedAt"`
}

// knownGroups are the groups that are there from the start, for every tenant: those that the
// documents name, and two more.
func knownGroups() []group {
	const (
		organizations = "e21d3dec-fa12-48ea-b800-71faa767394c" // as documented
		countries     = "7a1d1b4e-2a0c-4a54-9d55-3d1f0b6c8e21"
		division      = "0c6f4c1e-5b1e-4a0f-8f57-6d2a9b3e4f10"
	)
	g := func(id, code, name, kind, typeName string) group {
		return group{
			ID: id, GroupID: code, GroupName: name, DisplayName: name, LegalName: name, ExternalID: code,
			Status: "ACTIVE", GroupTypeID: kind, typeName: typeName,
		}
	}
	groups := []group{
		g(division, "2", "Technology Division", organizations, "Organizations"),
		g("52fb829d-da34-427e-a528-4d3baf5968ca", "3", "Engineering Team", organizations, "Organizations"),
		g("4441fa6b-c0f6-4843-8e34-1f9bb5914439", "4", "Platform Team", organizations, "Organizations"),
		g("d0929e58-72de-41c7-889e-c0621c773958", "5", "Quality Team", organizations, "Organizations"),
		g("9b2f7c3d-8a41-4e0b-b7d6-1c5e2f804a93", "20", "España", countries, "Countries"),
	}
	for i := range groups[1:4] {
		groups[i+1].ParentGroupID, groups[i+1].parent, groups[i+1].parentName = division, 2, "Technology Division"
	}
	return groups
}

// group finds a group by its UUID, or makes one up that says that it is not known.
func (a *aptlyStore) group(id string) (g group, known bool) {
	i := slices.IndexFunc(a.groups, func(g group) bool { return strings.EqualFold(g.ID, id) })
	if i < 0 {
		return group{ID: id, GroupName: "(not known to the sandbox)"}, false
	}
	return a.groups[i], true
}

func (g group) info(now time.Time) groupInfo {
	return groupInfo{
		GroupName: g.GroupName, GroupTypeName: g.typeName, GroupID: g.ID, GroupTypeID: g.GroupTypeID,
		ParentID: g.parent, ParentName: g.parentName, CreatedAt: aptlyTime(now), UpdatedAt: aptlyTime(now),
	}
}

func (s *Server) aptlyGroups(x *exchange) answer {
	q := newQuery(x.r.URL.Query(), "tenantId", "page", "limit", "search", "tenantGroupTypeIds", "parentGroupId")
	q.uuid("tenantId", true)
	parent := q.uuid("parentGroupId", false)
	page, limit := q.page()
	types := q.list("tenantGroupTypeIds")
	if len(q.problems) > 0 {
		return invalid(x, q.problems)
	}
	search := strings.ToLower(q.values.Get("search"))
	var found []group
	for _, g := range s.aptly.groups {
		if (strings.Contains(strings.ToLower(g.GroupName), search) || strings.Contains(g.GroupID, search)) &&
			(parent == "" || strings.EqualFold(g.ParentGroupID, parent)) &&
			(len(types) == 0 || slices.Contains(types, g.GroupTypeID)) {
			found = append(found, g)
		}
	}
	return x.aptlyAnswer(http.StatusOK, pageOf(found, page, limit))
}
