#include "machine_images/machine_images.h"

#include <gtest/gtest.h>
#include <set>

#include "machine_images/public_parameters.h"

namespace eni::machine_images {
namespace {

const PublicParameter* find(const std::vector<PublicParameter>& parameters, std::string_view name) {
  for (const PublicParameter& parameter : parameters)
    if (parameter.name == name) return &parameter;
  return nullptr;
}

TEST(MachineImages, HaveAnIdOfTheirOwnInEachRegion) {
  std::set<std::string> ids;
  for (const std::string_view region : {"eu-central-1", "us-east-1"}) {
    for (const MachineImage& image : all_images()) {
      const std::string id = image_id(image, region);
      EXPECT_EQ(id.size(), 21u);
      EXPECT_TRUE(ids.insert(id).second) << image.name;
      EXPECT_EQ(find_image(region, id), &image);
      EXPECT_EQ(id, image_id(image, region));
    }
  }
  EXPECT_EQ(find_image("us-east-1", image_id(all_images()[0], "eu-central-1")), nullptr);
}

TEST(MachineImages, AreFoundByName) {
  for (const MachineImage& image : all_images()) EXPECT_EQ(find_image_by_name(image.name), &image);
  EXPECT_EQ(find_image_by_name("nothing"), nullptr);
}

struct ParameterCase {
  std::string_view name;
  std::string_view image;
};

TEST(PublicParameters, NameTheLatestImages) {
  const ParameterCase cases[] = {
      {"/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
       "al2023-ami-ecs-hvm-2023.0.20261113-kernel-6.1-x86_64"},
      {"/aws/service/ecs/optimized-ami/amazon-linux-2/arm64/recommended/image_id",
       "amzn2-ami-ecs-hvm-2.0.20260729-arm64-ebs"},
      {"/aws/service/ecs/optimized-ami/amazon-linux-2/amzn2-ami-ecs-hvm-2.0.20190301-x86_64-ebs/image_id",
       "amzn2-ami-ecs-hvm-2.0.20190301-x86_64-ebs"},
      {"/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-ECS_Optimized/image_id",
       "Windows_Server-2022-English-Full-ECS_Optimized-2026.10.15"},
      {"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
       "al2023-ami-2023.12.20261112.0-kernel-6.1-x86_64"},
  };
  const auto parameters = public_parameters("eu-central-1");
  for (const auto& [name, image] : cases) {
    const PublicParameter* found = find(parameters, name);
    ASSERT_NE(found, nullptr) << name;
    EXPECT_EQ(found->value, image_id(*find_image_by_name(image), "eu-central-1")) << name;
    EXPECT_EQ(found->data_type, "aws:ec2:image") << name;
  }
}

TEST(PublicParameters, HoldTheRecommendedImageAsOneDocument) {
  const auto parameters = public_parameters("eu-central-1");
  const PublicParameter* found =
      find(parameters, "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended");
  ASSERT_NE(found, nullptr);
  const std::string id =
      image_id(*find_image_by_name("amzn2-ami-ecs-hvm-2.0.20260729-x86_64-ebs"), "eu-central-1");
  EXPECT_EQ(
      found->value,
      R"({"ecs_agent_version":"1.106.0","ecs_runtime_version":"Docker version 25.0.16","image_id":")" + id +
          R"(","image_name":"amzn2-ami-ecs-hvm-2.0.20260729-x86_64-ebs","image_version":"2.0.20260729",)"
          R"("os":"Amazon Linux 2","schema_version":1,)"
          R"("source_image_name":"amzn2-ami-minimal-hvm-2.0.20260727.0-x86_64-ebs"})");
}

TEST(PublicParameters, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const PublicParameter& parameter : public_parameters("us-east-1"))
    EXPECT_TRUE(names.insert(parameter.name).second) << parameter.name;
}

}  // namespace
}  // namespace eni::machine_images
