#pragma once
/// What ECS's operations read from their calls, with ECS's errors.
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_repository.h"

namespace eni::sandbox::ecs_service {

/// The caller's account and the call's Region. Views into the call.
EcsPlace place_of(const Call& call);

/// A required member that is text. @error  InvalidParameterException "X can not be blank."
ApiResult<std::string> required_member(const Call& call, std::string_view name);
/// A list of texts; empty if absent.
/// @param max  items @error  InvalidParameterException "taskIds can have at most 100 items.": ECS calls some lists by names of
///              its own
ApiResult<std::vector<std::string>> text_list(const Call& call, std::string_view name, std::size_t max);
ApiResult<std::vector<json::object>> object_list(const Call& call, std::string_view name);
/// A member of the call; false, or empty, if it is absent.
bool flag(const Call& call, std::string_view name);
const json::object& structure(const Call& call, std::string_view name);
/// Whether the list `include` has `word`.
bool includes(const Call& call, std::string_view word);
bool contains(const std::vector<std::string>& texts, std::string_view text);

/// Which page of a list is asked for.
struct Page {
  std::string after;  ///< the key of the last row of the page before; "" for the first page
  std::size_t limit = 100;
};
/// @param max  of maxResults, and its default
ApiResult<Page> read_page(const Call& call, std::size_t max = 100);
/// Adds nextToken to `reply` if `more` rows follow the one with `last_key`.
void end_page(json::object& reply, bool more, std::string_view last_key);

/// A resource's name or id given as itself or as an ARN.
struct Named {
  std::string name;     ///< after the last '/'
  std::string cluster;  ///< the one that a long ARN names: …:container-instance/CLUSTER/ID; else ""
};
/// @param type  of the ARN's resource: "cluster", "container-instance"
/// @error  InvalidParameterException for an ARN of something else, or of another account or Region
ApiResult<Named> read_named(const Call& call, std::string_view type, std::string_view text);

/// The name or id of what lies in the call's cluster: a container instance, a service, a task.
/// @param cluster  its name
/// @error  those of read_named, and InvalidParameterException for a long ARN of another cluster
ApiResult<std::string> read_name_in(const Call& call, std::string_view cluster, std::string_view type,
                                    std::string_view text);

/// What tells a request from another with the same clientToken: a digest of all members but the token.
std::string request_digest(const Call& call);

/// Seconds since the epoch with a fraction, as ECS writes timestamps.
double timestamp(std::int64_t milliseconds);
std::int64_t now_millis(const Environment& env);

/// {"arn": …, "reason": …} in `failures`.
json::object failure(std::string_view arn, std::string_view reason);

/// A new id as ECS makes them: 32 hexadecimal digits.
std::string new_id(Random& random);

}  // namespace eni::sandbox::ecs_service
