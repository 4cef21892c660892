#pragma once
/// Tags given while something is made: the parameter TagSpecification.
/// Source: Amazon EC2 User Guide, "Tag your Amazon EC2 resources" (rules for keys), "Grant permission to tag on creation".
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::ec2_service {

/// By the type of resource, as TagSpecification spells it.
using TagsByType = std::map<std::string, Ec2Tags, std::less<>>;

/// The tags in one list of specifications, checked.
/// @param types  that may be tagged here
/// @error  InvalidParameterValue (another type; a key that AWS reserves), TagLimitExceeded
ApiResult<TagsByType> read_tags(const Principal& caller, const std::vector<json::object>& specifications,
                                std::initializer_list<std::string_view> types);

/// The call's TagSpecification, for which the caller also needs ec2:CreateTags.
/// @param action  the operation, for the condition key ec2:CreateAction
ApiResult<TagsByType> tags_on_creation(const Call& call, std::string_view action,
                                       std::initializer_list<std::string_view> types);

/// ec2:CreateTags for each type that is given tags, with them as condition keys.
/// @error  UnauthorizedOperation
ApiResult<void> may_tag_on_creation(const Call& call, std::string_view action, const TagsByType& tags);

/// Those of one type; empty if there are none.
Ec2Tags tags_for(const TagsByType& tags, std::string_view type);

/// A list of {Key, Value} as tags. @error  as above
ApiResult<Ec2Tags> read_tag_list(const Principal& caller, const std::vector<json::object>& list);

void put_tags(Ec2Repository& repository, std::string_view id, const Ec2Tags& tags);
/// As items show them: [{"key": …, "value": …}].
json::array tag_set(const Ec2Tags& tags);

}  // namespace eni::sandbox::ec2_service
