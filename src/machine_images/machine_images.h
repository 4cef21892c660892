#pragma once
/// The machine images that the sandbox offers in each Region: those optimized for ECS, and a few plain ones.
/// EC2 shows them, Parameter Store publishes the ids of the latest, and a host learns from its image whether it has an
/// ECS agent, and which.
/// Sources: releases of aws/amazon-ecs-ami (names, versions of agent and Docker); the owners' own naming of the others.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace eni::machine_images {

enum class OsFamily : std::uint8_t { kLinux, kWindows };

/// Texts live as long as the program.
struct MachineImage {
  std::string_view name;         ///< "amzn2-ami-ecs-hvm-2.0.20260729-x86_64-ebs"; unique
  std::string_view description;  ///< as DescribeImages shows it
  std::string_view os;           ///< as ECS's public parameters spell it: "Amazon Linux 2"
  OsFamily os_family = OsFamily::kLinux;
  std::string_view architecture;   ///< "x86_64" or "arm64"
  std::string_view owner_id;       ///< twelve digits
  std::string_view creation_date;  ///< "2026-07-30T18:02:11.000Z"
  std::string_view root_device;    ///< "/dev/xvda"
  std::string_view volume_type;    ///< "gp2", "gp3"
  std::uint16_t volume_gib = 8;
  std::string_view agent_version = {};   ///< of the ECS agent; "" if the image has none
  std::string_view docker_version = {};  ///< "" where there is no agent
  std::string_view source_image = {};    ///< the image it was made from; "" where that is not published
};

/// The same in every Region, but for their ids.
std::span<const MachineImage> all_images();

/// An image has an id of its own in each Region, the same in every run: "ami-" and 17 hexadecimal digits.
std::string image_id(const MachineImage& image, std::string_view region);

/// The image with this id in this Region, or null.
const MachineImage* find_image(std::string_view region, std::string_view id);
/// The image of this name, or null.
const MachineImage* find_image_by_name(std::string_view name);

}  // namespace eni::machine_images
