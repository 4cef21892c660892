/// What RunInstances takes of AWS::EC2::Instance beyond the properties that have its names.
/// Source: AWS::EC2::Instance of the CloudFormation reference; RunInstances of the EC2 API Reference.
#include "sandbox/services/cloudformation/resources/ec2/instance.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Parameter kPlacement[] = {
    "AvailabilityZone",
    {"PlacementGroupName", "GroupName"},
    "Tenancy",
};

/// The instance's tags go to its volumes, too, if they are to have them.
void tag_volumes(const ResourceCall& call, json::object& params) {
  if (scalar_text_at(call.properties, "PropagateTagsToVolumeOnCreation") != "true") return;
  json::value* specifications = params.if_contains("TagSpecification");
  if (!specifications) return;
  json::object of_volumes = specifications->as_array().front().as_object();
  of_volumes["ResourceType"] = "volume";
  specifications->as_array().push_back(std::move(of_volumes));
}

}  // namespace

ApiResult<void> prepare_instance(const ResourceCall& call, json::object& params) {
  if (call.properties.contains("IamInstanceProfile")) {
    params["IamInstanceProfile"] =
        json::object{{"Name", scalar_text_at(call.properties, "IamInstanceProfile")}};
  }
  if (call.properties.contains("Monitoring")) {
    params["Monitoring"] = json::object{{"Enabled", scalar_text_at(call.properties, "Monitoring")}};
  }
  json::object placement;
  for (const Parameter& row : kPlacement) put_property(kEc2Instance, call, row, placement);
  if (!placement.empty()) params["Placement"] = std::move(placement);
  tag_volumes(call, params);
  return {};
}

}  // namespace eni::sandbox::cloudformation
