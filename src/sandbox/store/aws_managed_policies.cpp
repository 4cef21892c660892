#include "sandbox/store/aws_managed_policies.h"

#include <map>

#include "base/hash.h"
#include "base/time_text.h"
#include "embedded/aws_managed_policy_AWSApplicationAutoscalingECSServicePolicy.h"
#include "embedded/aws_managed_policy_AWSCloudFormationFullAccess.h"
#include "embedded/aws_managed_policy_AWSCloudFormationReadOnlyAccess.h"
#include "embedded/aws_managed_policy_AWSElasticLoadBalancingServiceRolePolicy.h"
#include "embedded/aws_managed_policy_AWSLambdaBasicExecutionRole.h"
#include "embedded/aws_managed_policy_AWSLambdaRole.h"
#include "embedded/aws_managed_policy_AWSLambdaVPCAccessExecutionRole.h"
#include "embedded/aws_managed_policy_AWSLambda_FullAccess.h"
#include "embedded/aws_managed_policy_AWSXRayDaemonWriteAccess.h"
#include "embedded/aws_managed_policy_AdministratorAccess.h"
#include "embedded/aws_managed_policy_AmazonEC2ContainerRegistryPowerUser.h"
#include "embedded/aws_managed_policy_AmazonEC2ContainerRegistryPullOnly.h"
#include "embedded/aws_managed_policy_AmazonEC2ContainerRegistryReadOnly.h"
#include "embedded/aws_managed_policy_AmazonEC2ContainerServiceAutoscaleRole.h"
#include "embedded/aws_managed_policy_AmazonEC2ContainerServiceEventsRole.h"
#include "embedded/aws_managed_policy_AmazonEC2ContainerServiceRole.h"
#include "embedded/aws_managed_policy_AmazonEC2ContainerServiceforEC2Role.h"
#include "embedded/aws_managed_policy_AmazonEC2FullAccess.h"
#include "embedded/aws_managed_policy_AmazonEC2ReadOnlyAccess.h"
#include "embedded/aws_managed_policy_AmazonEC2RoleforSSM.h"
#include "embedded/aws_managed_policy_AmazonECSInfrastructureRolePolicyForVolumes.h"
#include "embedded/aws_managed_policy_AmazonECSServiceRolePolicy.h"
#include "embedded/aws_managed_policy_AmazonECSTaskExecutionRolePolicy.h"
#include "embedded/aws_managed_policy_AmazonECS_FullAccess.h"
#include "embedded/aws_managed_policy_AmazonS3FullAccess.h"
#include "embedded/aws_managed_policy_AmazonS3ReadOnlyAccess.h"
#include "embedded/aws_managed_policy_AmazonSSMFullAccess.h"
#include "embedded/aws_managed_policy_AmazonSSMManagedInstanceCore.h"
#include "embedded/aws_managed_policy_AmazonSSMReadOnlyAccess.h"
#include "embedded/aws_managed_policy_AutoScalingServiceRolePolicy.h"
#include "embedded/aws_managed_policy_CloudFormationStackSetsOrgAdminServiceRolePolicy.h"
#include "embedded/aws_managed_policy_CloudFormationStackSetsOrgMemberServiceRolePolicy.h"
#include "embedded/aws_managed_policy_CloudWatchAgentServerPolicy.h"
#include "embedded/aws_managed_policy_CloudWatchLogsFullAccess.h"
#include "embedded/aws_managed_policy_CloudWatchLogsReadOnlyAccess.h"
#include "embedded/aws_managed_policy_IAMFullAccess.h"
#include "embedded/aws_managed_policy_IAMReadOnlyAccess.h"
#include "embedded/aws_managed_policy_PowerUserAccess.h"
#include "embedded/aws_managed_policy_ReadOnlyAccess.h"

