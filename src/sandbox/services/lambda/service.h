#pragma once
/// AWS Lambda: functions whose code really runs, in processes of their own.
///
/// For callers within the sandbox (CloudFormation): beside Code.ZipFile (base64) and Code.S3Bucket/S3Key,
/// CreateFunction and UpdateFunctionCode take the text of inline code, as CloudFormation's ZipFile property
/// holds it, in `Code.InlineSource` / `InlineSource`; it becomes index.js, with the module cfn-response
/// beside it. Invoke's payload is the call's body; InvocationType, LogType and ClientContext are taken from
/// parameters or X-Amz- headers.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::lambda_service {

extern const Service kService;

}  // namespace eni::sandbox::lambda_service
