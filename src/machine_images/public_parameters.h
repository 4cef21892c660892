#pragma once
/// The names under which AWS publishes images in Systems Manager's Parameter Store.
/// Sources: Amazon ECS Developer Guide, "Retrieving Amazon ECS-optimized Linux AMI metadata" and the same for Windows; Amazon EC2
/// User Guide, "Reference the latest AMIs using Systems Manager public parameters"; Canonical, "Find Ubuntu images on AWS".
#include <string>
#include <string_view>
#include <vector>

namespace eni::machine_images {

struct PublicParameter {
  std::string name;  ///< "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
  std::string value;
  std::string_view data_type;  ///< "aws:ec2:image" of an id, else "text"
};

/// Of one Region, in the order of names.
std::vector<PublicParameter> public_parameters(std::string_view region);

}  // namespace eni::machine_images
