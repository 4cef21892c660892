#include "sandbox/services/logs/operations.h"

#include "sandbox/services/logs/access.h"
#include "sandbox/services/logs/service.h"

namespace eni::sandbox::logs_service {
namespace {

constexpr std::string_view kPatternDifferences =
    "Terms match as substrings; patterns of columns ([a, b]) and regular expressions (%…%) are refused by "
    "name; "
    "searchedLogStreams is empty";

const Operation kOperations[] = {
    // wire name               IAM action                     resource           run
    {"CreateLogGroup",
     "logs:CreateLogGroup",
     group_access,
     create_log_group,
     {},
     "kmsKeyId, deletionProtectionEnabled and the class DELIVERY are refused by name"},
    {"CreateLogStream", "logs:CreateLogStream", stream_access, create_log_stream},
    {"DeleteLogGroup", "logs:DeleteLogGroup", group_access, delete_log_group},
    {"DeleteLogStream", "logs:DeleteLogStream", stream_access, delete_log_stream},
    {"DeleteRetentionPolicy", "logs:DeleteRetentionPolicy", group_access, delete_retention_policy},
    {"DescribeLogGroups", "logs:DescribeLogGroups", all_groups_access, describe_log_groups},
    {"DescribeLogStreams", "logs:DescribeLogStreams", group_access, describe_log_streams},
    {"FilterLogEvents", "logs:FilterLogEvents", group_access, filter_log_events, {}, kPatternDifferences},
    {"GetLogEvents", "logs:GetLogEvents", stream_access, get_log_events},
    {"ListTagsForResource", "logs:ListTagsForResource", tagged_access, list_tags_for_resource},
    {"ListTagsLogGroup", "logs:ListTagsLogGroup", group_access, list_tags_log_group},
    {"PutLogEvents",
     "logs:PutLogEvents",
     stream_access,
     put_log_events,
     {},
     "sequence tokens are given but never required, as on AWS since 2023"},
    {"PutRetentionPolicy",
     "logs:PutRetentionPolicy",
     group_access,
     put_retention_policy,
     {},
     "expired events are gone at the next read or write, on AWS within 72 hours"},
    {"TagLogGroup", "logs:TagLogGroup", group_access, tag_log_group},
    {"TagResource", "logs:TagResource", tagged_access, tag_resource},
    {"UntagLogGroup", "logs:UntagLogGroup", group_access, untag_log_group},
    {"UntagResource", "logs:UntagResource", tagged_access, untag_resource},
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
};

}  // namespace eni::sandbox::logs_service
