package aptly

import (
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"posimport/importer/target"
	"posimport/importer/target/schema"
	"posimport/importer/target/targettest"
)

var _ target.Finder = aptly{}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func text(s string) schema.Value { return schema.Value{Set: true, Text: s} }

func TestConformance(t *testing.T) {
	targettest.Run(t, New(), targettest.Example{
		// The documented form: one element that holds two UUIDs.
		Record: schema.Record{
			text("d66fa929-5f84-4780-9691-e9287cc3ae83"), text("Senior Developer"),
			{Set: true},
			text("ACTIVE"),
			{Set: true, List: []string{"4441fa6b-c0f6-4843-8e34-1f9bb5914439, d0929e58-72de-41c7-889e-c0621c773958"}},
			{},
			{},
		},
		Body:   `{"tenantId":"d66fa929-5f84-4780-9691-e9287cc3ae83","positionName":"Senior Developer","isSCIMProvisioned":false,"status":"ACTIVE","groupIds":["4441fa6b-c0f6-4843-8e34-1f9bb5914439, d0929e58-72de-41c7-889e-c0621c773958"]}`,
		Status: 201,
		Answer: `{
"statusCode": 200,
"timestamp": "2025-06-24T08:51:42.214Z",
"message": "Success",
"data": {
"id": "5e30e192-a922-45d6-a35f-196c94bebd05",
"tenantId": "b07b13fd-15ec-4d79-963c-3958a90c4f6e",
"positionId": "10000",
"positionName": "Senior Developer",
"isSCIMProvisioned": false,
"status": "ACTIVE",
"isDeleted": false,
"createdOn": "2025-01-13T12:34:59.300Z",
"updatedOn": "2025-01-13T12:34:59.300Z",
"groups": [
{
"groupName": "Engineering Team",
"groupTypeName": "Organizations",
"groupId": "52fb829d-da34-427e-a528-4d3baf5968ca",
"groupTypeId": "e21d3dec-fa12-48ea-b800-71faa767394c",
"parentId": 2,
"parentName": "Technology Division",
"createdAt": "2025-01-13T12:34:59.303Z",
"updatedAt": "2025-01-13T12:34:59.303Z"
}
],
"delegationsReceived": 1,
"delegationsIssued": 1
}
}`,
		ID:         "5e30e192-a922-45d6-a35f-196c94bebd05",
		Token:      map[string]string{"APTLY_TOKEN": "ready-token-0123456789"},
		Keys:       map[string]string{"APTLY_ACCESS_KEY": "the-access-key"},
		SignInPath: "/auth/v1/tenants/access-key/exchange",
		SignIn: func(token string) string {
			return fmt.Sprintf(`{"statusCode":200,"timestamp":"2025-06-24T08:51:42.214Z","message":"Success","data":{"token":%q}}`, token)
		},
	})
}
