#include "sandbox/services/ecr/registry/route.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ecr_service {
namespace {

using Kind = RegistryRoute::Kind;

TEST(RegistryRoute, IsReadFromTheEnd) {
  const struct {
    const char* path;
    RegistryRoute route;
  } rows[] = {
      {"/v2/", {Kind::kBase, "", ""}},
      {"/v2", {Kind::kBase, "", ""}},
      {"/v2/_catalog", {Kind::kCatalog, "", ""}},
      {"/v2/web/tags/list", {Kind::kTags, "web", ""}},
      {"/v2/team/web/manifests/latest", {Kind::kManifest, "team/web", "latest"}},
      {"/v2/web/manifests/sha256:00", {Kind::kManifest, "web", "sha256:00"}},
      {"/v2/web/blobs/sha256%3A00", {Kind::kBlob, "web", "sha256:00"}},
      {"/v2/web/blobs/uploads/", {Kind::kUploads, "web", ""}},
      {"/v2/web/blobs/uploads", {Kind::kUploads, "web", ""}},
      {"/v2/web/blobs/uploads/1-2", {Kind::kUpload, "web", "1-2"}},
      {"/v2/web/referrers/sha256:00", {Kind::kReferrers, "web", "sha256:00"}},
      {"/v2/manifests/manifests/manifests", {Kind::kManifest, "manifests", "manifests"}},
      {"/v2/a/blobs/b/blobs/c", {Kind::kBlob, "a/blobs/b", "c"}},
      {"/v2/web/manifests/", {}},
      {"/v2/manifests/latest", {}},
      {"/v2/web", {}},
      {"/v2/web/tags", {}},
      {"/v1/web/tags/list", {}},
      {"/", {}},
  };
  for (const auto& row : rows) EXPECT_EQ(read_route(row.path), row.route) << row.path;
}

}  // namespace
}  // namespace eni::sandbox::ecr_service
