#pragma once
/// The rows of the table, each in a file of its own.
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

extern const ResourceType kCustomResource;
extern const ResourceType kIamAccessKey;
extern const ResourceType kIamInstanceProfile;
extern const ResourceType kIamManagedPolicy;
extern const ResourceType kIamPolicy;
extern const ResourceType kIamRole;
extern const ResourceType kIamServiceLinkedRole;
extern const ResourceType kIamUser;
extern const ResourceType kLambdaEventInvokeConfig;
extern const ResourceType kLambdaFunction;
extern const ResourceType kLambdaPermission;
extern const ResourceType kLogsLogGroup;
extern const ResourceType kS3Bucket;
extern const ResourceType kSsmParameter;

}  // namespace eni::sandbox::cloudformation
