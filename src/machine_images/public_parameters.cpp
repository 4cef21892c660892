#include "machine_images/public_parameters.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "machine_images/machine_images.h"

namespace eni::machine_images {
namespace {

struct EcsVariant {
  std::string_view path;         ///< the recommended image's path is this and "/recommended"
  std::string_view recommended;  ///< an image's name
};

constexpr EcsVariant kEcsVariants[] = {
    {"/aws/service/ecs/optimized-ami/amazon-linux-2023",
     "al2023-ami-ecs-hvm-2023.0.20261113-kernel-6.1-x86_64"},
    {"/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64",
     "al2023-ami-ecs-hvm-2023.0.20261113-kernel-6.1-arm64"},
    {"/aws/service/ecs/optimized-ami/amazon-linux-2", "amzn2-ami-ecs-hvm-2.0.20260729-x86_64-ebs"},
    {"/aws/service/ecs/optimized-ami/amazon-linux-2/arm64", "amzn2-ami-ecs-hvm-2.0.20260729-arm64-ebs"},
};

/// Older ones stay published under their own names.
constexpr std::pair<std::string_view, std::string_view> kFormerImages[] = {
    {"/aws/service/ecs/optimized-ami/amazon-linux-2", "amzn2-ami-ecs-hvm-2.0.20240221-x86_64-ebs"},
    {"/aws/service/ecs/optimized-ami/amazon-linux-2", "amzn2-ami-ecs-hvm-2.0.20190301-x86_64-ebs"},
};

constexpr std::pair<std::string_view, std::string_view> kWindowsEcs{
    "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-ECS_Optimized",
    "Windows_Server-2022-English-Full-ECS_Optimized-2026.10.15"};

/// Parameters whose value is an id and nothing else.
constexpr std::pair<std::string_view, std::string_view> kPlainIds[] = {
    {"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64",
     "al2023-ami-2023.12.20261112.0-kernel-6.1-x86_64"},
    {"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
     "al2023-ami-2023.12.20261112.0-kernel-6.1-x86_64"},
    {"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64",
     "al2023-ami-2023.12.20261112.0-kernel-6.1-arm64"},
    {"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
     "al2023-ami-2023.12.20261112.0-kernel-6.1-arm64"},
    {"/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-x86_64-gp2",
     "amzn2-ami-kernel-5.10-hvm-2.0.20260727.0-x86_64-gp2"},
    {"/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2",
     "amzn2-ami-kernel-5.10-hvm-2.0.20260727.0-x86_64-gp2"},
    {"/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-arm64-gp2",
     "amzn2-ami-kernel-5.10-hvm-2.0.20260727.0-arm64-gp2"},
    {"/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-arm64-gp2",
     "amzn2-ami-kernel-5.10-hvm-2.0.20260727.0-arm64-gp2"},
    {"/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base",
     "Windows_Server-2022-English-Full-Base-2026.10.15"},
    {"/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id",
     "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261015"},
    {"/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id",
     "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20261015"},
};

constexpr std::string_view kText = "text";
constexpr std::string_view kImageType = "aws:ec2:image";

/// "2.0.20260729" of "amzn2-ami-ecs-hvm-2.0.20260729-x86_64-ebs".
std::string version_of(std::string_view name) {
  const auto begin = name.find("-hvm-") + 5;
  return std::string(name.substr(begin, name.find('-', begin) - begin));
}

/// What ECS publishes of a Linux image, in its order.
json::object linux_metadata(const MachineImage& image, std::string_view region) {
  json::object metadata{
      {"ecs_agent_version", image.agent_version},
      {"ecs_runtime_version", "Docker version " + std::string(image.docker_version)},
      {"image_id", image_id(image, region)},
      {"image_name", image.name},
      {"image_version", version_of(image.name)},
      {"os", image.os},
      {"schema_version", 1},
  };
  if (!image.source_image.empty()) metadata["source_image_name"] = image.source_image;
  return metadata;
}

json::object windows_metadata(const MachineImage& image, std::string_view region) {
  return {{"image_name", image.name},
          {"image_id", image_id(image, region)},
          {"ecs_runtime_version", "Docker version " + std::string(image.docker_version)},
          {"ecs_agent_version", image.agent_version}};
}

class Listing {
 public:
  explicit Listing(std::string_view region) : region_{region} {}

  /// The metadata as one document, and each member under a name of its own.
  void add_document(const std::string& path, const json::object& metadata) {
    add(path, json::serialize(metadata), kText);
    for (const auto& [key, value] : metadata) {
      const std::string text = value.is_string() ? as_text(value) : json::serialize(value);
      add(path + "/" + std::string(key), text, key == "image_id" ? kImageType : kText);
    }
  }

  void add_linux(std::string_view path, std::string_view last, std::string_view image) {
    add_document(std::string(path) + "/" + std::string(last),
                 linux_metadata(*find_image_by_name(image), region_));
  }

  void add(std::string name, std::string value, std::string_view data_type) {
    parameters_.push_back({std::move(name), std::move(value), data_type});
  }

  std::vector<PublicParameter> sorted() && {
    std::sort(parameters_.begin(), parameters_.end(),
              [](const PublicParameter& a, const PublicParameter& b) { return a.name < b.name; });
    return std::move(parameters_);
  }

 private:
  std::string_view region_;
  std::vector<PublicParameter> parameters_;
};

}  // namespace

std::vector<PublicParameter> public_parameters(std::string_view region) {
  Listing listing{region};
  for (const auto& [path, image] : kEcsVariants) {
    listing.add_linux(path, "recommended", image);
    listing.add_linux(path, image, image);
  }
  for (const auto& [path, image] : kFormerImages) listing.add_linux(path, image, image);
  listing.add_document(std::string(kWindowsEcs.first),
                       windows_metadata(*find_image_by_name(kWindowsEcs.second), region));
  for (const auto& [name, image] : kPlainIds)
    listing.add(std::string(name), image_id(*find_image_by_name(image), region), kImageType);
  return std::move(listing).sorted();
}

}  // namespace eni::machine_images
