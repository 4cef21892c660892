/// Instance types.
#include "sandbox/services/ec2/instance_types/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

constinit const Operation kRows[] = {
    {"DescribeInstanceTypeOfferings",
     any_in_region,
     describe_instance_type_offerings,
     "LocationType Filter MaxResults NextToken",
     {.differences = "every type is offered in every Region and Availability Zone; there are no Outposts"}},
    {"DescribeInstanceTypes",
     any_in_region,
     describe_instance_types,
     "InstanceType Filter MaxResults NextToken",
     {.differences = "shows processors, memory and network interfaces; not instance storage, EBS throughput, "
                     "accelerators "
                     "and "
                     "placement groups. Lists without MaxResults come in one page"}},
    {"GetInstanceTypesFromInstanceRequirements",
     any_in_region,
     get_instance_types_from_instance_requirements,
     "ArchitectureType VirtualizationType MaxResults NextToken"
     " InstanceRequirements{VCpuCount MemoryMiB MemoryGiBPerVCpu CpuManufacturer InstanceGeneration"
     "   AllowedInstanceType ExcludedInstanceType BareMetal BurstablePerformance NetworkInterfaceCount"
     "   AcceleratorCount}",
     {.differences =
          "the smallest types first; instance storage, bandwidths, accelerators (but for none of them) and "
          "prices are refused by name"}},
};

}  // namespace

constinit const std::span<const Operation> kInstanceTypeOperations{kRows};

}  // namespace eni::sandbox::ec2_service