namespace eni::sandbox {
namespace {

/// Not constexpr: the documents are embedded in other translation units, so the table is made at first use.
std::span<const AwsManagedPolicy> table() {
  static const AwsManagedPolicy rows[] = {
      // path, name, version, created, edited, document
      {"/", "AdministratorAccess", 1, "2015-02-06T18:39:46Z", "2015-02-06T18:39:46Z",
       embedded::aws_managed_policy_AdministratorAccess},
      {"/", "AmazonEC2ContainerRegistryPowerUser", 3, "2015-12-21T17:05:33Z", "2019-12-10T20:48:08Z",
       embedded::aws_managed_policy_AmazonEC2ContainerRegistryPowerUser},
      {"/", "AmazonEC2ContainerRegistryPullOnly", 1, "2024-10-04T16:58:49Z", "2024-10-04T16:58:49Z",
       embedded::aws_managed_policy_AmazonEC2ContainerRegistryPullOnly},
      {"/", "AmazonEC2ContainerRegistryReadOnly", 3, "2015-12-21T17:04:15Z", "2019-12-10T20:56:32Z",
       embedded::aws_managed_policy_AmazonEC2ContainerRegistryReadOnly},
      {"/service-role/", "AmazonEC2ContainerServiceAutoscaleRole", 2, "2016-05-12T23:25:44Z",
       "2018-02-05T19:15:15Z", embedded::aws_managed_policy_AmazonEC2ContainerServiceAutoscaleRole},
      {"/service-role/", "AmazonEC2ContainerServiceEventsRole", 3, "2017-05-30T16:51:35Z",
       "2023-03-06T22:25:12Z", embedded::aws_managed_policy_AmazonEC2ContainerServiceEventsRole},
      {"/service-role/", "AmazonEC2ContainerServiceforEC2Role", 10, "2015-03-19T18:45:18Z",
       "2026-02-12T17:59:52Z", embedded::aws_managed_policy_AmazonEC2ContainerServiceforEC2Role},
      {"/service-role/", "AmazonEC2ContainerServiceRole", 2, "2015-04-09T16:14:19Z", "2016-08-11T13:08:01Z",
       embedded::aws_managed_policy_AmazonEC2ContainerServiceRole},
      {"/", "AmazonEC2FullAccess", 5, "2015-02-06T18:40:15Z", "2018-11-27T02:16:56Z",
       embedded::aws_managed_policy_AmazonEC2FullAccess},
      {"/", "AmazonEC2ReadOnlyAccess", 5, "2015-02-06T18:40:17Z", "2026-02-12T18:03:17Z",
       embedded::aws_managed_policy_AmazonEC2ReadOnlyAccess},
      {"/service-role/", "AmazonEC2RoleforSSM", 8, "2015-05-29T17:48:35Z", "2019-01-24T19:20:51Z",
       embedded::aws_managed_policy_AmazonEC2RoleforSSM},
      {"/", "AmazonECS_FullAccess", 21, "2017-11-07T21:36:54Z", "2024-08-13T19:39:37Z",
       embedded::aws_managed_policy_AmazonECS_FullAccess},
      {"/service-role/", "AmazonECSInfrastructureRolePolicyForVolumes", 5, "2024-01-10T22:56:41Z",
       "2026-02-12T18:02:34Z", embedded::aws_managed_policy_AmazonECSInfrastructureRolePolicyForVolumes},
      {"/aws-service-role/", "AmazonECSServiceRolePolicy", 24, "2017-10-14T01:18:58Z", "2026-04-22T23:12:09Z",
       embedded::aws_managed_policy_AmazonECSServiceRolePolicy},
      {"/service-role/", "AmazonECSTaskExecutionRolePolicy", 1, "2017-11-16T18:48:22Z",
       "2017-11-16T18:48:22Z", embedded::aws_managed_policy_AmazonECSTaskExecutionRolePolicy},
      {"/", "AmazonS3FullAccess", 2, "2015-02-06T18:40:58Z", "2021-09-27T20:16:37Z",
       embedded::aws_managed_policy_AmazonS3FullAccess},
      {"/", "AmazonS3ReadOnlyAccess", 3, "2015-02-06T18:40:59Z", "2023-08-10T21:31:39Z",
       embedded::aws_managed_policy_AmazonS3ReadOnlyAccess},
      {"/", "AmazonSSMFullAccess", 4, "2015-05-29T17:39:47Z", "2019-11-20T20:08:56Z",
       embedded::aws_managed_policy_AmazonSSMFullAccess},
      {"/", "AmazonSSMManagedInstanceCore", 2, "2019-03-15T17:22:12Z", "2019-05-23T16:54:21Z",
       embedded::aws_managed_policy_AmazonSSMManagedInstanceCore},
      {"/", "AmazonSSMReadOnlyAccess", 1, "2015-05-29T17:44:19Z", "2015-05-29T17:44:19Z",
       embedded::aws_managed_policy_AmazonSSMReadOnlyAccess},
      {"/aws-service-role/", "AutoScalingServiceRolePolicy", 10, "2018-01-08T23:10:55Z",
       "2025-11-12T18:19:06Z", embedded::aws_managed_policy_AutoScalingServiceRolePolicy},
      {"/aws-service-role/", "AWSApplicationAutoscalingECSServicePolicy", 2, "2017-10-25T23:53:08Z",
       "2024-10-24T20:05:50Z", embedded::aws_managed_policy_AWSApplicationAutoscalingECSServicePolicy},
      {"/", "AWSCloudFormationFullAccess", 1, "2019-07-26T21:50:35Z", "2019-07-26T21:50:35Z",
       embedded::aws_managed_policy_AWSCloudFormationFullAccess},
      {"/", "AWSCloudFormationReadOnlyAccess", 7, "2015-02-06T18:39:49Z", "2026-02-12T18:02:00Z",
       embedded::aws_managed_policy_AWSCloudFormationReadOnlyAccess},
      {"/aws-service-role/", "AWSElasticLoadBalancingServiceRolePolicy", 14, "2017-09-19T22:19:04Z",
       "2026-02-12T17:58:08Z", embedded::aws_managed_policy_AWSElasticLoadBalancingServiceRolePolicy},
      {"/", "AWSLambda_FullAccess", 7, "2020-11-17T21:14:08Z", "2026-02-12T18:00:51Z",
       embedded::aws_managed_policy_AWSLambda_FullAccess},
      {"/service-role/", "AWSLambdaBasicExecutionRole", 1, "2015-04-09T15:03:43Z", "2015-04-09T15:03:43Z",
       embedded::aws_managed_policy_AWSLambdaBasicExecutionRole},
      {"/service-role/", "AWSLambdaRole", 1, "2015-02-06T18:41:28Z", "2015-02-06T18:41:28Z",
       embedded::aws_managed_policy_AWSLambdaRole},
      {"/service-role/", "AWSLambdaVPCAccessExecutionRole", 3, "2016-02-11T23:15:26Z", "2024-01-05T22:38:26Z",
       embedded::aws_managed_policy_AWSLambdaVPCAccessExecutionRole},
      {"/", "AWSXRayDaemonWriteAccess", 2, "2018-08-28T23:00:33Z", "2024-02-13T21:58:30Z",
       embedded::aws_managed_policy_AWSXRayDaemonWriteAccess},
      {"/aws-service-role/", "CloudFormationStackSetsOrgAdminServiceRolePolicy", 1, "2019-12-10T00:20:00Z",
       "2019-12-10T00:20:00Z", embedded::aws_managed_policy_CloudFormationStackSetsOrgAdminServiceRolePolicy},
      {"/aws-service-role/", "CloudFormationStackSetsOrgMemberServiceRolePolicy", 1, "2019-12-09T23:52:00Z",
       "2019-12-09T23:52:00Z",
       embedded::aws_managed_policy_CloudFormationStackSetsOrgMemberServiceRolePolicy},
      {"/", "CloudWatchAgentServerPolicy", 3, "2018-03-07T01:06:44Z", "2024-02-06T16:37:37Z",
       embedded::aws_managed_policy_CloudWatchAgentServerPolicy},
      {"/", "CloudWatchLogsFullAccess", 8, "2015-02-06T18:40:02Z", "2026-02-12T18:00:33Z",
       embedded::aws_managed_policy_CloudWatchLogsFullAccess},
      {"/", "CloudWatchLogsReadOnlyAccess", 12, "2015-02-06T18:40:03Z", "2026-02-12T17:59:13Z",
       embedded::aws_managed_policy_CloudWatchLogsReadOnlyAccess},
      {"/", "IAMFullAccess", 2, "2015-02-06T18:40:38Z", "2019-06-21T19:40:00Z",
       embedded::aws_managed_policy_IAMFullAccess},
      {"/", "IAMReadOnlyAccess", 4, "2015-02-06T18:40:39Z", "2018-01-25T19:11:27Z",
       embedded::aws_managed_policy_IAMReadOnlyAccess},
      {"/", "PowerUserAccess", 12, "2015-02-06T18:39:47Z", "2026-02-12T17:59:14Z",
       embedded::aws_managed_policy_PowerUserAccess},
      {"/", "ReadOnlyAccess", 182, "2015-02-06T18:39:48Z", "2026-04-03T15:27:12Z",
       embedded::aws_managed_policy_ReadOnlyAccess},
  };
  return rows;
}

constexpr std::string_view kMiddle = ":iam::aws:policy";
constexpr std::string_view kIdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::int64_t millis(std::string_view text) { return epoch_millis(*parse_iso8601(text)); }

}  // namespace

std::string AwsManagedPolicy::arn(std::string_view partition) const {
  return std::string{partition}.append(kMiddle).append(path).append(name);
}

std::string AwsManagedPolicy::unique_id() const {
  std::string id = "ANPA";
  for (const char byte : sha256(name).substr(0, 17))
    id += kIdAlphabet[static_cast<unsigned char>(byte) % kIdAlphabet.size()];
  return id;
}

std::int64_t AwsManagedPolicy::created() const { return millis(created_text); }
std::int64_t AwsManagedPolicy::updated() const { return millis(updated_text); }

std::span<const AwsManagedPolicy> aws_managed_policies() { return table(); }

const AwsManagedPolicy* find_aws_managed_policy(std::string_view arn) {
  static const auto index = [] {
    std::map<std::string, const AwsManagedPolicy*, std::less<>> by_path;
    for (const AwsManagedPolicy& row : table()) by_path[std::string{row.path}.append(row.name)] = &row;
    return by_path;
  }();
  const std::size_t middle = arn.find(kMiddle);
  if (!arn.starts_with("arn:aws") || middle == std::string_view::npos) return nullptr;
  const auto row = index.find(arn.substr(middle + kMiddle.size()));
  return row == index.end() ? nullptr : row->second;
}

}  // namespace eni::sandbox
