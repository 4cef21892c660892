#pragma once
/// What IAM is asked about EC2's actions: resources by the ids in parameters, with their tags and what else policies may ask of their
/// kind as condition keys.
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
#include <initializer_list>
#include <string_view>

#include "sandbox/gateway/tag_condition_keys.h"

namespace eni::sandbox::ec2_service {

/// Resources that a call names and those it makes. An association or an attachment means what it joins, an address or a name the
/// resource that has it.
/// @param named  parameters that hold an id or a list of ids; absent ones are left out
/// @param made   kinds: "subnet" is asked for as subnet/*, with the tags of TagSpecification as aws:RequestTag/…
Access access_to(const Call& call, std::initializer_list<std::string_view> named,
                 std::initializer_list<std::string_view> made = {});

/// For actions that take no resource: "*", with ec2:Region, which all of EC2's actions have.
Access any_in_region(const Call& call);

/// Whether policies do not limit the caller, so that nothing need be looked up.
bool is_unlimited(const Principal& principal);
/// No resource yet; ec2:Region.
Access empty_access(const Call& call);
/// Adds a resource by its id with its condition keys; one that the caller cannot see without any.
/// @param more  keys besides
void add_named(Access& access, const Call& call, std::string_view id, const ConditionKeys& more = {});
/// Adds KIND/*, which the call makes.
void add_made(Access& access, const Call& call, std::string_view kind, ConditionKeys keys);

/// aws:RequestTag/KEY and aws:TagKeys of the call's TagSpecification (those for `kind`) or Tag.
ConditionKeys request_tags(const Call& call, std::string_view kind);
/// The same of a list of specifications.
ConditionKeys specified_tags(const json::array& specifications, std::string_view kind);

}  // namespace eni::sandbox::ec2_service
