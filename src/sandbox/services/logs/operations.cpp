#include "sandbox/services/logs/operations.h"

#include "sandbox/services/logs/access.h"
#include "sandbox/services/logs/service.h"

namespace eni::sandbox::logs_service {
namespace {

constexpr std::string_view kPatternDifferences =
    "Terms match as substrings; patterns of columns ([a, b]) and regular expressions (%…%) are refused by "
    "name; "
    "searchedLogStreams is empty";

constexpr std::string_view kPolicyDifferences =
    "kept and described: no service of the sandbox writes events in its own name; policies of a log group "
    "(resourceArn) are refused by name";

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"CreateLogGroup",
     group_access,
     create_log_group,
     "logGroupName tags logGroupClass",
     {.differences = "the class DELIVERY is refused"}},
    {"CreateLogStream", stream_access, create_log_stream, "logGroupName logStreamName"},
    {"DeleteLogGroup", group_access, delete_log_group, "logGroupName"},
    {"DeleteLogStream", stream_access, delete_log_stream, "logGroupName logStreamName"},
    {"DeleteResourcePolicy", any_resource, delete_resource_policy, "policyName"},
    {"DeleteRetentionPolicy", group_access, delete_retention_policy, "logGroupName"},
    {"DescribeLogGroups", all_groups_access, describe_log_groups,
     "logGroupNamePrefix logGroupNamePattern nextToken limit logGroupClass"},
    {"DescribeLogStreams", group_access, describe_log_streams,
     "logGroupName logGroupIdentifier logStreamNamePrefix orderBy descending nextToken limit"},
    {"DescribeResourcePolicies", any_resource, describe_resource_policies, "policyScope nextToken limit"},
    {"FilterLogEvents",
     group_access,
     filter_log_events,
     "logGroupName logGroupIdentifier logStreamNames logStreamNamePrefix startTime endTime filterPattern "
     "nextToken limit",
     {.ignores = "interleaved unmask", .differences = kPatternDifferences}},
    {"GetLogEvents",
     stream_access,
     get_log_events,
     "logGroupName logGroupIdentifier logStreamName startTime endTime nextToken limit startFromHead",
     {.ignores = "unmask"}},
    {"ListTagsForResource", tagged_access, list_tags_for_resource, "resourceArn"},
    {"ListTagsLogGroup", group_access, list_tags_log_group, "logGroupName"},
    {"PutLogEvents",
     stream_access,
     put_log_events,
     "logGroupName logStreamName logEvents",
     {.ignores = "sequenceToken entity",
      .differences = "sequence tokens are given but never required, as on AWS since 2023"}},
    {"PutResourcePolicy",
     any_resource,
     put_resource_policy,
     "policyName policyDocument",
     {.differences = kPolicyDifferences}},
    {"PutRetentionPolicy",
     group_access,
     put_retention_policy,
     "logGroupName retentionInDays",
     {.differences = "expired events are gone at the next read or write, on AWS within 72 hours"}},
    {"TagLogGroup", group_access, tag_log_group, "logGroupName tags"},
    {"TagResource", tagged_access, tag_resource, "resourceArn tags"},
    {"UntagLogGroup", untagged_access, untag_log_group, "logGroupName tags"},
    {"UntagResource", tagged_access, untag_resource, "resourceArn tagKeys"},
};

}  // namespace

const Service kService = {
    .name = "logs",
    .title = "Amazon CloudWatch Logs",
    .protocol = Protocol::kJson11,
    .version = "2014-03-28",
    .xml_namespace = {},
    .target_prefix = "Logs_20140328",
    .operations = kOperations,
    .constraint_code = "InvalidParameterException",
    .unsupported_code = "InvalidParameterException",
};

}  // namespace eni::sandbox::logs_service
