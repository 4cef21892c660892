#pragma once
/// IAM's structures as the wire shows them. Policy documents are percent-encoded there.
#include <functional>
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/iam_instance_profile_repository.h"
#include "sandbox/store/iam_policy_repository.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox::iam_service {

/// Lists leave out tags, boundary and last use.
enum class Detail { kFull, kListed };

std::string encoded(std::string_view document);
std::string date(std::int64_t millis);  ///< ISO 8601
json::array tag_list(const IamTags& tags);

json::object role_shape(const Call& call, const IamIdentity& role, Detail detail);
json::object user_shape(const Call& call, const IamIdentity& user, Detail detail);
json::object group_shape(const IamIdentity& group);
json::object policy_shape(const Call& call, const ManagedPolicy& policy, Detail detail);
json::object instance_profile_shape(const Call& call, const InstanceProfile& profile);

/// A page of `rows` in their order, by Marker and MaxItems (100), as the member `name` with IsTruncated and
/// Marker.
/// @param key_of  a row's place in the order: no two have the same
/// @error  ValidationError for a marker that is none of ours
ApiResult<json::object> page(const Call& call, std::string_view name, json::array rows,
                             const std::function<std::string(const json::value&)>& key_of);
/// What a page is made of: rows after `after`, of which `count` are enough to know whether there are more. For lists in the order of names.
struct PageRange {
  std::string after;
  int count = 0;
};
/// @error  ValidationError for a marker that is none of ours
ApiResult<PageRange> page_range(const Call& call);
/// As page(), of rows that come after the marker's.
ApiResult<json::object> rest_page(const Call& call, std::string_view name, json::array rows,
                                  const std::function<std::string(const json::value&)>& key_of);

/// The account's identities below PathPrefix, a page of them. @param shape  of one, with its name
/// @error  ValidationError for a marker that is none of ours
ApiResult<Reply> page_of_identities(const Call& call, IdentityKind kind, std::string_view list,
                                    const std::function<json::object(const IamIdentity&)>& shape);

/// Reads a member of a row. For page().
std::function<std::string(const json::value&)> by_member(std::string_view member);

}  // namespace eni::sandbox::iam_service
