/// Regions and Availability Zones; what an account has in a Region.
#include "sandbox/services/ec2/regions/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

constinit const Operation kRows[] = {
    {"DescribeAccountAttributes",
     any_in_region,
     describe_account_attributes,
     "AttributeName",
     {.differences = "the numbers are a new account's on AWS; the sandbox does not enforce them"}},
    {"DescribeAvailabilityZones",
     any_in_region,
     describe_availability_zones,
     "ZoneName ZoneId Filter",
     {.differences =
          "each Region has three Availability Zones, a to c; Local Zones and Wavelength Zones are left out"}},
    {"DescribeRegions", any_in_region, describe_regions, "RegionName AllRegions Filter"},
};

}  // namespace

constinit const std::span<const Operation> kRegionOperations{kRows};

}  // namespace eni::sandbox::ec2_service
