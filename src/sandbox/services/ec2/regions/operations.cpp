/// Regions and Availability Zones; what an account has in a Region.
#include "sandbox/services/ec2/regions/operations.h"

#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

constinit const Operation kRows[] = {
    {"DescribeAccountAttributes",
     "ec2:DescribeAccountAttributes",
     any_resource,
     describe_account_attributes,
     {},
     "the numbers are a new account's on AWS; the sandbox does not enforce them"},
    {"DescribeAvailabilityZones",
     "ec2:DescribeAvailabilityZones",
     any_resource,
     describe_availability_zones,
     {},
     "each Region has three Availability Zones, a to c; Local Zones and Wavelength Zones are left out"},
    {"DescribeRegions", "ec2:DescribeRegions", any_resource, describe_regions},
};

}  // namespace

constinit const std::span<const Operation> kRegionOperations{kRows};

}  // namespace eni::sandbox::ec2_service
