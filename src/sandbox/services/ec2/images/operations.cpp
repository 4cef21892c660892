/// Machine images.
#include "sandbox/services/ec2/images/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

constinit const Operation kRows[] = {
    {"DescribeImages",
     any_in_region,
     describe_images,
     "ExecutableBy ImageId Owner MaxResults NextToken Filter",
     {.ignores = "IncludeDeprecated IncludeDisabled",
      .differences = "a table of images: those optimized for ECS (Amazon Linux 2 and 2023, Windows Server "
                     "2022), and plain "
                     "ones of Amazon Linux, Ubuntu and Windows; their ids are not AWS's"}},
};

}  // namespace

constinit const std::span<const Operation> kImageOperations{kRows};

}  // namespace eni::sandbox::ec2_service
