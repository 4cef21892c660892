#pragma once
/// The PhysicalResourceId: the same for a repeat, readable, and telling ids of our own from those
/// CloudFormation invents for a resource whose Create never answered.
///
///   eni-trunking:awsvpcTrunking:REGION:ROLE_ARN        for EC2Role: another role or region is another
///   resource, so
///                                                      CloudFormation has the old one deleted after the
///                                                      update
///   eni-trunking:awsvpcTrunking:REGION:DIGEST          for EC2Roles: DIGEST names stack and logical id, not
///   the
///                                                      roles. A changed list is changed in place: a cleanup
///                                                      Delete of the old list could not know which roles the
///                                                      new one has
///   eni-trunking:none:DIGEST                           a Create that was refused for its properties: nothing
///   was made
#include <string>
#include <string_view>

#include "trunking/setting_properties.h"

namespace eni::trunking {

/// The resource as its stack knows it.
struct ResourceName {
  std::string stack_id;
  std::string logical_resource_id;
};

/// The id of a new resource with these properties. Below 1 KB.
std::string physical_id(const ResourceName& name, const SettingProperties& properties);

/// The id of a Create that made nothing.
std::string physical_id_of_nothing(const ResourceName& name);

/// Whether `id` can stand for a resource with these properties: it is the id they derive, or an id of the
/// same region from before the properties changed between EC2Role and EC2Roles.
bool stands_for(std::string_view id, const ResourceName& name, const SettingProperties& properties);

}  // namespace eni::trunking
