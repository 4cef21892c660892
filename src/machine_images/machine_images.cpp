#include "machine_images/machine_images.h"

#include <algorithm>
#include <iterator>

#include "base/hash.h"
#include "base/text.h"

namespace eni::machine_images {
namespace {

constexpr std::string_view kEcs = "591542846629";
constexpr std::string_view kAmazonLinux = "137112412989";
constexpr std::string_view kWindows = "801119661308";
constexpr std::string_view kCanonical = "099720109477";

constexpr MachineImage kImages[] = {
    // Optimized for ECS.
    {.name = "al2023-ami-ecs-hvm-2023.0.20261113-kernel-6.1-x86_64",
     .description = "Amazon Linux AMI 2023.0.20261113 x86_64 ECS HVM EBS",
     .os = "Amazon Linux 2023",
     .architecture = "x86_64",
     .owner_id = kEcs,
     .creation_date = "2026-11-13T05:41:07.000Z",
     .root_device = "/dev/xvda",
     .volume_type = "gp3",
     .volume_gib = 30,
     .agent_version = "1.108.3",
     .docker_version = "25.0.18",
     .source_image = "al2023-ami-minimal-2023.12.20261112.0-kernel-6.1-x86_64"},
    {.name = "al2023-ami-ecs-hvm-2023.0.20261113-kernel-6.1-arm64",
     .description = "Amazon Linux AMI 2023.0.20261113 arm64 ECS HVM EBS",
     .os = "Amazon Linux 2023",
     .architecture = "arm64",
     .owner_id = kEcs,
     .creation_date = "2026-11-13T05:43:29.000Z",
     .root_device = "/dev/xvda",
     .volume_type = "gp3",
     .volume_gib = 30,
     .agent_version = "1.108.3",
     .docker_version = "25.0.18",
     .source_image = "al2023-ami-minimal-2023.12.20261112.0-kernel-6.1-arm64"},
    {.name = "amzn2-ami-ecs-hvm-2.0.20260729-x86_64-ebs",
     .description = "Amazon Linux AMI 2.0.20260729 x86_64 ECS HVM GP2",
     .os = "Amazon Linux 2",
     .architecture = "x86_64",
     .owner_id = kEcs,
     .creation_date = "2026-07-31T13:02:11.000Z",
     .root_device = "/dev/xvda",
     .volume_type = "gp2",
     .volume_gib = 30,
     .agent_version = "1.106.0",
     .docker_version = "25.0.16",
     .source_image = "amzn2-ami-minimal-hvm-2.0.20260727.0-x86_64-ebs"},
    {.name = "amzn2-ami-ecs-hvm-2.0.20260729-arm64-ebs",
     .description = "Amazon Linux AMI 2.0.20260729 arm64 ECS HVM GP2",
     .os = "Amazon Linux 2",
     .architecture = "arm64",
     .owner_id = kEcs,
     .creation_date = "2026-07-31T13:04:52.000Z",
     .root_device = "/dev/xvda",
     .volume_type = "gp2",
     .volume_gib = 30,
     .agent_version = "1.106.0",
     .docker_version = "25.0.16",
     .source_image = "amzn2-ami-minimal-hvm-2.0.20260727.0-arm64-ebs"},
    {.name = "amzn2-ami-ecs-hvm-2.0.20240221-x86_64-ebs",
     .description = "Amazon Linux AMI 2.0.20240221 x86_64 ECS HVM GP2",
     .os = "Amazon Linux 2",
     .architecture = "x86_64",
     .owner_id = kEcs,
     .creation_date = "2024-02-22T20:17:46.000Z",
     .root_device = "/dev/xvda",
     .volume_type = "gp2",
     .volume_gib = 30,
     .agent_version = "1.81.1",
     .docker_version = "20.10.25",
     .source_image = "amzn2-ami-minimal-hvm-2.0.20240131.0-x86_64-ebs"},
    // Before trunks: these need agent 1.28.1.
    {.name = "amzn2-ami-ecs-hvm-2.0.20190301-x86_64-ebs",
     .description = "Amazon Linux AMI 2.0.20190301 x86_64 ECS HVM GP2",
     .os = "Amazon Linux 2",
     .architecture = "x86_64",
     .owner_id = kEcs,
     .creation_date = "2019-03-02T00:01:19.000Z",
     .root_device = "/dev/xvda",
     .volume_type = "gp2",
     .volume_gib = 30,
     .agent_version = "1.26.0",
     .docker_version = "18.06.1-ce"},
    {.name = "Windows_Server-2022-English-Full-ECS_Optimized-2026.10.15",
     .description = "Microsoft Windows Server 2022 Full Locale English AMI with ECS Optimized",
     .os = "Microsoft Windows Server 2022 Datacenter",
     .os_family = OsFamily::kWindows,
     .architecture = "x86_64",
     .owner_id = kWindows,
     .creation_date = "2026-10-16T02:28:15.000Z",
     .root_device = "/dev/sda1",
     .volume_type = "gp2",
     .volume_gib = 50,
     .agent_version = "1.107.0",
     .docker_version = "25.0.6"},

    // Plain: no agent.
    {.name = "al2023-ami-2023.12.20261112.0-kernel-6.1-x86_64",
     .description = "Amazon Linux 2023 AMI 2023.12.20261112.0 x86_64 HVM kernel-6.1",
     .os = "Amazon Linux 2023",
     .architecture = "x86_64",
     .owner_id = kAmazonLinux,
     .creation_date = "2026-11-12T17:54:03.000Z",
     .root_device = "/dev/xvda",
     .volume_type = "gp3"},
    {.name = "al2023-ami-2023.12.20261112.0-kernel-6.1-arm64",
     .description = "Amazon Linux 2023 AMI 2023.12.20261112.0 arm64 HVM kernel-6.1",
     .os = "Amazon Linux 2023",
     .architecture = "arm64",
     .owner_id = kAmazonLinux,
     .creation_date = "2026-11-12T17:55:38.000Z",
     .root_device = "/dev/xvda",
     .volume_type = "gp3"},
    {.name = "amzn2-ami-kernel-5.10-hvm-2.0.20260727.0-x86_64-gp2",
     .description = "Amazon Linux 2 Kernel 5.10 AMI 2.0.20260727.0 x86_64 HVM gp2",
     .os = "Amazon Linux 2",
     .architecture = "x86_64",
     .owner_id = kAmazonLinux,
     .creation_date = "2026-07-28T04:37:20.000Z",
     .root_device = "/dev/xvda",
     .volume_type = "gp2"},
    {.name = "amzn2-ami-kernel-5.10-hvm-2.0.20260727.0-arm64-gp2",
     .description = "Amazon Linux 2 Kernel 5.10 AMI 2.0.20260727.0 arm64 HVM gp2",
     .os = "Amazon Linux 2",
     .architecture = "arm64",
     .owner_id = kAmazonLinux,
     .creation_date = "2026-07-28T04:38:44.000Z",
     .root_device = "/dev/xvda",
     .volume_type = "gp2"},
    {.name = "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261015",
     .description = "Canonical, Ubuntu, 24.04, amd64 noble image",
     .os = "Ubuntu 24.04",
     .architecture = "x86_64",
     .owner_id = kCanonical,
     .creation_date = "2026-10-15T06:26:31.000Z",
     .root_device = "/dev/sda1",
     .volume_type = "gp3"},
    {.name = "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20261015",
     .description = "Canonical, Ubuntu, 24.04, arm64 noble image",
     .os = "Ubuntu 24.04",
     .architecture = "arm64",
     .owner_id = kCanonical,
     .creation_date = "2026-10-15T06:27:12.000Z",
     .root_device = "/dev/sda1",
     .volume_type = "gp3"},
    {.name = "Windows_Server-2022-English-Full-Base-2026.10.15",
     .description = "Microsoft Windows Server 2022 Full Locale English AMI provided by Amazon",
     .os = "Microsoft Windows Server 2022 Datacenter",
     .os_family = OsFamily::kWindows,
     .architecture = "x86_64",
     .owner_id = kWindows,
     .creation_date = "2026-10-16T01:47:56.000Z",
     .root_device = "/dev/sda1",
     .volume_type = "gp2",
     .volume_gib = 30},
};

}  // namespace

std::span<const MachineImage> all_images() { return kImages; }

std::string image_id(const MachineImage& image, std::string_view region) {
  const std::string key = std::string(region) + "/" + std::string(image.name);
  return "ami-0" + hex(sha256(key)).substr(0, 16);
}

const MachineImage* find_image(std::string_view region, std::string_view id) {
  const auto* found = std::find_if(std::begin(kImages), std::end(kImages),
                                   [&](const MachineImage& image) { return image_id(image, region) == id; });
  return found == std::end(kImages) ? nullptr : found;
}

const MachineImage* find_image_by_name(std::string_view name) {
  const auto* found = std::find_if(std::begin(kImages), std::end(kImages),
                                   [name](const MachineImage& image) { return image.name == name; });
  return found == std::end(kImages) ? nullptr : found;
}

}  // namespace eni::machine_images
