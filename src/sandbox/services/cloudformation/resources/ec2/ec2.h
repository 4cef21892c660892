#pragma once
/// What EC2's resource types share: parameters as EC2 names them on the wire, tags, the one item of a Describe.
#include "sandbox/services/cloudformation/resources/poll.h"
#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {

/// The properties named, under their own names and as texts. For those that EC2 names alike.
void copy_to_ec2(const json::object& properties, std::initializer_list<std::string_view> names,
                 json::object& params);
/// A property with structures or lists in it, under EC2's name for it.
void copy_to_ec2(const ResourceCall& call, const ResourceType& type, std::string_view property,
                 std::string_view api_name, json::object& params);

/// TagSpecification for what is to be created: the stack's tags and its own. Nothing is put if there are none.
/// @param kind  EC2's ResourceType: "vpc"
void put_tags(const ResourceCall& call, std::string_view kind, json::object& params);
/// Turns the tags that the properties had into those they have.
Task<ApiResult<void>> update_ec2_tags(ResourceCall& call, std::string id);

/// The member that holds the resource in the reply of its creation: "vpc" of CreateVpc.
json::object object_of(const json::object& reply, std::string_view member);
/// The first of the items that a Describe shows.
/// @error  "NotFound" if it shows none, named after the call's physical id
Task<ApiResult<json::object>> describe_first(ResourceCall& call, std::string_view operation,
                                             json::object params, std::string_view list);
/// {Name, Value: [value]}, for Filter.
json::object ec2_filter(std::string_view name, std::string value);
/// {Value: value}, as Modify…Attribute takes it.
json::object attribute_value(std::string value);

/// Deletes, while DependencyViolation says that something is in the way and it may go.
Task<ApiResult<void>> remove_from_ec2(ResourceCall& call, std::string_view operation, json::object params);

}  // namespace eni::sandbox::cloudformation
