#pragma once
/// EC2's resources: the kinds with their ids and what EC2 says of one that does not exist; making, finding and showing them.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::ec2_service {

struct Kind {
  std::string_view name;       ///< in the store and in TagSpecification: "security-group"; in ARNs as well
  std::string_view prefix;     ///< of ids, with its hyphen: "sg-"
  std::string_view not_found;  ///< error code
  std::string_view noun;       ///< of the message "The NOUN ID 'X' does not exist"
  /// Error code for what cannot be an id of the kind; "" where EC2 says that it does not exist.
  std::string_view malformed = {};
};

/// Of Kind::name, which is in the table.
const Kind& kind_of(std::string_view name);
/// Of an id, by its prefix; null if it has none of ours.
const Kind* kind_of_id(std::string_view id);

/// What EC2 says of an id of that kind which the caller cannot see.
aws::ApiError not_found(const Kind& kind, std::string_view id);

/// Whether an id is one of the kind by its form: the prefix, and 8 or 17 hexadecimal digits.
/// @error  the kind's Malformed code, if it has one
ApiResult<void> check_form(const Kind& kind, std::string_view id);

/// PREFIX and 17 hexadecimal digits. @param prefix  "vpc-", "eni-attach-"
std::string new_id(const Call& call, std::string_view prefix);

/// Of the call's account and Region.
Ec2Place place_of(const Call& call);

/// The caller's resource of that kind in the call's Region.
std::optional<Ec2Resource> find_own(const Call& call, std::string_view kind, std::string_view id);
/// @error  the kind's Malformed or NotFound code
ApiResult<Ec2Resource> own(const Call& call, std::string_view kind, std::string_view id);

/// Ids in a parameter that may be absent. @error  Malformed or NotFound of the first that the caller does not have
ApiResult<std::vector<Ec2Resource>> own_listed(const Call& call, std::string_view kind,
                                               std::string_view parameter);

/// Stores a resource of the caller with its tags.
/// @param scope  the id of what it lies in, or ""
Ec2Resource make(const Call& call, std::string_view kind, std::string id, std::string scope,
                 json::object document, const Ec2Tags& tags = {});
void save(const Call& call, const Ec2Resource& resource);
/// Networks that carry traffic look at their VPCs again: what a route led to is gone, say. Part of save() for kinds that decide which
/// packets leave a subnet.
void publish_routing_change(const Call& call, const std::string& id);

/// The document as Describe shows it: with tagSet, without members that begin with '_'.
json::object shown(const Call& call, const Ec2Resource& resource);

/// arn:PARTITION:ec2:REGION:OWNER:KIND/ID
std::string arn_of(const Call& call, std::string_view account, std::string_view kind, std::string_view id);

}  // namespace eni::sandbox::ec2_service
