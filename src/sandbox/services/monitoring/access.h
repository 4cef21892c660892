#pragma once
/// What authorization asks IAM about CloudWatch's calls.
/// Source: Service Authorization Reference, "Amazon CloudWatch".
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::monitoring_service {

Access alarm_access(
    const Call& call);  ///< alarm:AlarmName, with the tags that the request brings; alarm:* without a name
Access alarms_access(const Call& call);     ///< each of AlarmNames; alarm:* if there are none
Access tagged_access(const Call& call);     ///< ResourceARN
Access namespace_access(const Call& call);  ///< "*", with cloudwatch:namespace

}  // namespace eni::sandbox::monitoring_service
